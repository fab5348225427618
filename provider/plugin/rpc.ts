import type { Method } from "./message-codec";
import { readMessage, writeMessage } from "./message-codec";

/** What a handler knows of its call. */
export interface Call {
  /** Whether the caller still waits for the response. */
  readonly isActive: () => boolean;
}

/** Serves one method: takes the request's bytes, and gives those of its responses. */
export type RpcHandler = (request: Buffer, call: Call) => Promise<Buffer[]>;

/** Handlers by the paths of their methods. */
export type RpcHandlers = ReadonlyMap<string, RpcHandler>;

/** An entry of RpcHandlers for a method with one response. */
export function unary<Request extends object, Response extends object>(
  method: Method<Request, Response>,
  handle: (request: Request, call: Call) => Partial<Response> | Promise<Partial<Response>>,
): [path: string, handler: RpcHandler] {
  return stream(method, async (request, call) => [await handle(request, call)]);
}

/** An entry of RpcHandlers for a method with any number of responses. */
export function stream<Request extends object, Response extends object>(
  { path, request, response }: Method<Request, Response>,
  handle: (request: Request, call: Call) => Promise<Partial<Response>[]>,
): [path: string, handler: RpcHandler] {
  return [
    path,
    async (bytes, call) => {
      const responses = await handle(readMessage(request, bytes), call);
      return responses.map((message) => writeMessage(response, message));
    },
  ];
}
