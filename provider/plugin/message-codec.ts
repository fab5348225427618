import type { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { WireType } from "@bufbuild/protobuf/wire";
import { bufferOf, nestedReader, readBytes, writeBytes } from "./wire";

/** The type of a field's value, or of each of its values. */
export type FieldType = "string" | "bytes" | "bool" | "int" | "double" | Message<object>;

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Default: a value that is its type's default when absent. An optional one is undefined then. */
  readonly kind?: "optional" | "list";
}

/** A type of message. */
export interface Message<out T extends object> {
  /** The values of absent fields; undefined ones are left out. */
  readonly defaults: T;
  readonly fields: Readonly<Record<number, Field>>;
}

/** A method of a service. */
export interface Method<Request extends object, Response extends object> {
  readonly path: string;
  readonly request: Message<Request>;
  readonly response: Message<Response>;
  readonly isStream: boolean;
}

/**
 * Reads a message; fields that its type does not list are passed over.
 * @throws MalformedMessageError if the bytes are no message
 */
export function readMessage<T extends object>(message: Message<T>, bytes: Buffer): T {
  return readBytes(bytes, (reader) => readFields(message, reader));
}

/** Writes a message; a field that is not given is absent. */
export function writeMessage<T extends object>(message: Message<T>, value: Partial<T>): Buffer {
  return writeBytes((writer) => {
    writeFields(message, value, writer);
  });
}

function readFields<T extends object>({ defaults, fields }: Message<T>, reader: BinaryReader): T {
  const values: Record<string, unknown> = {};
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = fields[number];
    // A field of another type than expected counts as not known.
    if (field === undefined || wireType !== wireTypeOf(field.type)) {
      reader.skip(wireType, number);
      continue;
    }
    const value = readValue(field.type, reader);
    const list = values[field.name];
    if (field.kind !== "list") values[field.name] = value;
    else if (Array.isArray(list)) list.push(value);
    else values[field.name] = [value];
  }
  return { ...defaults, ...values };
}

function wireTypeOf(type: FieldType): WireType {
  if (type === "bool" || type === "int") return WireType.Varint;
  return type === "double" ? WireType.Bit64 : WireType.LengthDelimited;
}

function readValue(type: FieldType, reader: BinaryReader): unknown {
  switch (type) {
    case "string":
      return reader.string();
    case "bytes":
      return bufferOf(reader.bytes());
    case "bool":
      return reader.bool();
    case "int":
      return Number(reader.int64());
    case "double":
      return reader.double();
    default:
      return readFields(type, nestedReader(reader));
  }
}

function writeFields(message: Message<object>, given: object, writer: BinaryWriter): void {
  const values: Readonly<Record<string, unknown>> = { ...given };
  for (const [number, { name, type, kind }] of Object.entries(message.fields)) {
    const value = values[name];
    if (kind === "list") {
      for (const item of Array.isArray(value) ? value : []) writeValue(Number(number), type, item, writer);
    } else if (kind === "optional" || !isDefault(value)) {
      writeValue(Number(number), type, value, writer);
    }
  }
}

/** A default is not written: it is what the reader takes an absent field for. */
function isDefault(value: unknown): boolean {
  return value === "" || value === 0 || value === false || (Buffer.isBuffer(value) && value.length === 0);
}

function writeValue(number: number, type: FieldType, value: unknown, writer: BinaryWriter): void {
  if (value === undefined) return;
  writer.tag(number, wireTypeOf(type));
  if (typeof value === "string") writer.string(value);
  else if (typeof value === "boolean") writer.bool(value);
  else if (typeof value === "number" && type === "double") writer.double(value);
  else if (typeof value === "number") writer.int64(value);
  else if (Buffer.isBuffer(value)) writer.bytes(value);
  else if (typeof value === "object" && value !== null && typeof type === "object") {
    writer.fork();
    writeFields(type, value, writer);
    writer.join();
  }
}
