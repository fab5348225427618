import type { AgentOptions } from "node:http";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { proxyVariable } from "./proxy-variables";

/** How long an idle connection is kept at the most, in milliseconds: a server may forget it at any time. */
const idleTimeoutMs = 30_000;

/**
 * An idle connection is kept for this time, or for as long as the server announces, less a second. Without a `timeout` of
 * its own Node's agent ignores the announced timeout, and sends a request on a connection that is being closed.
 */
const pooled: AgentOptions = { keepAlive: true, timeout: idleTimeoutMs };
const single: AgentOptions = { keepAlive: false };

/** The pools of this process, by protocol and proxy. */
const pools = new Map<string, HttpAgent>();

/** How one request reaches the service. */
export interface Connection {
  readonly agent: HttpAgent;
  /** Host and port of the proxy, if there is one. */
  readonly proxyHost: string | undefined;
  /** Whether a byte of the request can have left; undefined if it is not known. */
  readonly wasUsed: () => boolean | undefined;
}

/** Where a request goes, and through what. */
interface Route {
  readonly proxyHost: string | undefined;
  /** The settings that need a pool of their own. */
  readonly key: string;
  readonly makeAgent: (options: AgentOptions) => HttpAgent;
}

/** A connection for requests to the URL, taken from the process's pool. */
export async function pooledConnection(url: string): Promise<Connection> {
  const { proxyHost, key, makeAgent } = await routeTo(url);
  const agent = pools.get(key) ?? makeAgent(pooled);
  pools.set(key, agent);
  return { agent, proxyHost, wasUsed: () => undefined };
}

/** A connection of its own for one request to the URL; the request opens it. */
export async function ownConnection(url: string): Promise<Connection> {
  const { proxyHost, makeAgent } = await routeTo(url);
  const agent = makeAgent(single);
  const open = agent.createConnection.bind(agent);
  // Before a proxy has opened a connection nothing can be sent.
  let isReady = proxyHost === undefined ? undefined : false;
  agent.createConnection = (options, callback) => {
    const socket = open(options, callback);
    isReady = isOpen(socket);
    // A request is written as soon as its connection is ready, and a handshake carries none of it.
    socket?.once(socket instanceof TLSSocket ? "secureConnect" : "connect", () => (isReady = true));
    return socket;
  };
  return { agent, proxyHost, wasUsed: () => isReady };
}

async function routeTo(url: string): Promise<Route> {
  const { protocol } = new URL(url);
  const direct: Route = {
    proxyHost: undefined,
    key: protocol,
    makeAgent: (options) => (protocol === "http:" ? new HttpAgent(options) : new HttpsAgent(options)),
  };
  if (proxyVariable(protocol, process.env) === undefined) return direct;
  // Loaded only if the environment names a proxy: a provider starts several times in one command.
  const { proxyFor, proxyAgent } = await import("./proxies.js");
  const proxy = proxyFor(url, process.env);
  if (proxy === undefined) return direct;
  return {
    proxyHost: proxy.host,
    key: `${protocol} ${proxy.url.href}`,
    makeAgent: (options) => proxyAgent(proxy, protocol, options),
  };
}

/** Whether a socket carries requests already: a proxy's may. */
function isOpen(socket: Duplex | null | undefined): boolean {
  return socket instanceof Socket && !(socket instanceof TLSSocket) && !socket.connecting;
}
