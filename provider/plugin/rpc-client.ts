import type { ClientHttp2Session } from "node:http2";
import { connect } from "node:http2";
import { framed } from "./framing";
import type { Method } from "./message-codec";
import { writeMessage } from "./message-codec";

/**
 * Sends requests whose response nobody needs, to a gRPC server on this machine. A request that fails is dropped. No
 * proxy is used: it would swallow every message.
 */
export class RpcClient {
  private session: ClientHttp2Session | undefined;

  /** @param address `host:port` */
  constructor(private readonly address: string) {}

  send<Request extends object>(method: Method<Request, object>, request: Partial<Request>): void {
    const stream = this.connected().request({
      ":method": "POST",
      ":path": method.path,
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.on("error", () => undefined);
    stream.resume();
    stream.end(framed(writeMessage(method.request, request)));
  }

  /** Ends the connection once what was sent has arrived; it does not keep the process. */
  close(): void {
    this.session?.close();
    this.session?.unref();
  }

  /** The connection; one that has ended is replaced. */
  private connected(): ClientHttp2Session {
    if (this.session === undefined || this.session.closed || this.session.destroyed) {
      this.session = connect(`http://${this.address}`);
      this.session.on("error", () => undefined);
    }
    return this.session;
  }
}
