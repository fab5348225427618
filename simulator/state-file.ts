import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { operationNames } from "./contract";
import type { LedgerEntry } from "./ledger";
import type { SimulatedSession } from "./sessions";

/** What a simulator keeps from one start to the next. */
export interface State {
  /** Simulated time of the write, in milliseconds since 1970. Time does not go back at the next start. */
  clock: number;
  sessions: readonly SimulatedSession[];
  ledger: readonly LedgerEntry[];
}

// Checks types and enumerations only. The check of the responses reports values that break the contract.
const stateSchema: z.ZodType<State> = z.object({
  clock: z.number(),
  sessions: z.array(
    z.object({
      sessionUUID: z.string(),
      fingerprintUUID: z.string(),
      fingerprintGiven: z.boolean(),
      account: z.string(),
      mode: z.string(),
      driver: z.enum(["puppeteer", "api"]),
      isVncEnabled: z.boolean(),
      vncMode: z.enum(["rw", "ro"]),
      showMouse: z.boolean(),
      isProxyEnabled: z.boolean(),
      vncPassword: z.string().optional(),
      leaseMinutes: z.number(),
      createdLeaseMinutes: z.number(),
      createdAt: z.number(),
      updatedAt: z.number(),
      leaseSetAt: z.number(),
      endsAt: z.number(),
      endingUntil: z.number().optional(),
      endedAt: z.number().optional(),
      status: z.enum(["running", "ending", "terminated"]),
    }),
  ),
  ledger: z.array(
    z.object({
      seq: z.int(),
      at: z.string(),
      operation: z.enum([...operationNames, "Unknown"]),
      method: z.string(),
      path: z.string(),
      headers: z.array(z.string()),
      status: z.int(),
      sessionUUID: z.string().optional(),
      fault: z.string().optional(),
    }),
  ),
});

/** Reads a state file, or returns undefined if it does not exist. Throws an Error that names an invalid file. */
export function readState(file: string): State | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file} is not a state file of the simulator: ${why}`, { cause: error });
  }
}

/** Replaces a state file atomically. Only its owner can read it, since it has the VNC passwords. */
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
