import { expect } from "chai";
import fc from "fast-check";
import type { Properties } from "../../provider/resource";
import { isSameId } from "../../provider/resource";
import type { ResourceType } from "../../provider/resources";
import type { Fault, OperationName, Simulator } from "../../simulator";
import { defaultAccount } from "../../simulator";
import type { FakeEngine } from "./engine";
import { screen } from "./fixtures";

/** A stack and what its program declares; the defaults of `program` apply to the rest. */
export interface Stack {
  readonly simulator: Simulator;
  readonly engine: FakeEngine;
  inputs: Readonly<Record<string, Properties>>;
}

/** A step of a sequence. It asserts the invariant itself. */
export interface Command {
  readonly run: (stack: Stack) => Promise<void>;
  readonly toString: () => string;
}

interface Declared {
  readonly name: string;
  readonly type: ResourceType;
  /** The resources whose outputs it needs, by their names. */
  readonly needs: readonly string[];
  readonly inputs: (stack: Stack) => Properties;
}

const idIn = ({ engine }: Stack, name: string): string => engine.state.get(name)?.id ?? "";
const outputIn = ({ engine }: Stack, name: string, output: string): Properties => {
  const value = engine.state.get(name)?.properties[output];
  return value === undefined ? {} : { [output]: value };
};

/** The program: an environment, a declared and a random fingerprint, and a session of each, and one of none. */
const program: readonly Declared[] = [
  { name: "shop", type: "Environment", needs: [], inputs: () => ({ name: "shop" }) },
  {
    name: "buyer",
    type: "Fingerprint",
    needs: ["shop"],
    inputs: (stack) => ({ environmentUUID: idIn(stack, "shop"), screen }),
  },
  {
    name: "guest",
    type: "Fingerprint",
    needs: ["shop"],
    inputs: (stack) => ({ environmentUUID: idIn(stack, "shop"), proxy: { country: "DE" } }),
  },
  { name: "buying", type: "Session", needs: ["buyer"], inputs: (stack) => withFingerprint(stack, "buyer") },
  { name: "viewing", type: "Session", needs: ["guest"], inputs: (stack) => withFingerprint(stack, "guest") },
  { name: "plain", type: "Session", needs: [], inputs: () => ({ leaseTime: 5 }) },
];

function withFingerprint(stack: Stack, name: string): Properties {
  return {
    leaseTime: 10,
    fingerprintUUID: idIn(stack, name),
    ...outputIn(stack, name, "fingerprintSecret"),
  };
}

/** Runs `up`: each resource in the order of the program, without those whose dependencies failed. */
const up: Command = {
  run: async (stack) => {
    const { engine, simulator } = stack;
    engine.restart();
    const failed = new Set<string>();
    for (const { name, type, needs, inputs } of program) {
      if (needs.some((need) => failed.has(need))) failed.add(name);
      else
        await attempt(() => engine.up(name, type, { ...inputs(stack), ...stack.inputs[name] }), name, failed);
    }
    await attempt(() => engine.removePending(), "pending", failed);
    simulator.clearFaults();
    expectNothingLost(stack);
    expectNoSecret(stack);
  },
  toString: () => "up",
};

const refresh: Command = {
  run: async (stack) => {
    const { engine, simulator } = stack;
    engine.restart();
    const existing = existingIds(simulator);
    const before = [...engine.state.entries()];
    await Promise.all(before.map(([name]) => attempt(() => engine.refresh(name), name)));
    simulator.clearFaults();
    const dropped = before.filter(([name]) => !engine.state.has(name)).map(([, { id }]) => id);
    const lost = dropped.filter((id) => existing.some((other) => isSameId(id, other)));
    expect(lost, "a refresh dropped what exists").to.be.empty;
    expectNothingLost(stack);
    expectNoSecret(stack);
  },
  toString: () => "refresh",
};

/** Runs `destroy`: in the opposite order, without those whose dependents failed. */
const destroy: Command = {
  run: async (stack) => {
    const { engine, simulator } = stack;
    engine.restart();
    const failed = new Set<string>();
    await attempt(() => engine.removePending(), "pending", failed);
    for (const { name } of [...program].reverse()) {
      const isNeeded = program.some((other) => other.needs.includes(name) && failed.has(other.name));
      if (isNeeded) failed.add(name);
      else if (engine.state.has(name)) await attempt(() => engine.destroy(name), name, failed);
    }
    simulator.clearFaults();
    expectNothingLost(stack);
    expectNoSecret(stack);
    if (failed.size === 0) expect(engine.state.size, "resources after a destroy").to.equal(0);
  },
  toString: () => "destroy",
};

async function attempt(
  step: () => Promise<unknown>,
  name: string,
  failed = new Set<string>(),
): Promise<void> {
  try {
    await step();
  } catch {
    failed.add(name);
  }
}

function existingIds(simulator: Simulator): string[] {
  return [
    ...simulator
      .environments()
      .filter(({ deletedAt }) => deletedAt === undefined)
      .map((one) => one.environmentUUID),
    ...simulator
      .fingerprints()
      .filter(({ isArchived }) => !isArchived)
      .map((one) => one.fingerprintUUID),
    ...simulator.running().map(({ sessionUUID }) => sessionUUID),
  ];
}

