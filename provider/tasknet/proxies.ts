import type { AgentOptions, ClientRequest, IncomingMessage } from "node:http";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import { refusalPrefix } from "./connection-errors";
import type { Environment } from "./proxy-variables";
import { proxyVariable } from "./proxy-variables";

/** A proxy that the environment names for a URL. */
export interface Proxy {
  readonly url: URL;
  /** Its host and port, without credentials. */
  readonly host: string;
}

/**
 * The proxy for a URL, from HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY lists the URL's host.
 * @throws Error if the variable names no HTTP proxy; the text holds no credentials
 */
export function proxyFor(target: string, env: Environment): Proxy | undefined {
  const { name, value } = proxyVariable(new URL(target).protocol, env) ?? {};
  if (name === undefined || value === undefined || getProxyForUrl(target) === "") return undefined;
  // A host without a protocol is an http proxy, as in other programs.
  const text = value.includes("://") ? value : `http://${value}`;
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.hostname === "") {
    throw new Error(`${name} must be an http or https URL of a proxy`);
  }
  return { url, host: url.host };
}

/** An agent whose connections to URLs of the protocol go through the proxy. */
export function proxyAgent({ url }: Proxy, protocol: string, options: AgentOptions): ProxyAgent {
  return protocol === "http:" ? new HttpProxyAgent(url.href, options) : new Tunnel(url.href, options);
}

export type ProxyAgent = HttpProxyAgent<string> | Tunnel;

/** A tunnel that fails if the proxy refuses it: the proxy's response is not the service's. */
class Tunnel extends HttpsProxyAgent<string> {
  override async connect(
    request: ClientRequest,
    options: Parameters<HttpsProxyAgent<string>["connect"]>[1],
  ): ReturnType<HttpsProxyAgent<string>["connect"]> {
    let status: number | undefined;
    request.once("proxyConnect", ({ statusCode }: IncomingMessage) => (status = statusCode));
    const socket = await super.connect(request, options);
    if (status === 200) return socket;
    socket.destroy();
    throw Object.assign(new Error(`the proxy responded with ${status ?? "no status"}`), {
      code: `${refusalPrefix}${status ?? "NOTHING"}`,
    });
  }
}
