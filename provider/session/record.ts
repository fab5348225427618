import type { SessionState } from "./model";
import { inputNames, inputSpecs } from "./model";
import { defined } from "./values";

/** What is recorded beside a session's properties. The engine shows no key that begins with two underscores. */
export const recordKey = "__tasknet";

type RecordedFacts = Pick<SessionState, "origin" | "fingerprintGiven" | "ownUpdatedAt">;

/** Properties that are secret whatever the program says of them. */
export const secretProperties: readonly string[] = [
  "vncPassword",
  ...inputNames.filter((name) => "secret" in inputSpecs[name]),
];

/** The outputs of a resource, as the engine records them, secrets not yet marked. */
export function propertiesOf(state: SessionState): Record<string, unknown> {
  const { origin, fingerprintGiven, ownUpdatedAt, ...properties } = state;
  return { ...defined(properties), [recordKey]: defined({ origin, fingerprintGiven, ownUpdatedAt }) };
}

/** The state that an earlier step returned; undefined where none did, as in a look-up by id alone. */
export function stateFrom(
  id: string,
  properties: Readonly<Record<string, unknown>>,
): SessionState | undefined {
  const { [recordKey]: record, ...rest } = properties;
  if (record === undefined) return undefined;
  return { ...(rest as unknown as SessionState), ...(record as RecordedFacts), sessionUUID: id };
}

/** The state of a resource that an earlier step made. */
export function recordedState(id: string, properties: Readonly<Record<string, unknown>>): SessionState {
  const state = stateFrom(id, properties);
  if (state !== undefined) return state;
  throw new Error(`the state of session ${id} holds no "${recordKey}": it was not written by this provider`);
}
