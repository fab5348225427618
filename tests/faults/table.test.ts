import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { TestProvider } from "../grpc/fixtures";
import { minuteMs, providerStarter } from "../grpc/fixtures";
import { document } from "./document";
import type { ProviderDriver, RecordedSession } from "./drivers";
import { dynamicDriver, pluginDriver } from "./drivers";
import type { NamedFault } from "./faults";
import { faultsOf } from "./faults";
import type { Operation } from "./operations";
import { operations } from "./operations";
import type { Outcome } from "./outcome";
import { callsOf, leftOf, resultOf } from "./outcome";
import { manualTimers, runHanging } from "./timeouts";

const page = join(__dirname, "../../../docs/faults.md");

describe("each fault of the service in each operation", function () {
  this.timeout(60_000);
  const startProvider = providerStarter();
  const timers = manualTimers();
  const rows = new Map<string, Map<string, Outcome>>();

  /** Runs one operation under one fault, and then a destroy, which must end every session of the state. */
  async function outcomeOf(
    { sim, advance }: TestProvider,
    driver: ProviderDriver,
    operation: Operation,
    { kind, switches = {}, isHang, isEnd, isRecent }: NamedFault,
  ): Promise<Outcome> {
    const before = operation.act === undefined ? undefined : await driver.create({});
    // The provider expects that the service may lag behind a create of the last minute.
    if (before !== undefined && !isRecent) advance(2 * minuteMs);
    if (isEnd && before !== undefined) sim.endSession(before.id);
    sim.clearLedger();
    sim.setSwitches(switches);
    operation.lead?.(sim);
    if (kind !== undefined) sim.addFault({ operation: operation.request, ...kind });
    const run = (): Promise<RecordedSession | undefined> =>
      before === undefined ? operation.make!(driver) : operation.act!(driver, before);
    const fireNext = (): void => {
      timers.fireNext(advance);
    };
    let after: RecordedSession | undefined;
    let error: unknown;
    try {
      after = await (isHang ? runHanging(sim, run, fireNext) : run());
    } catch (thrown) {
      error = thrown;
      after = driver.partialOf(thrown, before?.inputs ?? { leaseTime: 30 }) ?? before;
    }
    sim.clearFaults();
    const outcome = {
      result: resultOf({ before, after, error, warnings: await driver.warnings() }),
      calls: callsOf(sim.ledger),
      left: leftOf(sim, after, error),
    };
    await expectAllEnds(sim, driver, after, error);
    return outcome;
  }

  for (const operation of operations) {
    describe(operation.title, () => {
      for (const fault of faultsOf(operation.request)) {
        it(`loses no session in the operation "${operation.title}" under the fault "${fault.title}"`, async () => {
          const outcomes = new Map<string, Outcome>();
          for (const open of [dynamicDriver, pluginDriver]) {
            const provider = await startProvider({ sharesTime: true });
            const driver = await open(provider);
            outcomes.set(driver.name, await outcomeOf(provider, driver, operation, fault));
          }
          rows.set(`${operation.title}\n${fault.title}`, outcomes);
        });
      }
    });
  }

  after("compares the outcomes with docs/faults.md", () => {
    const isComplete = operations.every(({ title, request }) =>
      faultsOf(request).every((fault) => rows.has(`${title}\n${fault.title}`)),
    );
    // A run of only some tests has an incomplete table.
    if (!isComplete) return;
    const text = document(rows);
    // `UPDATE_DOCS=1 npm test` writes the page.
    if (process.env.UPDATE_DOCS === "1") writeFileSync(page, text);
    expect(text).to.equal(readFileSync(page, "utf8"));
  });
});

/** Expects that a destroy after the fault ends the session of the state, and that the error names any other session. */
async function expectAllEnds(
  sim: TestProvider["sim"],
  driver: ProviderDriver,
  after: RecordedSession | undefined,
  error: unknown,
): Promise<void> {
  const current = after === undefined ? undefined : await driver.read(after);
  if (current !== undefined) await driver.delete(current);
  expect(sim.running().length, "left after a destroy").to.be.at.most(1);
  leftOf(sim, undefined, error);
}
