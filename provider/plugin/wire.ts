import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { RpcError, statusCodes } from "./rpc-error";

/** Bytes that are no message of the expected type. */
export class MalformedMessageError extends RpcError {
  constructor(detail: string) {
    super(`could not read the engine's message: ${detail}`, statusCodes.INVALID_ARGUMENT);
  }
}

/**
 * Reads the fields of a message.
 * @throws MalformedMessageError if the bytes are no message
 */
export function readBytes<T>(bytes: Buffer, read: (reader: BinaryReader) => T): T {
  try {
    return read(readerOf(bytes));
  } catch (error) {
    if (error instanceof RpcError) throw error;
    throw new MalformedMessageError(error instanceof Error ? error.message : String(error));
  }
}

/** A reader of a message within the one that is read. */
export function nestedReader(reader: BinaryReader): BinaryReader {
  return readerOf(reader.bytes());
}

function readerOf(bytes: Uint8Array): BinaryReader {
  return new BinaryReader(bytes, textOf);
}

/** The bytes that fields are written into. */
export function writeBytes(write: (writer: BinaryWriter) => void): Buffer {
  const writer = new BinaryWriter();
  write(writer);
  return bufferOf(writer.finish());
}

/** The same memory as a Buffer. */
export function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Decodes UTF-8. A Buffer does so faster than the library's default. */
function textOf(bytes: Uint8Array): string {
  return bufferOf(bytes).toString();
}
