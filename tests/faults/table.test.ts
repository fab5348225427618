import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Simulator } from "../../simulator";
import { rigs } from "../grpc/fixtures";
import type { Door, Kept } from "./doors";
import { dynamicDoor, pluginDoor } from "./doors";
import { document } from "./document";
import type { NamedFault } from "./faults";
import { faults } from "./faults";
import type { Operation } from "./operations";
import { operations } from "./operations";
import type { Outcome } from "./outcome";
import { callsOf, leftOf, resultOf } from "./outcome";
import { runHanging, waitsPass } from "./waiting";

const recorded = join(__dirname, "../../../docs/faults.md");

/** Runs one step under one fault; then the next commands of a user, who must be able to end all that is known. */
async function outcomeOf(
  simulator: Simulator,
  door: Door,
  operation: Operation,
  { kind, isHang, isEnd }: NamedFault,
): Promise<Outcome> {
  const before = operation.act === undefined ? undefined : await door.create({});
  if (isEnd && before !== undefined) simulator.endSession(before.id);
  simulator.clearLedger();
  operation.lead?.(simulator);
  simulator.addFault({ operation: operation.meets, ...kind });
  const step = (): Promise<Kept | undefined> =>
    before === undefined ? operation.make!(door) : operation.act!(door, before);
  let after: Kept | undefined;
  let error: unknown;
  try {
    after = await (isHang ? runHanging(simulator, step) : step());
  } catch (thrown) {
    error = thrown;
    after = door.partialOf(thrown, before?.inputs ?? { leaseTime: 30 }) ?? before;
  }
  simulator.clearFaults();
  const outcome = {
    result: resultOf(error, after, before),
    calls: callsOf(simulator.ledger),
    left: leftOf(simulator, after, error),
  };
  await expectAllEnds(simulator, door, after, error);
  return outcome;
}

/** Once the fault is over a destroy ends what the state knows; what runs on, the error told of. */
async function expectAllEnds(
  simulator: Simulator,
  door: Door,
  after: Kept | undefined,
  error: unknown,
): Promise<void> {
  const seen = after === undefined ? undefined : await door.read(after);
  if (seen !== undefined) await door.delete(seen);
  expect(simulator.running().length, "left after a destroy").to.be.at.most(1);
  leftOf(simulator, undefined, error);
}

describe("each fault of the service in each step", function () {
  this.timeout(60_000);
  const start = rigs();
  waitsPass();
  const rows = new Map<string, Map<string, Outcome>>();

  for (const operation of operations) {
    describe(operation.title, () => {
      for (const fault of faults) {
        it(fault.title, async () => {
          const outcomes = new Map<string, Outcome>();
          for (const open of [dynamicDoor, pluginDoor]) {
            const rig = await start();
            const door = await open(rig);
            outcomes.set(door.name, await outcomeOf(rig.sim, door, operation, fault));
          }
          rows.set(`${operation.title}\n${fault.title}`, outcomes);
        });
      }
    });
  }

  after("the table of all outcomes is the one in docs/faults.md", () => {
    const complete = operations.every(({ title }) =>
      faults.every((fault) => rows.has(`${title}\n${fault.title}`)),
    );
    // A run of some of the tests has no whole table.
    if (!complete) return;
    const text = document(rows);
    // `UPDATE_DOCS=1 npm test` writes it anew.
    if (process.env.UPDATE_DOCS === "1") writeFileSync(recorded, text);
    expect(text).to.equal(readFileSync(recorded, "utf8"));
  });
});
