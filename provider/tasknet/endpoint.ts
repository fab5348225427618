/** Where Tasknet's public API lives (openapi.json, servers). */
export const defaultEndpoint = "https://api.tasknet.co";

/** The mode of the API paths without a configured one. */
export const defaultMode = "private";

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The endpoint in its normal form, without a trailing slash.
 * @throws Error that says what is wrong: it must be https, or http on loopback (the key would travel in plain
 * text), hold no credentials, query or fragment.
 */
export function parseEndpoint(text: string): string {
  if (!URL.canParse(text)) throw new Error(`is not a URL; use one such as ${defaultEndpoint}`);
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw new Error("must not contain a user name or password; the API key goes into apiKey");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopbackHosts.has(url.hostname))) {
    throw new Error("must be an https URL, or http on loopback (localhost, 127.0.0.1 or [::1])");
  }
  if (url.search !== "" || url.hash !== "") throw new Error("must not contain a query or a fragment");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
