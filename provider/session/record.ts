import * as z from "zod/mini";
import { parseInstant } from "../tasknet";
import { instantOf, isoInstant, minuteMs } from "./lease";
import type { SessionState } from "./model";
import { inputNames, inputSpecs, maxLeaseMinutes } from "./model";
import type { Recorded } from "../resource";
import {
  defined,
  newerState,
  parseRecorded,
  recordedInstant,
  recordedTarget,
  recordKey,
  unusableState,
  versionOf,
} from "../resource";

/** Version of the record that this provider writes. */
const recordVersion = 2;

/** Properties that are always secret. */
export const secretProperties: readonly string[] = [
  "vncPassword",
  ...inputNames.filter((name) => "secret" in inputSpecs[name]),
];

const recordSchema = z.object({
  version: z.literal(recordVersion),
  origin: recordedTarget,
  fingerprintGiven: z.boolean(),
  lease: z.object({
    earliest: recordedInstant,
    latest: recordedInstant,
    setAt: z.optional(recordedInstant),
    hasUsableTimestamps: z.optional(z.boolean()),
  }),
  ownCreateAt: z.optional(recordedInstant),
  declared: z.optional(z.record(z.string(), z.unknown())),
});

/** The first form, which had no version and no bounds of the lease. */
const firstRecordSchema = z.object({
  origin: recordedTarget,
  fingerprintGiven: z.boolean(),
  ownUpdatedAt: z.optional(z.string()),
});

const propertiesSchema = z.looseObject({
  leaseTime: z.number(),
  expiresAt: recordedInstant,
  currentLeaseTime: z.optional(z.number()),
  status: z.optional(z.string()),
  createdAt: z.optional(z.string()),
  updatedAt: z.optional(z.string()),
  fingerprintUUID: z.optional(z.string()),
});

/** The outputs of a resource as the engine records them, secrets not yet marked. */
export function propertiesOf(state: SessionState): Record<string, unknown> {
  const { origin, fingerprintGiven, lease, ownCreateAt, declared, ...properties } = state;
  const record = { version: recordVersion, origin, fingerprintGiven, lease, ownCreateAt, declared };
  return { ...defined(properties), [recordKey]: defined(record) };
}

/**
 * The state that an earlier operation recorded; undefined if there is none, as in an import.
 * @throws Error if the state has a form that this provider does not know
 */
export function stateFrom(
  id: string,
  properties: Readonly<Record<string, unknown>>,
): SessionState | undefined {
  const { [recordKey]: record, ...rest } = properties;
  if (record === undefined) return undefined;
  const version = versionOf(record);
  if (typeof version === "number" && version > recordVersion)
    throw newerState(recordedSession(id), version, recordVersion);
  const outputs = parseRecorded(recordedSession(id), propertiesSchema, rest);
  const facts: Facts =
    version === undefined
      ? migrated(parseRecorded(recordedSession(id), firstRecordSchema, record), outputs)
      : present(parseRecorded(recordedSession(id), recordSchema, record));
  // The inputs were checked when they were recorded.
  return { ...(outputs as Omit<SessionState, keyof Facts>), ...facts, sessionUUID: id };
}

/**
 * The state of a resource that an earlier operation made.
 * @throws Error if there is none, or if it has a form that this provider does not know
 */
export function recordedState(id: string, properties: Readonly<Record<string, unknown>>): SessionState {
  const state = stateFrom(id, properties);
  if (state !== undefined) return state;
  throw unusableState(recordedSession(id), `it holds no "${recordKey}"`);
}

/** The facts without those that are undefined. */
function present({
  origin,
  fingerprintGiven,
  lease,
  ownCreateAt,
  declared,
}: z.infer<typeof recordSchema>): Facts {
  return { origin, fingerprintGiven, lease: defined(lease), ...defined({ ownCreateAt, declared }) };
}

type Record1 = z.infer<typeof firstRecordSchema>;
type Facts = Pick<SessionState, "origin" | "fingerprintGiven" | "lease" | "ownCreateAt" | "declared">;

/** The bounds that the first form implies: a change by others may have set the longest lease. */
function migrated(record: Record1, outputs: z.infer<typeof propertiesSchema>): Facts {
  const { origin, fingerprintGiven, ownUpdatedAt } = record;
  const { expiresAt, updatedAt } = outputs;
  const end = parseInstant(expiresAt);
  const changedAt = updatedAt === ownUpdatedAt ? NaN : instantOf(updatedAt);
  // Somebody else set a reported lease time that is longer than the declared one; the record lacks when.
  const setByOthersAt = (outputs.currentLeaseTime ?? 0) > outputs.leaseTime ? end : changedAt;
  const latestByOthers = setByOthersAt + maxLeaseMinutes * minuteMs;
  const latest = Number.isNaN(latestByOthers) ? end : Math.max(end, latestByOthers);
  const setAt = instantOf(ownUpdatedAt);
  return {
    origin,
    fingerprintGiven,
    lease: {
      earliest: isoInstant(end),
      latest: isoInstant(latest),
      ...(Number.isNaN(setAt) ? {} : { setAt: isoInstant(setAt) }),
    },
  };
}

function recordedSession(id: string): Recorded {
  return { noun: "session", id, remains: "it ends with its lease" };
}
