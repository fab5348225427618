import { expect } from "chai";
import fc from "fast-check";
import type { Fault } from "../../simulator";
import type { SessionInputs } from "../../provider/session";
import { isSameId, messageOf } from "../../provider/resource";
import * as session from "../../provider/session";
import type { Model, SystemUnderTest } from "./system-under-test";

/** A step of a sequence. It asserts the invariants itself. */
export type Command = fc.AsyncCommand<Model, SystemUnderTest>;

const always = (): boolean => true;

function command(
  name: string,
  run: (model: Model, system: SystemUnderTest) => Promise<void> | void,
): Command {
  return {
    check: always,
    run: async (model, system) => {
      await run(model, system);
    },
    toString: () => name,
  };
}

/** Runs an operation that a fault may fail, and returns whether it succeeded. Records the sessions that its error reports. */
async function attempt(system: SystemUnderTest, operation: () => Promise<void>): Promise<boolean> {
  const before = new Set(system.simulator.sessions().map(({ sessionUUID }) => sessionUUID));
  try {
    await operation();
    return true;
  } catch (error) {
    const text = messageOf(error);
    for (const { sessionUUID } of system.simulator.sessions()) {
      const isReported =
        text.toLowerCase().includes(sessionUUID) || text.includes("A session may be running");
      if (!before.has(sessionUUID) && isReported) system.reported.add(sessionUUID);
    }
    return false;
  } finally {
    system.simulator.clearFaults();
  }
}

const isRunning = ({ simulator }: SystemUnderTest, id: string | undefined): boolean =>
  simulator.running().some(({ sessionUUID }) => isSameId(sessionUUID, id));

/** Asserts that the state, a pending delete or an error knows each running session. */
function expectNoLeak({ simulator, engine, reported }: SystemUnderTest): void {
  const known = new Set([
    ...reported,
    ...engine.pendingDeletes.map(({ sessionUUID }) => sessionUUID),
    engine.state?.sessionUUID,
  ]);
  const leaked = simulator
    .running()
    .filter(({ sessionUUID }) => ![...known].some((id) => isSameId(id, sessionUUID)));
  expect(leaked, "leaked sessions").to.be.empty;
}

/** Runs `up` with the inputs of the model. A live session must stay unless an input that replaces has changed. */
export const up = command("up", async (model, system) => {
  const { engine } = system;
  const before = engine.state;
  const wasRunning = isRunning(system, before?.sessionUUID);
  const isSame =
    before !== undefined &&
    session.inputNames.every(
      (name) =>
        session.inputSpecs[name].onChange !== "replace" || engine.inputs?.[name] === model.inputs[name],
    );
  const isDone = await attempt(system, () => engine.up(model.inputs));
  expectNoLeak(system);
  if (wasRunning && isSame)
    expect(engine.state?.sessionUUID, "a live session was replaced").to.equal(before.sessionUUID);
  if (!isDone) return;
  // If the update could not read the session, it assumed its status. The next update reads it.
  await engine.up(model.inputs);
  expectNoLeak(system);
  const { keepUntil } = model.inputs;
  const isKept = keepUntil === undefined || system.simulator.now() < Date.parse(keepUntil);
  if (model.inputs.recreateWhenEnded && isKept && !mayCountAsAlive(system)) {
    expect(isRunning(system, engine.state?.sessionUUID), "runs after an update").to.be.true;
  }
  const writes = (): number => system.simulator.ledger.filter(({ method }) => method !== "GET").length;
  const writesBefore = writes();
  await engine.up(model.inputs);
  expect(writes(), "writes of an update right after another").to.equal(writesBefore);
});

/** Whether the session of the state is ending, or ended so recently that it may still count as alive. */
function mayCountAsAlive({ simulator, engine }: SystemUnderTest): boolean {
  const seen = simulator
    .sessions()
    .find(({ sessionUUID }) => isSameId(sessionUUID, engine.state?.sessionUUID));
  if (seen?.status === "ending") return true;
  return seen?.status === "terminated" && simulator.now() - seen.endsAt <= session.expiryToleranceMs + 2_000;
}

export const refresh = command("refresh", async (_model, system) => {
  const before = system.engine.state;
  const wasRunning = isRunning(system, before?.sessionUUID);
  const outcome = { isRead: false };
  const isDone = await attempt(system, async () => {
    outcome.isRead = await system.engine.refresh();
  });
  expectNoLeak(system);
  if (!isDone) expect(system.engine.state, "an error dropped a session").to.equal(before);
  if (wasRunning) expect(system.engine.state?.sessionUUID).to.equal(before?.sessionUUID);
  if (outcome.isRead && wasRunning) {
    const again = system.engine.state;
    await system.engine.refresh();
    expect(system.engine.state, "a second refresh changes something").to.deep.equal(again);
  }
});

