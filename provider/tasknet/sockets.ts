import type { AgentOptions } from "node:http";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";

/** Time, in milliseconds, after which an idle connection is closed, if the server does not announce a shorter one. */
const idleTimeoutMs = 30_000;

/**
 * Agents honour HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Without a `timeout` of its own Node's agent does not heed what the
 * server announces, and a request would be sent on a connection that is being closed.
 */
function options(keepAlive: boolean): AgentOptions & { proxyEnv: NodeJS.ProcessEnv } {
  return { keepAlive, ...(keepAlive ? { timeout: idleTimeoutMs } : {}), proxyEnv: process.env };
}

let pooled: { readonly http: HttpAgent; readonly https: HttpsAgent } | undefined;

/** The agent for requests that share connections. */
export function pooledAgent(protocol: string): HttpAgent {
  pooled ??= { http: new HttpAgent(options(true)), https: new HttpsAgent(options(true)) };
  return protocol === "http:" ? pooled.http : pooled.https;
}

/** A connection of its own for one request, which tells whether the request can have left. */
export class OwnConnection {
  private readonly sockets: Duplex[] = [];
  private isReady = false;

  /** The agent that makes the connection. */
  agent(protocol: string): HttpAgent {
    const agent = protocol === "http:" ? new HttpAgent(options(false)) : new HttpsAgent(options(false));
    const event = protocol === "http:" ? "connect" : "secureConnect";
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (...args) => {
      const socket = connect(...args);
      if (socket != null) {
        this.sockets.push(socket);
        socket.once(event, () => (this.isReady = true));
      }
      return socket;
    };
    return agent;
  }

  /** Whether it is certain that no byte of the request was sent. Behind a proxy it is not known. */
  get isUnused(): boolean {
    return this.sockets.length > 0 && !this.isReady;
  }
}
