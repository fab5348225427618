import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as z from "zod";
import type { LedgerEntry } from "./ledger";
import type { Items, ResourceName, Stores } from "./resources";
import { operationNames, resourceNames, resources } from "./resources";

/** The resources whose objects a state file has. */
type StoredName = {
  [R in ResourceName]: (typeof resources)[R] extends { itemSchema: z.ZodType } ? R : never;
}[ResourceName];

/** What a simulator keeps from one start to the next. */
export interface State extends Pick<Items, StoredName> {
  /** Simulated time of the write, in milliseconds since 1970. Time does not go back at the next start. */
  clock: number;
  ledger: readonly LedgerEntry[];
}

const storedNames = resourceNames.filter((name): name is StoredName => "itemSchema" in resources[name]);

/** Returns the objects that a state file has, of all stores. */
export function storedItems(stores: Stores): Pick<Items, StoredName> {
  return Object.fromEntries(storedNames.map((name) => [name, stores[name].all()])) as Pick<Items, StoredName>;
}

/** The resources of every version: the others are absent in older state files. */
const requiredNames: readonly StoredName[] = ["sessions"];

const itemSchemas = storedNames.map((name) => {
  const items = z.array(resources[name].itemSchema);
  return [name, requiredNames.includes(name) ? items : items.default([])];
});

const idFields = resourceNames.map((name) => resources[name].idField);

// Checks types and enumerations only. The check of the responses reports values that break the contract.
const stateSchema = z.object({
  clock: z.number(),
  ...Object.fromEntries(itemSchemas),
  ledger: z.array(
    z.object({
      seq: z.int(),
      at: z.string(),
      operation: z.enum([...operationNames, "Unknown"]),
      method: z.string(),
      path: z.string(),
      headers: z.array(z.string()),
      status: z.int(),
      ...Object.fromEntries(idFields.map((field) => [field, z.string().optional()])),
      fault: z.string().optional(),
    }),
  ),
});

/** Reads a state file, or returns undefined if it does not exist. Throws an Error that names an invalid file. */
export function readState(file: string): State | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, "utf8"))) as unknown as State;
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file} is not a state file of the simulator: ${why}`, { cause: error });
  }
}

/** Replaces a state file atomically. Only its owner can read it, since it has passwords and secrets. */
export function writeState(file: string, state: State): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, JSON.stringify(state, undefined, 2), { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
