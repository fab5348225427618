import * as z from "zod/mini";
import type { Definition, ObjectState } from "./definition";
import type { Recorded } from "./record";
import {
  newerState,
  parseRecorded,
  recordedInstant,
  recordedTarget,
  unusableState,
  versionOf,
} from "./record";
import { recordKey } from "./record-key";
import type { Properties } from "./resource";
import { defined } from "./values";

/** Version of the record that this provider writes. */
const recordVersion = 1;

const recordSchema = z.object({
  version: z.literal(recordVersion),
  origin: recordedTarget,
  ownCreateAt: z.optional(recordedInstant),
  isSecretLost: z.optional(z.boolean()),
  declared: z.optional(z.record(z.string(), z.unknown())),
});

/** The outputs of a resource as the engine records them, secrets not yet marked. */
export function objectProperties(
  definition: Definition<never>,
  { inputs, outputs, origin, ownCreateAt, isSecretLost }: ObjectState,
): Record<string, unknown> {
  const declared = Object.fromEntries(
    recordedInputs(definition)
      .filter((name) => name in inputs)
      .map((name) => [name, inputs[name]]),
  );
  const record = {
    version: recordVersion,
    origin,
    ownCreateAt,
    isSecretLost,
    declared: Object.keys(declared).length === 0 ? undefined : declared,
  };
  return { ...defined(inputs), ...defined(outputs), [recordKey]: defined(record) };
}

/** Inputs that have the name of an output: what the program declared is recorded apart from what the service reports. */
export function recordedInputs({ inputs, outputs }: Definition<never>): string[] {
  return Object.keys(inputs).filter((name) => name in outputs);
}

/**
 * The state that an earlier operation recorded; undefined if there is none, as in an import.
 * @throws Error if the state has a form that this provider does not know
 */
export function objectState(
  definition: Definition<never>,
  id: string,
  properties: Properties,
): ObjectState | undefined {
  const { [recordKey]: record, ...rest } = properties;
  if (record === undefined) return undefined;
  const recorded = describe(definition, id);
  const version = versionOf(record);
  if (typeof version === "number" && version > recordVersion)
    throw newerState(recorded, version, recordVersion);
  const { origin, ownCreateAt, isSecretLost, declared } = parseRecorded(recorded, recordSchema, record);
  const isInput = (name: string): boolean => name in definition.inputs && !(name in definition.outputs);
  const entries = Object.entries(rest);
  return {
    id,
    inputs: { ...Object.fromEntries(entries.filter(([name]) => isInput(name))), ...declared },
    outputs: Object.fromEntries(entries.filter(([name]) => name in definition.outputs)),
    origin,
    ...defined({ ownCreateAt, isSecretLost }),
  };
}

/**
 * The state of a resource that an earlier operation made.
 * @throws Error if there is none, or if it has a form that this provider does not know
 */
export function recordedObject(
  definition: Definition<never>,
  id: string,
  properties: Properties,
): ObjectState {
  const state = objectState(definition, id, properties);
  if (state !== undefined) return state;
  throw unusableState(describe(definition, id), `it holds no "${recordKey}"`);
}

function describe({ words }: Definition<never>, id: string): Recorded {
  return { noun: words.one, id, remains: `it stays until it is ${words.removed}` };
}
