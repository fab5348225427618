import type { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { WireType } from "@bufbuild/protobuf/wire";
import { resourceSignature, secretSignature, signatureKey, unknownText } from "../engine/property-signatures";
import { unknownValue } from "../resource";
import { RpcError, statusCodes } from "./rpc-error";
import { MalformedMessageError, nestedReader, readBytes, writeBytes } from "./wire";

/** Values of one resource: plain, with unknown ones marked, and secrecy kept apart by property name. */
export interface Values {
  readonly plain: Record<string, unknown>;
  /** Names of the properties that are secret, or hold a secret anywhere. */
  readonly secrets: ReadonlySet<string>;
}

/** An unknown value is one of several texts, one for each kind of value. */
const unknownTexts = new Set([
  unknownText,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
]);
/** The mark of an output, which may be known or not. */
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Deepest nesting of values that is read: a session's inputs have none, and the stack must not overflow. */
const maxNesting = 100;

/** The numbers of the fields of google.protobuf.Struct, ListValue and Value (struct.proto). */
const numbers = { fields: 1, key: 1, value: 2, items: 1 } as const;
const kinds = { null: 1, number: 2, string: 3, bool: 4, struct: 5, list: 6 } as const;

/**
 * Reads a google.protobuf.Struct of the engine. An absent one is empty; null values are absent ones.
 * @throws MalformedMessageError if the bytes are no Struct, or its values are nested too deeply
 * @throws RpcError if a value is none of the kinds that the protocol knows
 */
export function decode(struct: Buffer | undefined): Values {
  return struct === undefined ? { plain: {}, secrets: new Set() } : readBytes(struct, readValues);
}

function readValues(reader: BinaryReader): Values {
  const entries: [string, unknown][] = [];
  const secrets = new Set<string>();
  for (const entry of messagesIn(reader, numbers.fields)) {
    const values = new ValueReader();
    const [name, value] = values.readEntry(entry, 0);
    if (values.hasSecret) secrets.add(name);
    if (value !== null) entries.push([name, value]);
  }
  return { plain: Object.fromEntries(entries), secrets };
}

/** The messages that a message holds under one number. */
function messagesIn(reader: BinaryReader, wanted: number): BinaryReader[] {
  const messages: BinaryReader[] = [];
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === wanted) messages.push(nestedReader(reader));
    else reader.skip(wireType, number);
  }
  return messages;
}

/** Reads values, and keeps in mind whether one of them is secret. */
class ValueReader {
  hasSecret = false;

  readEntry(reader: BinaryReader, nesting: number): [name: string, value: unknown] {
    let name = "";
    let value: unknown = null;
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (number === numbers.key) name = reader.string();
      else if (number === numbers.value) value = this.readValue(nestedReader(reader), nesting);
      else reader.skip(wireType, number);
    }
    return [name, value];
  }

  private readValue(reader: BinaryReader, nesting: number): unknown {
    if (nesting > maxNesting)
      throw new MalformedMessageError(`values are nested more than ${maxNesting} levels deep`);
    let value: unknown;
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (number === kinds.string) value = knownOrMark(reader.string());
      else if (number === kinds.number) value = reader.double();
      else if (number === kinds.bool) value = reader.bool();
      else if (number === kinds.struct) value = this.readObject(nestedReader(reader), nesting + 1);
      else if (number === kinds.list) value = this.readList(nestedReader(reader), nesting + 1);
      else {
        if (number === kinds.null) value = null;
        reader.skip(wireType, number);
      }
    }
    if (value === undefined) {
      const text = "could not read the engine's values: one of them has no kind";
      throw new RpcError(text, statusCodes.FAILED_PRECONDITION);
    }
    return value;
  }

  private readList(reader: BinaryReader, nesting: number): unknown[] {
    return messagesIn(reader, numbers.items).map((item) => this.readValue(item, nesting));
  }

  private readObject(reader: BinaryReader, nesting: number): unknown {
    const fields: Record<string, unknown> = Object.fromEntries(
      messagesIn(reader, numbers.fields).map((entry) => this.readEntry(entry, nesting)),
    );
    switch (fields[signatureKey]) {
      case secretSignature:
        this.hasSecret = true;
        return fields.value ?? null;
      case outputSignature:
        if (fields.secret === true) this.hasSecret = true;
        return "value" in fields ? fields.value : unknownValue;
      // A resource in place of a value is its id, which is empty until the resource is created.
      case resourceSignature:
        return fields.id === "" ? unknownValue : (fields.id ?? fields.urn ?? null);
      default:
        return fields;
    }
  }
}

function knownOrMark(text: string): unknown {
  return unknownTexts.has(text) ? unknownValue : text;
}

/** Writes a google.protobuf.Struct for the engine; undefined values are left out. */
export function encode(plain: Readonly<Record<string, unknown>>, secrets: Iterable<string> = []): Buffer {
  const hidden = new Set(secrets);
  const marked = Object.entries(plain).map(([name, value]): [string, unknown] => [
    name,
    hidden.has(name) && value !== undefined ? { [signatureKey]: secretSignature, value } : value,
  ]);
  return writeBytes((writer) => {
    writeEntries(marked, writer);
  });
}

function writeEntries(entries: readonly [string, unknown][], writer: BinaryWriter): void {
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    writer.tag(numbers.fields, WireType.LengthDelimited).fork();
    writer.tag(numbers.key, WireType.LengthDelimited).string(name);
    writeValue(numbers.value, value, writer);
    writer.join();
  }
}

function writeValue(number: number, value: unknown, writer: BinaryWriter): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  if (value === unknownValue) writer.tag(kinds.string, WireType.LengthDelimited).string(unknownText);
  else if (typeof value === "string") writer.tag(kinds.string, WireType.LengthDelimited).string(value);
  else if (typeof value === "number") writer.tag(kinds.number, WireType.Bit64).double(value);
  else if (typeof value === "boolean") writer.tag(kinds.bool, WireType.Varint).bool(value);
  else if (Array.isArray(value)) {
    writer.tag(kinds.list, WireType.LengthDelimited).fork();
    for (const item of value) writeValue(numbers.items, item, writer);
    writer.join();
  } else if (typeof value === "object" && value !== null) {
    writer.tag(kinds.struct, WireType.LengthDelimited).fork();
    writeEntries(Object.entries(value), writer);
    writer.join();
  } else writer.tag(kinds.null, WireType.Varint).int32(0);
  writer.join();
}
