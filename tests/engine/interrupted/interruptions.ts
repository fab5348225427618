import { expect } from "chai";
import type { LedgerEntry } from "../../../simulator";
import type { SessionStack } from "../session-stack";
import type { TestStack } from "../stack";
import type { ProviderDriver } from "./drivers";
import { Checkpoint, InterruptedCommand, until } from "./interrupted-command";

/** How long a response is held, in milliseconds. It exceeds any test, which releases the response itself. */
const forever = 24 * 3_600_000;
/** Time after a create from which a 404 is not a lag, in milliseconds. The provider allows a lag of a minute. */
const pastLagMs = 61_000;
const parallel = ["--yes", "--skip-preview", "--parallel=16"];

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
export const sessionNames = Object.keys(declared);

/**
 * Starts an update and holds it at every stage of an operation. Of four creates, one request is on its way to the
 * service, one has created its session and awaits the response, one has a response that a GET must confirm, and one is
 * recorded. Four updates of a lease are at the same stages, where a GET reads the lease back.
 */
export async function holdUpdate(
  driver: ProviderDriver,
  { stack, declare }: SessionStack,
): Promise<InterruptedCommand> {
  const { simulator } = stack;
  declare(recorded);
  await stack.up();
  declare(declared);
  stack.calls();
  for (const operation of ["CreateSession", "UpdateSession"] as const) {
    simulator.addFault({ operation, holdMs: forever });
    simulator.addFault({ operation, delayMs: forever });
  }
  // Held before its effect: if a list of the diffs showed the session, it would confirm the create without a GET.
  simulator.addFault({ operation: "CreateSession", holdMs: forever, malformed: "missing-field:createdAt" });
  simulator.addFault({ operation: "UpdateSession", delayMs: forever, headers: { answered: "yes" } });
  const command = new InterruptedCommand(stack, driver, ["up", ...parallel]);
  await command.reaches(() => {
    const { ids, pending } = Checkpoint.read(stack);
    return (
      calls(stack, "CreateSession").length === 4 &&
      held(stack).length === 6 &&
      Object.keys(ids).length === 5 &&
      Object.keys(pending).length === 6
    );
  });
  // From now on, so that the fault holds the GETs that follow a response, not those of the diffs.
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
 * Starts a destroy of all sessions and holds it at every stage of a delete. One DELETE never reaches the service, one is
 * on its way, one has ended its session and awaits the response, and the other deletes are recorded.
 */
export async function holdDestroy(
  driver: ProviderDriver,
  { stack }: SessionStack,
): Promise<InterruptedCommand> {
  const { simulator } = stack;
  stack.calls();
  simulator.addFault({ operation: "EndSession", delayMs: forever, cut: "before" });
  simulator.addFault({ operation: "EndSession", holdMs: forever });
  simulator.addFault({ operation: "EndSession", delayMs: forever });
  const command = new InterruptedCommand(stack, driver, ["destroy", ...parallel]);
  await command.reaches(() => {
    const { ids } = Checkpoint.read(stack);
    return held(stack).length === 3 && Object.keys(ids).length === 3;
  });
  return command;
}

/** The calls of one operation since the last `calls` of the stack. */
export function calls({ simulator }: TestStack, operation: string): LedgerEntry[] {
  return simulator.ledger.filter((call) => call.operation === operation);
}

function held({ simulator }: TestStack): LedgerEntry[] {
  return simulator.ledger.filter(({ status }) => status === 0);
}

/** Waits until the service has ended this number of sessions. */
export async function untilEnded(stack: TestStack, count: number): Promise<void> {
  await until(() => calls(stack, "EndSession").filter(({ status }) => status === 200).length === count);
}

/** Ids of the running sessions that are not in the engine's checkpoint. */
export function orphans(stack: TestStack): string[] {
  const known = new Set(Object.values(Checkpoint.read(stack).ids));
  return stack.running().filter((id) => !known.has(id));
}

/** The number of pending operations of each kind. */
export function pendingOperations(stack: TestStack): Record<string, number> {
  const kinds = Object.values(Checkpoint.read(stack).pending);
  return Object.fromEntries(kinds.map((kind) => [kind, kinds.filter((one) => one === kind).length]));
}

/** The ids that a message names, sorted, each once. */
export function idsIn(output: string, message: RegExp): string[] {
  return [...new Set([...output.matchAll(message)].map(([, id = ""]) => id))].sort();
}

/** Expects that a refresh and an update complete an interrupted update, and that only the given orphans are left. */
export async function expectUpdateRecovers(
  { stack }: SessionStack,
  orphanIds: readonly string[] = [],
): Promise<void> {
  await stack.ok("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  expect(pendingOperations(stack)).to.deep.equal({});
  await stack.up();
  const { ids } = Checkpoint.read(stack);
  expect(Object.keys(ids).sort()).to.deep.equal([...sessionNames].sort());
  expect(orphans(stack)).to.have.members(orphanIds);
  const leases = new Map(
    stack.simulator.running().map(({ sessionUUID, leaseMinutes }) => [sessionUUID, leaseMinutes]),
  );
  const found = Object.entries(ids).map(([name, id]) => [name, leases.get(id)]);
  expect(Object.fromEntries(found)).to.deep.equal(
    Object.fromEntries(Object.entries(declared).map(([name, { leaseTime }]) => [name, leaseTime])),
  );
}

/** Expects that a refresh and a destroy complete an interrupted destroy, and that orphans end with their lease. */
export async function expectDestroyRecovers(
  { stack }: SessionStack,
  orphanIds: readonly string[] = [],
): Promise<void> {
  stack.simulator.clearFaults();
  stack.simulator.advance(pastLagMs);
  await stack.ok("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  await stack.ok("destroy", ...parallel);
  expect(Checkpoint.read(stack)).to.deep.include({ ids: {}, pending: {} });
  expect(orphans(stack)).to.have.members(orphanIds);
  stack.simulator.advance(30 * 60_000 - pastLagMs - 1);
  expect(orphans(stack)).to.have.members(orphanIds);
  stack.simulator.advance(1);
  expect(stack.simulator.running()).to.be.empty;
  expect(stack.simulator.contractViolations).to.be.empty;
}
