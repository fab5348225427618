import { expect } from "chai";
import type { LedgerEntry } from "../../../simulator";
import type { Door, Opened } from "./doors";
import { Checkpoint, Interrupted, until } from "./interrupted";

/** Longer than any test: what is held goes on when the test says so. */
const forever = 24 * 3_600_000;
/** Longer than the service may lag behind a create, in milliseconds. */
const pastLagMs = 61_000;
const apart = ["--yes", "--skip-preview", "--parallel=16"];

const recorded = {
  u0: { leaseTime: 20 },
  u1: { leaseTime: 20 },
  u2: { leaseTime: 20 },
  u3: { leaseTime: 20 },
};
const declared = {
  u0: { leaseTime: 25 },
  u1: { leaseTime: 25 },
  u2: { leaseTime: 25 },
  u3: { leaseTime: 20, renewBefore: 1 },
  c0: { leaseTime: 30 },
  c1: { leaseTime: 30 },
  c2: { leaseTime: 30 },
  c3: { leaseTime: 30 },
};
export const names = Object.keys(declared);

/**
 * An update in the middle of everything. Of four creates one is on its way to the service, one has made its session and
 * is about to be answered, one was answered in a way that a GET must confirm, and one is done and recorded. Of four new
 * leases likewise, with the GET that reads the lease back.
 */
export async function midUpdate(door: Door, { stack, declare }: Opened): Promise<Interrupted> {
  const { simulator } = stack;
  declare(recorded);
  await stack.up();
  declare(declared);
  stack.calls();
  for (const operation of ["CreateSession", "UpdateSession"] as const) {
    simulator.addFault({ operation, holdMs: forever });
    simulator.addFault({ operation, delayMs: forever });
  }
  // Held before it takes effect: a list of the diffs must not show it, or that list would confirm it without a GET.
  simulator.addFault({ operation: "CreateSession", holdMs: forever, malformed: "missing-field:createdAt" });
  simulator.addFault({ operation: "UpdateSession", delayMs: forever, headers: { answered: "yes" } });
  const command = new Interrupted(stack, door, ["up", ...apart]);
  await command.reaches(() => {
    const { ids, pending } = Checkpoint.read(stack);
    return (
      calls(stack, "CreateSession").length === 4 &&
      held(stack).length === 6 &&
      Object.keys(ids).length === 5 &&
      Object.keys(pending).length === 6
    );
  });
  // The GET of a diff is not meant, so those that follow an answer are held from now on alone.
  simulator.addFault({ operation: "GetSession", delayMs: forever, times: 2 });
  const third = ["CreateSession", "UpdateSession"].map((operation) => {
    const [, , call] = calls(stack, operation).filter(({ status }) => status === 0);
    return call?.seq;
  });
  simulator.release(({ seq }) => third.includes(seq));
  await command.reaches(() => calls(stack, "GetSession").filter(({ status }) => status === 0).length === 2);
  return command;
}

/**
 * A destroy of all that was declared, in the middle: one DELETE never reaches the service, one is on its way, one has
 * ended its session and is about to be answered, and the others are done and recorded.
 */
export async function midDestroy(door: Door, { stack }: Opened): Promise<Interrupted> {
  const { simulator } = stack;
  stack.calls();
  simulator.addFault({ operation: "EndSession", delayMs: forever, cut: "before" });
  simulator.addFault({ operation: "EndSession", holdMs: forever });
  simulator.addFault({ operation: "EndSession", delayMs: forever });
  const command = new Interrupted(stack, door, ["destroy", ...apart]);
  await command.reaches(() => {
    const { ids } = Checkpoint.read(stack);
    return held(stack).length === 3 && Object.keys(ids).length === 3;
  });
  return command;
}

/** The calls since the last look, of one operation. */
export function calls({ simulator }: Opened["stack"], operation: string): LedgerEntry[] {
  return simulator.ledger.filter((call) => call.operation === operation);
}

function held({ simulator }: Opened["stack"]): LedgerEntry[] {
  return simulator.ledger.filter(({ status }) => status === 0);
}

/** Waits until so many sessions have been ended. */
export async function ends(stack: Opened["stack"], count: number): Promise<void> {
  await until(() => calls(stack, "EndSession").filter(({ status }) => status === 200).length === count);
}

/** Ids of the sessions that run and that the engine knows nothing of. */
export function strays(stack: Opened["stack"]): string[] {
  const known = new Set(Object.values(Checkpoint.read(stack).ids));
  const running = stack.simulator.running().map(({ sessionUUID }) => sessionUUID);
  return running.filter((id) => !known.has(id));
}

/** What the engine had begun and not ended, as so many of each kind. */
export function pending(stack: Opened["stack"]): Record<string, number> {
  const kinds = Object.values(Checkpoint.read(stack).pending);
  return Object.fromEntries(kinds.map((kind) => [kind, kinds.filter((other) => other === kind).length]));
}

/** The ids that a message names, each once. */
export function named(output: string, message: RegExp): string[] {
  return [...new Set([...output.matchAll(message)].map(([, id = ""]) => id))].sort();
}

/** After an update: what a refresh, an update and so the program say is there, and nothing else but the strays. */
export async function recoversUpdate({ stack }: Opened, left: readonly string[] = []): Promise<void> {
  await stack.ok("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  expect(pending(stack)).to.deep.equal({});
  await stack.up();
  const { ids } = Checkpoint.read(stack);
  expect(Object.keys(ids).sort()).to.deep.equal([...names].sort());
  expect(strays(stack)).to.have.members(left);
  const leases = new Map(
    stack.simulator.running().map(({ sessionUUID, leaseMinutes }) => [sessionUUID, leaseMinutes]),
  );
  const found = Object.entries(ids).map(([name, id]) => [name, leases.get(id)]);
  expect(Object.fromEntries(found)).to.deep.equal(
    Object.fromEntries(Object.entries(declared).map(([name, { leaseTime }]) => [name, leaseTime])),
  );
}

/** After a destroy: nothing but the strays runs, and they end with their lease. */
export async function recoversDestroy({ stack }: Opened, left: readonly string[] = []): Promise<void> {
  stack.simulator.clearFaults();
  stack.simulator.advance(pastLagMs);
  await stack.ok("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  await stack.ok("destroy", ...apart);
  expect(Checkpoint.read(stack)).to.deep.include({ ids: {}, pending: {} });
  expect(strays(stack)).to.have.members(left);
  stack.simulator.advance(30 * 60_000 - pastLagMs - 1);
  expect(strays(stack)).to.have.members(left);
  stack.simulator.advance(1);
  expect(stack.simulator.running()).to.be.empty;
  expect(stack.simulator.contractViolations).to.be.empty;
}
