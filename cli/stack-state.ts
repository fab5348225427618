import { readFile } from "node:fs/promises";
import * as z from "zod/mini";
import { isSameId } from "../provider/resource";
import type { SessionResponse } from "../provider/tasknet";
import type { CliDeps } from "./deps";

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.optional(z.string()),
  id: z.nullish(z.string()),
  inputs: z.nullish(z.record(z.string(), z.unknown())),
});
const deploymentSchema = z.looseObject({
  resources: z.nullish(z.array(resourceSchema)),
  pending_operations: z.nullish(z.array(z.looseObject({ resource: resourceSchema, type: z.string() }))),
});
/** What `pulumi stack export` prints, or the file of a stack in a local backend. */
const stateSchema = z.union([
  z.pipe(
    z.looseObject({ deployment: deploymentSchema }),
    z.transform(({ deployment }) => deployment),
  ),
  z.pipe(
    z.looseObject({ checkpoint: z.looseObject({ latest: z.nullish(deploymentSchema) }) }),
    z.transform(({ checkpoint }) => checkpoint.latest ?? {}),
  ),
]);

/** Types of a session, through the provider plugin and the dynamic provider. */
const sessionTypes = /^(tasknet:index:Session|pulumi-nodejs:dynamic)/;
/** Inputs that a response of the service shows. */
const shownInputs = ["driver", "isVncEnabled", "vncMode", "fingerprintUUID"] as const;

/** A create that the state lists as pending: its session has no id yet. */
export interface PendingCreate {
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What stacks know of sessions. */
export interface KnownSessions {
  /** The ids of all resources, including those of pending operations. */
  readonly ids: readonly string[];
  readonly pendingCreates: readonly PendingCreate[];
}

/**
 * Reads what a state knows.
 * @param source what the error names
 * @throws Error if the text is no exported state: a state that cannot be read knows every session
 */
export function knownBy(text: string, source: string): KnownSessions {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`could not read ${source}: it is not JSON`, { cause: error });
  }
  const parsed = stateSchema.safeParse(json);
  if (!parsed.success)
    throw new Error(`could not read ${source}: it is no state as \`pulumi stack export\` prints it`);
  const { resources, pending_operations: pending } = parsed.data;
  const all = [...(resources ?? []), ...(pending ?? []).map(({ resource }) => resource)];
  return {
    ids: all.flatMap(({ id }) => (typeof id === "string" && id !== "" ? [id] : [])),
    pendingCreates: (pending ?? [])
      .filter(({ type, resource }) => type === "creating" && sessionTypes.test(resource.type ?? ""))
      .map(({ resource: { urn, inputs } }) => ({ urn, inputs: inputs ?? {} })),
  };
}

/** Whether a session may be the result of a create that is pending: it differs in no input that both show. */
export function mayBeOf({ inputs }: PendingCreate, session: SessionResponse): boolean {
  return shownInputs.every((name) => {
    const [given, shown] = [inputs[name], session[name]];
    // A secret input is an object in the state.
    const isComparable = ["string", "boolean"].includes(typeof given) && shown !== undefined;
    return !isComparable || (name === "fingerprintUUID" ? isSameId(given, shown) : given === shown);
  });
}

/** What the given stacks and files of states know together. */
export async function readKnown(
  { pulumi, terminal }: Pick<CliDeps, "pulumi" | "terminal">,
  stacks: readonly string[],
  files: readonly string[],
): Promise<KnownSessions> {
  const known: KnownSessions[] = [];
  for (const stack of stacks) {
    terminal.progress(`reading the state of the stack ${stack}`);
    const source = `the state of the stack ${stack}`;
    const text = await pulumi(["stack", "export", "--stack", stack]).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`could not read ${source}: ${why}`, { cause: error });
    });
    known.push(knownBy(text, source));
  }
  for (const file of files) known.push(knownBy(await readFile(file, "utf8"), file));
  return {
    ids: known.flatMap(({ ids }) => ids),
    pendingCreates: known.flatMap(({ pendingCreates }) => pendingCreates),
  };
}
