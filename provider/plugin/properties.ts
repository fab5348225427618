import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { resourceSignature, secretSignature, signatureKey, unknownText } from "../engine/property-signatures";
import { unknownValue } from "../session";

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

/** Reads a message of the engine. An absent one is empty; null values are absent ones. */
export function decode(struct: Struct | undefined): Values {
  const plain: Record<string, unknown> = {};
  const secrets = new Set<string>();
  for (const [name, value] of Object.entries(struct?.toJavaScript() ?? {})) {
    const decoded = decodeValue(value, () => secrets.add(name));
    if (decoded !== null) plain[name] = decoded;
  }
  return { plain, secrets };
}

function decodeValue(value: JavaScriptValue, markSecret: () => void): unknown {
  if (typeof value === "string") return unknownTexts.has(value) ? unknownValue : value;
  if (Array.isArray(value)) return (value as JavaScriptValue[]).map((item) => decodeValue(item, markSecret));
  if (value === null || typeof value !== "object") return value;
  const fields = value as Record<string, JavaScriptValue>;
  if (fields[signatureKey] === secretSignature) {
    markSecret();
    return decodeValue(fields.value ?? null, markSecret);
  }
  if (fields[signatureKey] === outputSignature) {
    if (fields.secret === true) markSecret();
    return "value" in fields ? decodeValue(fields.value ?? null, markSecret) : unknownValue;
  }
  // A resource in place of a value is its id, which is empty until the resource is created.
  if (fields[signatureKey] === resourceSignature)
    return decodeValue(fields.id === "" ? unknownText : (fields.id ?? fields.urn ?? null), markSecret);
  return Object.fromEntries(
    Object.entries(fields).map(([key, item]) => [key, decodeValue(item, markSecret)]),
  );
}

/** Writes a message for the engine; undefined values are left out. */
export function encode(plain: Readonly<Record<string, unknown>>, secrets: Iterable<string> = []): Struct {
  const hidden = new Set(secrets);
  const entries = Object.entries(plain)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, JavaScriptValue] => {
      const encoded = encodeValue(value);
      return [name, hidden.has(name) ? { [signatureKey]: secretSignature, value: encoded } : encoded];
    });
  return Struct.fromJavaScript(Object.fromEntries(entries));
}

function encodeValue(value: unknown): JavaScriptValue {
  if (value === unknownValue) return unknownText;
  if (Array.isArray(value)) return value.map(encodeValue);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, encodeValue(item)]),
    );
  }
  return value as JavaScriptValue;
}
