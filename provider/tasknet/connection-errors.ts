/** The code of the error for a tunnel that a proxy refused, followed by the status of its response. */
export const refusalPrefix = "PROXY_RESPONDED_";

/** Errors of the system and of a handshake: they come before a connection carries a request. */
const handshakeCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPROTO",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_CHAIN_TOO_LONG",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "HOSTNAME_MISMATCH",
]);

/** Whether an error, by its code, comes before any byte of a request is sent. */
export function precedesRequest(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error && error.code;
  if (typeof code !== "string") return false;
  return (
    handshakeCodes.has(code) ||
    code.startsWith("ERR_SSL_") ||
    code.startsWith("ERR_TLS_") ||
    code.startsWith(refusalPrefix)
  );
}
