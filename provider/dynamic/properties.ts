import { secretSignature, signatureKey, unknownText } from "../engine/property-signatures";
import type { RecordedOrigin, Resource } from "../resource";
import { recordKey, unknownValue } from "../resource";

/** Properties as the dynamic provider's host passes them: plain JSON, secrets unwrapped. */
export type Properties = Record<string, unknown>;

/** Where the serialized provider travels; the host's, and no input of ours. */
export const providerKey = "__provider";

/** The inputs among the properties, unknown values marked. */
export function fromInputs(properties: Properties): Properties {
  const own = Object.entries(properties).filter(([name]) => name !== providerKey && name !== recordKey);
  return replaced(Object.fromEntries(own), unknownText, unknownValue) as Properties;
}

/** Checked inputs as the host takes them, with the resource's name as the program gave it. */
export function toInputs(inputs: Readonly<Properties>, given: Readonly<Properties>): Properties {
  const record = recordKey in given ? { [recordKey]: given[recordKey] } : {};
  return { ...(replaced(inputs, unknownValue, unknownText) as Properties), ...record };
}

/** The value with another mark for what is unknown, at any depth. */
function replaced(value: unknown, mark: unknown, other: unknown): unknown {
  if (value === mark) return other;
  if (Array.isArray(value)) return value.map((item: unknown) => replaced(item, mark, other));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, mark, other)]));
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
export function toOutputs<State extends RecordedOrigin>(
  { propertiesOf, secretProperties }: Pick<Resource<never, State>, "propertiesOf" | "secretProperties">,
  state: State,
): Properties {
  const marked = Object.entries(propertiesOf(state)).map(([name, value]) => [
    name,
    secretProperties.includes(name) ? { [signatureKey]: secretSignature, value } : value,
  ]);
  return Object.fromEntries(marked) as Properties;
}
