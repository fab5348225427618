import { secretSignature, signatureKey, unknownText } from "../engine/property-signatures";
import type { SessionState } from "../session";
import { propertiesOf, recordKey, secretProperties, unknownValue } from "../session";

/** Properties as the dynamic provider's host passes them: plain JSON, secrets unwrapped. */
export type Properties = Record<string, unknown>;

/** Where the serialized provider travels; the host's, and no input of ours. */
export const providerKey = "__provider";

/** The inputs among the properties, unknown values marked. */
export function fromInputs(properties: Properties): Properties {
  const own = Object.entries(properties).filter(([name]) => name !== providerKey && name !== recordKey);
  return Object.fromEntries(own.map(([name, value]) => [name, value === unknownText ? unknownValue : value]));
}

/** Checked inputs as the host takes them, with the resource's name as the program gave it. */
export function toInputs(inputs: Readonly<Properties>, given: Readonly<Properties>): Properties {
  const entries = Object.entries(inputs).map(([name, value]) => [
    name,
    value === unknownValue ? unknownText : value,
  ]);
  const record = recordKey in given ? { [recordKey]: given[recordKey] } : {};
  return { ...(Object.fromEntries(entries) as Properties), ...record };
}

/** The resource's name, which the program gives with the inputs: the host does not pass it. */
export function resourceName(inputs: Readonly<Properties>): unknown {
  return (inputs[recordKey] as { name?: unknown } | undefined)?.name;
}

/** What an earlier step returned. */
export function fromOutputs(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== providerKey));
}

/** A state as the host takes it, its secrets marked, so that the engine encrypts them. */
export function toOutputs(state: SessionState): Properties {
  const marked = Object.entries(propertiesOf(state)).map(([name, value]) => [
    name,
    secretProperties.includes(name) ? { [signatureKey]: secretSignature, value } : value,
  ]);
  return Object.fromEntries(marked) as Properties;
}
