import { resourceSignature, secretSignature, signatureKey, unknownText } from "../engine/property-signatures";
import { unknownValue } from "../resource";
import { MalformedMessageError, Reader, Writer } from "./protobuf";

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

/** The tags of google.protobuf.Struct, ListValue and Value (struct.proto). */
const tags = { fields: 10, key: 10, value: 18, items: 10 } as const;
const kinds = { null: 8, number: 17, string: 26, bool: 32, struct: 42, list: 50 } as const;

/**
 * Reads a google.protobuf.Struct of the engine. An absent one is empty; null values are absent ones.
 * @throws MalformedMessageError if the bytes are no Struct, or its values are nested too deeply
 * @throws Error if a value is none of the kinds that the protocol knows
 */
export function decode(struct: Buffer | undefined): Values {
  const entries: [string, unknown][] = [];
  const secrets = new Set<string>();
  if (struct !== undefined) {
    for (const entry of messagesIn(new Reader(struct), tags.fields)) {
      const values = new ValueReader();
      const [name, value] = values.readEntry(entry, 0);
      if (values.hasSecret) secrets.add(name);
      if (value !== null) entries.push([name, value]);
    }
  }
  return { plain: Object.fromEntries(entries), secrets };
}

/** The messages that a message holds under one tag. */
function messagesIn(reader: Reader, wanted: number): Reader[] {
  const messages: Reader[] = [];
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === wanted) messages.push(reader.message());
    else reader.skip(tag);
  }
  return messages;
}

/** Reads values, and keeps in mind whether one of them is secret. */
class ValueReader {
  hasSecret = false;

  readEntry(reader: Reader, nesting: number): [name: string, value: unknown] {
    let name = "";
    let value: unknown = null;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === tags.key) name = reader.string();
      else if (tag === tags.value) value = this.readValue(reader.message(), nesting);
      else reader.skip(tag);
    }
    return [name, value];
  }

  private readValue(reader: Reader, nesting: number): unknown {
    if (nesting > maxNesting)
      throw new MalformedMessageError(`values are nested more than ${maxNesting} levels deep`);
    let value: unknown;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === kinds.string) value = knownOrMark(reader.string());
      else if (tag === kinds.number) value = reader.double();
      else if (tag === kinds.bool) value = reader.bool();
      else if (tag === kinds.struct) value = this.readObject(reader.message(), nesting + 1);
      else if (tag === kinds.list) value = this.readList(reader.message(), nesting + 1);
      else {
        if (tag === kinds.null) value = null;
        reader.skip(tag);
      }
    }
    if (value === undefined) throw new Error("could not read the engine's values: one of them has no kind");
    return value;
  }

  private readList(reader: Reader, nesting: number): unknown[] {
    return messagesIn(reader, tags.items).map((item) => this.readValue(item, nesting));
  }

  private readObject(reader: Reader, nesting: number): unknown {
    const fields: Record<string, unknown> = Object.fromEntries(
      messagesIn(reader, tags.fields).map((entry) => this.readEntry(entry, nesting)),
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
  const writer = new Writer();
  const marked = Object.entries(plain).map(([name, value]): [string, unknown] => [
    name,
    hidden.has(name) && value !== undefined ? { [signatureKey]: secretSignature, value } : value,
  ]);
  writeEntries(marked, writer);
  return writer.finish();
}

function writeEntries(entries: readonly [string, unknown][], writer: Writer): void {
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    writer.message(numberOf(tags.fields), () => {
      writer.string(numberOf(tags.key), name);
      writeValue(numberOf(tags.value), value, writer);
    });
  }
}

function writeValue(number: number, value: unknown, writer: Writer): void {
  writer.message(number, () => {
    if (value === unknownValue) writer.string(numberOf(kinds.string), unknownText);
    else if (typeof value === "string") writer.string(numberOf(kinds.string), value);
    else if (typeof value === "number") writer.double(numberOf(kinds.number), value);
    else if (typeof value === "boolean") writer.bool(numberOf(kinds.bool), value);
    else if (Array.isArray(value)) {
      writer.message(numberOf(kinds.list), () => {
        for (const item of value) writeValue(numberOf(tags.items), item, writer);
      });
    } else if (typeof value === "object" && value !== null) {
      writer.message(numberOf(kinds.struct), () => {
        writeEntries(Object.entries(value), writer);
      });
    } else writer.int(numberOf(kinds.null), 0);
  });
}

function numberOf(tag: number): number {
  return Math.floor(tag / 8);
}
