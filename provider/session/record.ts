import * as z from "zod";
import { parseEndpoint, parseInstant } from "../tasknet";
import { instantOf, isoInstant, minuteMs } from "./lease";
import type { SessionState } from "./model";
import { inputNames, inputSpecs, maxLeaseMinutes } from "./model";
import { recordKey } from "./record-key";
import { defined } from "./values";

/** Version of the record that this provider writes. */
const recordVersion = 2;

/** Properties that are always secret. */
export const secretProperties: readonly string[] = [
  "vncPassword",
  ...inputNames.filter((name) => "secret" in inputSpecs[name]),
];

const instant = z.string().refine((text) => !Number.isNaN(parseInstant(text)), "is not a timestamp");

const target = z.object({
  endpoint: z.string().transform((text, context) => {
    try {
      // The API key is sent there, so it obeys the rules of a configured endpoint.
      return parseEndpoint(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  }),
  mode: z
    .string()
    .refine((text) => text !== "" && !/^\.+$/.test(text), "must be a path segment such as private"),
});

const recordSchema = z.object({
  version: z.literal(recordVersion),
  origin: target,
  fingerprintGiven: z.boolean(),
  lease: z.object({
    earliest: instant,
    latest: instant,
    setAt: instant.optional(),
    hasUsableTimestamps: z.boolean().optional(),
  }),
  ownCreateAt: instant.optional(),
  declared: z.record(z.string(), z.unknown()).optional(),
});

/** The first form, which had no version and no bounds of the lease. */
const firstRecordSchema = z.object({
  origin: target,
  fingerprintGiven: z.boolean(),
  ownUpdatedAt: z.string().optional(),
});

const propertiesSchema = z.looseObject({
  leaseTime: z.number(),
  expiresAt: instant,
  currentLeaseTime: z.number().optional(),
  status: z.string().optional(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  fingerprintUUID: z.string().optional(),
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
  const { version } = z.looseObject({}).safeParse(record).data ?? {};
  if (typeof version === "number" && version > recordVersion) throw newerState(id, version);
  const outputs = parsed(id, propertiesSchema, rest);
  const facts: Facts =
    version === undefined
      ? migrated(parsed(id, firstRecordSchema, record), outputs)
      : present(parsed(id, recordSchema, record));
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
  throw unusableState(id, `it holds no "${recordKey}"`);
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

function parsed<T>(id: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // One is enough to see that the state has another form.
  const why = result.error.issues.slice(0, 1).map(describeIssue).join();
  throw unusableState(id, why);
}

function describeIssue({ path, code, message }: z.core.$ZodIssue): string {
  const property = path.length === 0 ? "the record" : path.join(".");
  // The library's own texts speak of types in JavaScript.
  return `${property} ${code === "custom" ? message : "is missing or malformed"}`;
}

function unusableState(id: string, why: string): Error {
  return new Error(
    `could not use the state of session ${id}: ${why}. A version of pulumi-tasknet that this one does not know wrote it, ` +
      "or somebody changed it. Nothing was called. Restore the state from `pulumi stack export` of an earlier version, or " +
      "run `pulumi state delete` for this resource. The provider plugin can then import the session; in a program with the " +
      "dynamic provider it ends with its lease.",
  );
}

function newerState(id: string, version: number): Error {
  return new Error(
    `could not use the state of session ${id}: its version is ${version}, and this provider reads versions up to ` +
      `${recordVersion}. A newer pulumi-tasknet wrote it. Nothing was called. Install that version and run the command again.`,
  );
}
