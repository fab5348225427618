import { once } from "node:events";
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from "node:http2";
import { connect } from "node:http2";
import { buffer } from "node:stream/consumers";

/** The status and the bytes that a call ends with. */
export interface RawResponse {
  /** The status code; -1 if there is none. */
  readonly status: number;
  readonly message: string;
  readonly body: Buffer;
}

/** Opens a connection that speaks HTTP/2 and does not know gRPC. */
export function openSession(port: number): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on("error", () => undefined);
  return session;
}

/** Begins a call of a provider's method; the caller writes its body. */
export function openCall(
  session: ClientHttp2Session,
  method: string,
  headers: Readonly<Record<string, string>> = {},
): ClientHttp2Stream {
  return session.request({
    ":method": "POST",
    ":path": `/pulumirpc.ResourceProvider/${method}`,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
}

/** Waits until a call ends. */
export async function responseOf(stream: ClientHttp2Stream): Promise<RawResponse> {
  let headers: IncomingHttpHeaders = {};
  const keep = (more: IncomingHttpHeaders): void => {
    headers = { ...headers, ...more };
  };
  stream.on("response", keep).on("trailers", keep);
  const [body] = await Promise.all([buffer(stream), once(stream, "close")]);
  return {
    status: Number(headers["grpc-status"] ?? -1),
    message: String(headers["grpc-message"] ?? ""),
    body,
  };
}

/** A message with its prefix, which says that it is not compressed, and its length unless another one is given. */
export function frame(message: Buffer, length = message.length, flag = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}