export const destroy = command("destroy", async (_model, system) => {
  const isDone = await attempt(system, () => system.engine.destroy());
  expectNoLeak(system);
  if (isDone) expect(system.engine.state).to.be.undefined;
});

/** Ends the session as another client would. */
export const endOutOfBand = command("end the session out of band", (_model, { simulator }) => {
  for (const { sessionUUID } of simulator.running()) simulator.endSession(sessionUUID);
});

/** Changes the inputs of the program. The next update applies them. */
export function changeInputs(given: Partial<SessionInputs>): Command {
  return command(`change ${JSON.stringify(given)}`, (model) => {
    const inputs = { ...model.inputs, ...given };
    const { renewBefore = 1 } = inputs;
    model.inputs = {
      ...inputs,
      ...("renewBefore" in inputs ? { renewBefore: Math.min(renewBefore, inputs.leaseTime) } : {}),
    };
  });
}

/** Sets `keepUntil` to a number of minutes from now. */
export function keepFor(by: number): Command {
  return command(`keep for ${by} minutes`, (model, { simulator }) => {
    model.inputs = { ...model.inputs, keepUntil: new Date(simulator.now() + by * 60_000).toISOString() };
  });
}

/** Advances the clock by minutes and 1.5 seconds. */
export function advanceClock(by: number): Command {
  return command(`advance the clock by ${by} minutes`, (_model, { simulator }) => {
    simulator.advance(by * 60_000 + 1_500);
  });
}

/** Sets a lease as another client would. */
export function setLeaseOutOfBand(lease: number): Command {
  return command(`set a lease of ${lease} minutes out of band`, (_model, { simulator, switches, engine }) => {
    // No response shows a lease that changes neither updatedAt nor currentLeaseTime.
    const isInvisible = switches.updatedAtOnPatch === "stays" && engine.state?.currentLeaseTime === lease;
    if (isInvisible) return;
    // Otherwise `updatedAt` could equal that of the last update of the provider.
    simulator.advance(1_000);
    for (const { sessionUUID } of simulator.running()) simulator.setLease(sessionUUID, lease);
  });
}

/** Injects a fault into the next update, refresh or destroy. */
export function injectFault(fault: Fault): Command {
  return command(`inject the fault ${JSON.stringify(fault)}`, (_model, { simulator }) => {
    simulator.addFault(fault);
  });
}

const minutes = fc.integer({ min: 1, max: 60 });
const fingerprints = [
  "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10",
  "7b1d0a4c-6f0e-4a35-8f6d-2f1f0f9e6c21",
] as const;

const changes: fc.Arbitrary<Partial<SessionInputs>> = fc.oneof(
  minutes.map((leaseTime) => ({ leaseTime })),
  fc.constantFrom("puppeteer", "api").map((driver) => ({ driver })),
  fc.boolean().map((isVncEnabled) => ({ isVncEnabled })),
  fc.boolean().map((showMouse) => ({ showMouse })),
  fc.boolean().map((recreateWhenEnded) => ({ recreateWhenEnded })),
  fc.constantFrom(...fingerprints).map((fingerprintUUID) => ({ fingerprintUUID })),
  minutes.map((renewBefore) => ({ renewBefore })),
);

const anyOperation = fc.constantFrom(
  "CreateSession",
  "GetSession",
  "ListSessions",
  "UpdateSession",
  "EndSession",
);
const faults: fc.Arbitrary<Fault> = fc.oneof(
  // A rejected request has no effect. Only a failing service can fail after the effect.
  fc.record({
    operation: anyOperation,
    status: fc.constantFrom(400, 401, 429),
    times: fc.constantFrom(1, 40),
  }),
  fc.record({
    operation: anyOperation,
    status: fc.constantFrom(500, 503),
    effect: fc.constantFrom("before", "after"),
    times: fc.constantFrom(1, 40),
  }),
  fc.record({
    operation: fc.constantFrom("CreateSession", "GetSession", "UpdateSession", "EndSession"),
    cut: fc.constantFrom("before", "after"),
    times: fc.constantFrom(1, 40),
  }),
  fc.record({
    operation: fc.constantFrom("CreateSession", "GetSession"),
    malformed: fc.constantFrom("truncated-json", "missing-field:status", "wrong-type:createdAt"),
    times: fc.constantFrom(1, 40),
  }),
);

/** All commands of a random sequence. */
export const commands: fc.Arbitrary<Command>[] = [
  fc.constant(up),
  fc.constant(refresh),
  fc.constant(destroy),
  fc.constant(endOutOfBand),
  changes.map(changeInputs),
  minutes.map(advanceClock),
  minutes.map(keepFor),
  minutes.map(setLeaseOutOfBand),
  faults.map(injectFault),
];
