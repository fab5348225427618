import type { SessionState } from "../session";
import { propertiesOf, recordKey, secretProperties, unknownValue } from "../session";

/** Properties as the dynamic provider's host passes them: plain JSON, secrets unwrapped. */
export type Properties = Record<string, unknown>;

/** How the engine's protocol writes an unknown value, and a secret one. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secretSignature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** Where the serialized provider travels; the host's, and no input of ours. */
export const providerKey = "__provider";

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

/** What an earlier step returned. */
export function fromOutputs(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== providerKey));
}

/** A state as the host takes it, its secrets marked, so that the engine encrypts them. */
export function toOutputs(state: SessionState): Properties {
  const marked = Object.entries(propertiesOf(state)).map(([name, value]) => [
    name,
    secretProperties.includes(name) ? { ...secretSignature, value } : value,
  ]);
  return Object.fromEntries(marked) as Properties;
}
