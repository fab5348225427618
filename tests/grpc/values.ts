import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** The start of the simulator's clock, in milliseconds since 1970. */
export const start = Date.UTC(2030, 0, 1);
export const minuteMs = 60_000;
export const urn = "urn:pulumi:dev::project::tasknet:index:Session::browser";
export const anyId = "5e551011-0000-4000-8000-00000000000a";
export const fingerprintA = "aaaaaaaa-0000-4000-8000-00000000000a";
export const fingerprintB = "bbbbbbbb-0000-4000-8000-00000000000b";

/** Values as a message holds them, with the markers of the protocol. */
export type Raw = Record<string, unknown>;

/** An unknown text, as the protocol encodes it. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signature = "4dabf18193072939515e22adb298388d";

/** A secret value, as the protocol encodes it. */
export function secret(value: unknown): Raw {
  return { [signature]: "1b47061264138c4ac30d75fd1eb44270", value };
}

/** An output value, as the protocol encodes it; unknown without a `value`. */
export function output(parts: { value?: unknown; secret?: boolean }): Raw {
  return { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...parts };
}

/** What the state records under its own key, in addition to the properties. */
export interface RecordedFacts {
  readonly version: number;
  readonly origin: Raw;
  readonly fingerprintGiven: boolean;
  /** Timestamps. */
  readonly lease: { readonly earliest: string; readonly latest: string; readonly setAt?: string };
  readonly ownCreateAt?: string;
}

export function struct(values: Raw): Struct {
  return Struct.fromJavaScript(values as Record<string, JavaScriptValue>);
}

/** The values as a message's bytes, which google-protobuf writes. */
export function structBytes(values: Raw): Buffer {
  return Buffer.from(struct(values).serializeBinary());
}

/** The values of a message's bytes, which google-protobuf reads. */
export function rawOf(bytes: Buffer): Raw {
  return raw(Struct.deserializeBinary(bytes));
}

export function raw(message: Struct | undefined): Raw {
  return message?.toJavaScript() ?? {};
}

/** A timestamp of a session's properties, in minutes after the simulator's start. */
export function minutesOf(timestamp: unknown): number {
  return (Date.parse(String(timestamp)) - start) / minuteMs;
}
