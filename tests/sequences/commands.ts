import { expect } from "chai";
import fc from "fast-check";
import type { Fault, Simulator, Switches } from "../../simulator";
import type { SessionInputs } from "../../provider/session";
import * as session from "../../provider/session";
import type { SmallEngine } from "./engine";

/** The real things that a sequence acts on. */
export interface World {
  readonly simulator: Simulator;
  readonly switches: Partial<Switches>;
  readonly engine: SmallEngine;
  /** Sessions that an error named, or said may exist: not silently lost. */
  readonly reported: Set<string>;
}

/** What a sequence knows by itself. */
export interface Model {
  inputs: SessionInputs;
}

export type Command = fc.AsyncCommand<Model, World>;

const always = (): boolean => true;

function command(name: string, run: (model: Model, world: World) => Promise<void> | void): Command {
  return {
    check: always,
    run: async (model, world) => {
      await run(model, world);
    },
    toString: () => name,
  };
}

/** Runs what may fail for a fault; what its error tells of is noted. */
async function attempt(world: World, step: () => Promise<void>): Promise<boolean> {
  const before = new Set(world.simulator.sessions().map(({ sessionUUID }) => sessionUUID));
  try {
    await step();
    return true;
  } catch (error) {
    const text = session.messageOf(error);
    for (const { sessionUUID } of world.simulator.sessions()) {
      const isSaid = text.toLowerCase().includes(sessionUUID) || text.includes("A session may be running");
      if (!before.has(sessionUUID) && isSaid) world.reported.add(sessionUUID);
    }
    return false;
  } finally {
    world.simulator.clearFaults();
  }
}

const isRunning = ({ simulator }: World, id: string | undefined): boolean =>
  simulator.running().some(({ sessionUUID }) => session.isSameId(sessionUUID, id));

/** No session runs that neither the state nor a pending delete nor an error's text knows. */
function expectNoneLeaked({ simulator, engine, reported }: World): void {
  const known = new Set([
    ...reported,
    ...engine.pendingDeletes.map(({ sessionUUID }) => sessionUUID),
    engine.state?.sessionUUID,
  ]);
  const leaked = simulator
    .running()
    .filter(({ sessionUUID }) => ![...known].some((id) => session.isSameId(id, sessionUUID)));
  expect(leaked, "leaked sessions").to.be.empty;
}

/** `up` with the model's inputs: a live session stays unless an input that replaces has changed. */
export const up = command("up", async (model, world) => {
  const { engine } = world;
  const before = engine.state;
  const wasRunning = isRunning(world, before?.sessionUUID);
  const isSame =
    before !== undefined &&
    session.inputNames.every(
      (name) =>
        session.inputSpecs[name].onChange !== "replace" || engine.inputs?.[name] === model.inputs[name],
    );
  const isDone = await attempt(world, () => engine.up(model.inputs));
  expectNoneLeaked(world);
  if (wasRunning && isSame)
    expect(engine.state?.sessionUUID, "a live session was replaced").to.equal(before.sessionUUID);
  if (!isDone) return;
  // An update that could not look went by the clock: the next one sees.
  await engine.up(model.inputs);
  expectNoneLeaked(world);
  if (model.inputs.recreateWhenEnded && !isLate(world)) {
    expect(isRunning(world, engine.state?.sessionUUID), "runs after an update").to.be.true;
  }
  const writes = (): number => world.simulator.ledger.filter(({ method }) => method !== "GET").length;
  const sofar = writes();
  await engine.up(model.inputs);
  expect(writes(), "writes of an update right after another").to.equal(sofar);
});

/** Whether the state's session has ended or is ending, but still within the time in which it counts as alive. */
function isLate({ simulator, engine }: World): boolean {
  const seen = simulator
    .sessions()
    .find(({ sessionUUID }) => session.isSameId(sessionUUID, engine.state?.sessionUUID));
  if (seen?.status === "ending") return true;
  return seen?.status === "terminated" && simulator.now() - seen.endsAt <= session.expiryToleranceMs + 2_000;
}

export const refresh = command("refresh", async (_model, world) => {
  const before = world.engine.state;
  const wasRunning = isRunning(world, before?.sessionUUID);
  const look = { isRead: false };
  const isDone = await attempt(world, async () => {
    look.isRead = await world.engine.refresh();
  });
  expectNoneLeaked(world);
  if (!isDone) expect(world.engine.state, "an error dropped a session").to.equal(before);
  if (wasRunning) expect(world.engine.state?.sessionUUID).to.equal(before?.sessionUUID);
  if (look.isRead && wasRunning) {
    const again = world.engine.state;
    await world.engine.refresh();
    expect(world.engine.state, "a second refresh changes something").to.deep.equal(again);
  }
});

export const destroy = command("destroy", async (_model, world) => {
  const isDone = await attempt(world, () => world.engine.destroy());
  expectNoneLeaked(world);
  if (isDone) expect(world.engine.state).to.be.undefined;
});

export const endBehind = command("end behind the back", (_model, { simulator }) => {
  for (const { sessionUUID } of simulator.running()) simulator.endSession(sessionUUID);
});

/** The program's inputs change; the next update sees it. */
export function change(given: Partial<SessionInputs>): Command {
  return command(`change ${JSON.stringify(given)}`, (model) => {
    const inputs = { ...model.inputs, ...given };
    const { renewBefore = 1 } = inputs;
    model.inputs = {
      ...inputs,
      ...("renewBefore" in inputs ? { renewBefore: Math.min(renewBefore, inputs.leaseTime) } : {}),
    };
  });
}

export function tick(by: number): Command {
  return command(`tick ${by} minutes`, (_model, { simulator }) => {
    simulator.advance(by * 60_000 + 1_500);
  });
}

/** Others set a lease. */
export function leaseBehind(lease: number): Command {
  return command(`lease of ${lease} behind the back`, (_model, { simulator, switches, engine }) => {
    // Nothing in any response shows a lease that moves neither updatedAt nor currentLeaseTime.
    const isInvisible = switches.updatedAtOnPatch === "stays" && engine.state?.currentLeaseTime === lease;
    if (isInvisible) return;
    // Others act at a time of their own, which `updatedAt` shows.
    simulator.advance(1_000);
    for (const { sessionUUID } of simulator.running()) simulator.setLease(sessionUUID, lease);
  });
}

/** The next update, refresh or destroy meets the fault. */
export function meet(fault: Fault): Command {
  return command(`fault ${JSON.stringify(fault)}`, (_model, { simulator }) => {
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
  // A refusal has no effect; only a service that fails may have done the work before.
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

/** All that can happen to a session between two updates, and the updates themselves. */
export const commands: fc.Arbitrary<Command>[] = [
  fc.constant(up),
  fc.constant(refresh),
  fc.constant(destroy),
  fc.constant(endBehind),
  changes.map(change),
  minutes.map(tick),
  minutes.map(leaseBehind),
  faults.map(meet),
];
