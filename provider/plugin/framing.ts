import type { Readable } from "node:stream";
import { RpcError, statusCodes } from "./rpc-error";

/** A message on the wire: a byte that says whether it is compressed, and its length in four bytes, come first. */
const prefixBytes = 5;

/** A message as gRPC writes it. */
export function framed(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(prefixBytes + message.length);
  frame.writeUInt8(0, 0);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, prefixBytes);
  return frame;
}

/**
 * Reads a request of one message to its end.
 * @throws RpcError if it is not exactly one message, or a compressed one
 */
export async function receiveMessage(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  stream.on("data", (piece: Buffer) => pieces.push(piece));
  await new Promise<void>((resolve, reject) => {
    stream.once("end", resolve);
    stream.once("close", () => {
      // Each end is followed by a close, and an error costs a stack trace.
      if (!stream.readableEnded) reject(new RpcError("the request was cut off", statusCodes.CANCELLED));
    });
  });
  const [only] = pieces;
  const bytes = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  if (bytes.length < prefixBytes || bytes.length !== prefixBytes + bytes.readUInt32BE(1)) {
    throw new RpcError("could not read the request: it is not one whole message", statusCodes.INTERNAL);
  }
  if (bytes[0] !== 0) {
    throw new RpcError("could not read the request: it is compressed", statusCodes.UNIMPLEMENTED);
  }
  return bytes.subarray(prefixBytes);
}
