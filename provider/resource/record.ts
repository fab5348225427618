import * as z from "zod/mini";
import { parseEndpoint, parseInstant } from "../tasknet";

/** Validates an ISO 8601 timestamp of a record. */
export const recordedInstant = z
  .string()
  .check(z.refine((text) => !Number.isNaN(parseInstant(text)), "is not a timestamp"));

/** Endpoints of records in their normal form: the resources of a stack have few, and a URL is slow to parse. */
const normalEndpoints = new Map<string, string>();

function normalEndpoint(text: string): string {
  const endpoint = normalEndpoints.get(text) ?? parseEndpoint(text);
  normalEndpoints.set(text, endpoint);
  return endpoint;
}

/** Validates where a resource was created. */
export const recordedTarget = z.object({
  endpoint: z.pipe(
    z.string(),
    z.transform((text, context) => {
      try {
        // The API key is sent there, so it obeys the rules of a configured endpoint.
        return normalEndpoint(text);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        context.issues.push({ code: "custom", input: text, message });
        return z.NEVER;
      }
    }),
  ),
  mode: z
    .string()
    .check(z.refine((text) => text !== "" && !/^\.+$/.test(text), "must be a path segment such as private")),
});

/** The resource whose state is read, for messages. */
export interface Recorded {
  /** Such as `session`. */
  readonly noun: string;
  readonly id: string;
  /** What becomes of the resource without Pulumi, for a program with the dynamic provider. */
  readonly remains: string;
}

/** The version that a record names; undefined if it names none. */
export function versionOf(record: unknown): unknown {
  return typeof record === "object" && record !== null && "version" in record ? record.version : undefined;
}

/**
 * A part of a recorded state.
 * @throws Error if it has another form
 */
export function parseRecorded<T>(recorded: Recorded, schema: z.ZodMiniType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // One is enough to see that the state has another form.
  const why = result.error.issues.slice(0, 1).map(describeIssue).join();
  throw unusableState(recorded, why);
}

function describeIssue({ path, code, message }: z.core.$ZodIssue): string {
  const property = path.length === 0 ? "the record" : path.join(".");
  // The library's own texts speak of types in JavaScript.
  return `${property} ${code === "custom" ? message : "is missing or malformed"}`;
}

/** The error for a state that cannot be read. */
export function unusableState({ noun, id, remains }: Recorded, why: string): Error {
  return new Error(
    `could not use the state of ${noun} ${id}: ${why}. A version of pulumi-tasknet that this one does not know wrote it, ` +
      "or somebody changed it. Nothing was called. Restore the state from `pulumi stack export` of an earlier version, or " +
      `run \`pulumi state delete\` for this resource. The provider plugin can then import the ${noun}; in a program with the ` +
      `dynamic provider ${remains}.`,
  );
}

/** The error for a state that a newer version wrote. */
export function newerState({ noun, id }: Recorded, version: number, known: number): Error {
  return new Error(
    `could not use the state of ${noun} ${id}: its version is ${version}, and this provider reads versions up to ` +
      `${known}. A newer pulumi-tasknet wrote it. Nothing was called. Install that version and run the command again.`,
  );
}
