import type { SessionState } from "../session";
import { defined, unknownValue } from "../session";

/** Properties as the dynamic provider's host passes them: plain JSON, secrets unwrapped. */
export type Properties = Record<string, unknown>;

/** How the engine's protocol writes an unknown value, and a secret one. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secretSignature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** Where the serialized provider travels; the host's, and no input of ours. */
const providerKey = "__provider";
/** What is recorded of a session beside its properties. The engine shows no key that begins with two underscores. */
const recordKey = "__tasknet";

const secretOutputs = ["vncPassword", "fingerprintSecret", "environmentSecret"];

/** The inputs among the properties, unknown values marked. */
export function fromInputs(properties: Properties): Properties {
  const own = Object.entries(properties).filter(([name]) => name !== providerKey && name !== recordKey);
  return Object.fromEntries(own.map(([name, value]) => [name, value === unknownText ? unknownValue : value]));
}

/** Inputs as the host takes them. */
export function toInputs(inputs: Readonly<Properties>): Properties {
  const entries = Object.entries(inputs);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === unknownValue ? unknownText : value]),
  );
}

type RecordedFacts = Pick<SessionState, "origin" | "fingerprintGiven" | "ownUpdatedAt">;

/** The state that an earlier step returned; undefined where none did, as in a look-up by id alone. */
export function fromOutputs(id: string, properties: Properties): SessionState | undefined {
  const record = properties[recordKey] as RecordedFacts | undefined;
  if (record === undefined) return undefined;
  return { ...(fromInputs(properties) as unknown as SessionState), ...record, sessionUUID: id };
}

/** The state of a resource that an earlier step made. */
export function recordedState(id: string, properties: Properties): SessionState {
  const state = fromOutputs(id, properties);
  if (state === undefined)
    throw new Error(
      `the state of session ${id} holds no "${recordKey}": it was not written by this provider`,
    );
  return state;
}

/** A state as the host takes it, its secrets marked, so that the engine encrypts them. */
export function toOutputs(state: SessionState): Properties {
  const { origin, fingerprintGiven, ownUpdatedAt, ...outputs } = state;
  const marked = Object.entries(defined(outputs)).map(([name, value]) => [
    name,
    secretOutputs.includes(name) ? { ...secretSignature, value } : value,
  ]);
  return {
    ...(Object.fromEntries(marked) as Properties),
    [recordKey]: defined({ origin, fingerprintGiven, ownUpdatedAt }),
  };
}