/** Asserts that no message quotes a secret. */
function expectNoSecret({ simulator, engine }: Stack): void {
  const secrets = [
    ...simulator.environments().map(({ envSecret }) => envSecret),
    ...simulator.fingerprints().map(({ fingerprintSecret }) => fingerprintSecret),
    defaultAccount.apiKey,
  ];
  const text = engine.messages.join("\n");
  expect(
    secrets.filter((secret) => text.includes(secret)),
    "secrets in messages",
  ).to.be.empty;
}

/** Asserts that each object that exists is in the state or pending, or that the user has seen its id or that it may exist. */
function expectNothingLost({ simulator, engine }: Stack): void {
  const text = engine.messages.join("\n").toLowerCase();
  const kinds: readonly [string, readonly string[]][] = [
    ["a session may be running", simulator.sessions().map(({ sessionUUID }) => sessionUUID)],
    ["an environment may exist", simulator.environments().map(({ environmentUUID }) => environmentUUID)],
    [
      "more fingerprints than the list shows: the result may be one",
      simulator.fingerprints().map(({ fingerprintUUID }) => fingerprintUUID),
    ],
    ["a fingerprint may exist", simulator.fingerprints().map(({ fingerprintUUID }) => fingerprintUUID)],
  ];
  const unseen = kinds.flatMap(([words, ids]) => (text.includes(words) ? ids : []));
  const known = [...engine.state.values(), ...engine.pendingDeletes].map(({ id }) => id);
  const lost = existingIds(simulator).filter(
    (id) => !text.includes(id) && ![...known, ...unseen].some((other) => isSameId(id, other)),
  );
  expect(lost, "objects that nothing names").to.be.empty;
}

function changeInputs(name: string, inputs: Properties): Command {
  return {
    run: (stack) => {
      stack.inputs = { ...stack.inputs, [name]: inputs };
      return Promise.resolve();
    },
    toString: () => `change ${name} to ${JSON.stringify(inputs)}`,
  };
}

function advance(seconds: number): Command {
  return {
    run: ({ simulator }) => {
      simulator.advance(seconds * 1_000);
      return Promise.resolve();
    },
    toString: () => `advance the clock by ${seconds} s`,
  };
}

/** Removes an object of the stack as another client would. */
function removeOutOfBand(name: string): Command {
  return {
    run: ({ simulator, engine }) => {
      const recorded = engine.state.get(name);
      const exists = existingIds(simulator).some((id) => isSameId(id, recorded?.id));
      if (recorded === undefined || !exists) return Promise.resolve();
      if (recorded.type === "Environment") simulator.deleteEnvironment(recorded.id);
      if (recorded.type === "Fingerprint") simulator.archiveFingerprint(recorded.id);
      if (recorded.type === "Session") simulator.endSession(recorded.id);
      return Promise.resolve();
    },
    toString: () => `remove ${name} out of band`,
  };
}

function injectFault(fault: Fault): Command {
  return {
    run: ({ simulator }) => {
      simulator.addFault(fault);
      return Promise.resolve();
    },
    toString: () => `inject ${JSON.stringify(fault)}`,
  };
}

const names = program.map(({ name }) => name);
const operations: readonly OperationName[] = [
  "ListEnvironments",
  "CreateEnvironment",
  "GetEnvironment",
  "DeleteEnvironment",
  "ListFingerprints",
  "CreateFingerprint",
  "CreateRandomFingerprint",
  "GetFingerprint",
  "UpdateFingerprintProxy",
  "ArchiveFingerprint",
  "CreateSession",
  "EndSession",
];
const operation = fc.constantFrom(...operations);
const times = fc.constantFrom(1, 40);

const faults: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ operation, status: fc.constantFrom(400, 401, 404, 409, 429), times }),
  fc.record({
    operation,
    status: fc.constantFrom(500, 503),
    effect: fc.constantFrom("before" as const, "after" as const),
    times,
  }),
  fc.record({ operation, cut: fc.constantFrom("before" as const, "after" as const), times }),
  fc.record({ operation, malformed: fc.constantFrom("truncated-json" as const, "not-json" as const), times }),
  fc.constant({ operation: "CreateEnvironment", malformed: "missing-field:envSecret" } as const),
);

const changes: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom("shop", "bank").map((name) => changeInputs("shop", { name })),
  fc.constantFrom(96, 120).map((dpi) => changeInputs("buyer", { screen: { ...screen, dpi } })),
  fc.constantFrom("DE", "FR").map((country) => changeInputs("guest", { proxy: { country } })),
  fc.constantFrom("DE", "FR").map((country) => changeInputs("buyer", { proxy: { country } })),
  fc.constantFrom(5, 20).map((leaseTime) => changeInputs("plain", { leaseTime })),
);

/** All commands of a random sequence; `up` comes most often. */
export const commands: fc.Arbitrary<Command>[] = [
  fc.constant(up),
  fc.constant(up),
  fc.constant(refresh),
  fc.constant(destroy),
  changes,
  fc.constantFrom(1, 30, 70, 400).map(advance),
  fc.constantFrom(...names).map(removeOutOfBand),
  faults.map(injectFault),
];
