import { createPrivateKey } from "node:crypto";
import { createServer } from "node:https";
import type { RequestListener } from "node:http";
import { serverStarter } from "./servers";

/** A key that only test servers use: no certificate authority knows it. */
const key = createPrivateKey({
  key: Buffer.from(
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSdoyERCPpYc9MbdOVaPIG7mj8tWMsLXvFo6OTZZWLW6hRANCAATAT0TOC00b3xZ9GdEemoGpKxfSQwbow6d6pGUs053IRG/ua1FVvAioErEHcAfed1I9ztSE+x3h5YAfqvRuhIlV",
    "base64",
  ),
  format: "der",
  type: "pkcs8",
}).export({ format: "pem", type: "pkcs8" });

/** The certificate of that key, for api.tasknet.test, localhost and 127.0.0.1. It signs itself. */
export const certificate = [
  "-----BEGIN CERTIFICATE-----",
  "MIIBuzCCAWKgAwIBAgIUENn+xt8uK4p8f8vQaRN65iFW/kQwCgYIKoZIzj0EAwIw",
  "GzEZMBcGA1UEAwwQYXBpLnRhc2tuZXQudGVzdDAgFw0yNjExMjUxMzE3MDhaGA8y",
  "MTI2MTEwMTEzMTcwOFowGzEZMBcGA1UEAwwQYXBpLnRhc2tuZXQudGVzdDBZMBMG",
  "ByqGSM49AgEGCCqGSM49AwEHA0IABMBPRM4LTRvfFn0Z0R6agakrF9JDBujDp3qk",
  "ZSzTnchEb+5rUVW8CKgSsQdwB953Uj3O1IT7HeHlgB+q9G6EiVWjgYEwfzAdBgNV",
  "HQ4EFgQUMmv0AhkxMr5ZO0iCpxdfsHH/gIswHwYDVR0jBBgwFoAUMmv0AhkxMr5Z",
  "O0iCpxdfsHH/gIswLAYDVR0RBCUwI4IQYXBpLnRhc2tuZXQudGVzdIIJbG9jYWxo",
  "b3N0hwR/AAABMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgaWpe",
  "l4UOI7XDc5jsnba1dBitJopthMoeVvFRYUtRn8QCIBOiiPv7Owbz4Qnj+3++/ECq",
  "HraXlGEqrpSUG3Lgdq2x",
  "-----END CERTIFICATE-----",
  "",
].join("\n");

/** A host name of the certificate that no name server knows. */
export const certifiedHost = "api.tasknet.test";

/** Starts servers that speak TLS, for the tests of one `describe`; each resolves to its port. */
export function tlsServers(): (handler: RequestListener) => Promise<number> {
  const startServer = serverStarter();
  return (handler) => {
    const server = createServer({ key, cert: certificate }, handler);
    server.on("tlsClientError", () => undefined);
    return startServer(server);
  };
}
