import type {
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
} from "node:http2";
import { createServer } from "node:http2";
import { framed, receiveMessage } from "./framing";
import type { RpcHandler, RpcHandlers } from "./rpc";
import type { StatusCode } from "./rpc-error";
import { RpcError, statusCodes } from "./rpc-error";

/** The largest limit that node:http2 accepts. */
const maxLimit = 0xffff_ffff;

/** Messages and errors have any size, and the engine may cancel any number of calls at once: it is the only client. */
const limits = {
  maxSessionMemory: maxLimit,
  maxSendHeaderBlockLength: maxLimit,
  streamResetBurst: maxLimit,
  streamResetRate: maxLimit,
};

const responseHeaders = { ":status": 200, "content-type": "application/grpc" };

/** A gRPC server. */
export interface RpcServer {
  readonly port: Promise<number>;
  /** Ends the server and its calls in progress. */
  readonly close: () => void;
}

/**
 * Serves gRPC on a free port of 127.0.0.1, in plain text (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md). Node's own
 * HTTP/2 loads faster than a gRPC library on top of it, and the engine starts several plugins per command.
 */
export function serve(handlers: RpcHandlers): RpcServer {
  const server = createServer(limits);
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers) => {
    // The caller has gone: nobody waits for an error.
    stream.on("error", () => undefined);
    void respond(stream, headers, handlers);
  });
  const port = new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(address.port);
    });
  });
  const close = (): void => {
    server.close();
    for (const session of sessions) session.destroy();
  };
  return { port, close };
}

async function respond(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  handlers: RpcHandlers,
): Promise<void> {
  const isActive = (): boolean => !stream.headersSent && !stream.closed && !stream.destroyed;
  const fail = (error: unknown): void => {
    if (isActive()) stream.respond({ ...responseHeaders, ...statusHeaders(error) }, { endStream: true });
  };
  const timer = atDeadline(headers, () => {
    fail(new RpcError("the deadline of the call has passed", statusCodes.DEADLINE_EXCEEDED));
  });
  try {
    const handler = handlerFor(headers, handlers);
    const messages = await handler(await receiveMessage(stream), { isActive });
    if (isActive()) succeed(stream, messages);
  } catch (error) {
    fail(error);
  } finally {
    clearTimeout(timer);
  }
}

function succeed(stream: ServerHttp2Stream, messages: readonly Buffer[]): void {
  stream.respond(responseHeaders, { waitForTrailers: true });
  stream.once("wantTrailers", () => {
    stream.sendTrailers({ "grpc-status": statusCodes.OK });
  });
  const frames = messages.map(framed);
  const last = frames.pop();
  for (const frame of frames) stream.write(frame);
  stream.end(last);
}

function handlerFor(headers: IncomingHttpHeaders, handlers: RpcHandlers): RpcHandler {
  const path = headers[":path"] ?? "";
  const handler = handlers.get(path);
  if (handler !== undefined) return handler;
  throw new RpcError(`the provider does not implement ${path}`, statusCodes.UNIMPLEMENTED);
}

/** The units of the header grpc-timeout, in milliseconds. */
const timeoutUnits: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};
/** The longest delay of a timer, in milliseconds. */
const maxDelayMs = 2 ** 31 - 1;

/** Starts a timer for the deadline of a call that has one. */
function atDeadline(headers: IncomingHttpHeaders, end: () => void): NodeJS.Timeout | undefined {
  const timeout = headers["grpc-timeout"];
  if (typeof timeout !== "string") return undefined;
  const [, count, unit = ""] = /^(\d{1,8})([HMSmun])$/.exec(timeout) ?? [];
  const unitMs = timeoutUnits[unit];
  return unitMs === undefined ? undefined : setTimeout(end, Math.min(Number(count) * unitMs, maxDelayMs));
}

/** What a header's value cannot hold, and the percent sign, which marks what replaces it. */
const unwritable = /[^ -$&-~]+|^ +| +$/g;

/** How an error is written: its text is percent-encoded. */
function statusHeaders(error: unknown): OutgoingHttpHeaders {
  const code: StatusCode = error instanceof RpcError ? error.code : statusCodes.INTERNAL;
  const message = error instanceof Error ? error.message : String(error);
  const details = error instanceof RpcError ? error.details : undefined;
  return {
    "grpc-status": code,
    // Half of a surrogate pair cannot be encoded; the buffer replaces it.
    "grpc-message": Buffer.from(message).toString().replace(unwritable, encodeURIComponent),
    ...(details === undefined ? {} : { "grpc-status-details-bin": details.toString("base64") }),
  };
}
