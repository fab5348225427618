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

  /** Runs one operation under one fault; then the next commands of a user, who must be able to end all that is known. */
  async function outcomeOf(
    { sim, advance }: TestProvider,
    driver: ProviderDriver,
    operation: Operation,
    { kind, switches = {}, isHang, isEnd, isRecent }: NamedFault,
  ): Promise<Outcome> {
    const before = operation.act === undefined ? undefined : await driver.create({});
    // The provider knows that the service may lag behind a create of the last minute.
    if (before !== undefined && !isRecent) advance(2 * minuteMs);
    if (isEnd && before !== undefined) sim.endSession(before.id);
    sim.clearLedger();
    sim.setSwitches(switches);
    operation.lead?.(sim);
    if (kind !== undefined) sim.addFault({ operation: operation.meets, ...kind });
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
      for (const fault of faultsOf(operation.meets)) {
        it(`loses no session in ${operation.title}: ${fault.title}`, async () => {
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

  after("the table of all outcomes is the one in docs/faults.md", () => {
    const isComplete = operations.every(({ title, meets }) =>
      faultsOf(meets).every((fault) => rows.has(`${title}\n${fault.title}`)),
    );
    // A run of some of the tests has no whole table.
    if (!isComplete) return;
    const text = document(rows);
    // `UPDATE_DOCS=1 npm test` writes the page.
    if (process.env.UPDATE_DOCS === "1") writeFileSync(page, text);
    expect(text).to.equal(readFileSync(page, "utf8"));
  });
});

/** Once the fault is over a destroy ends what the state knows. The error names any other session that runs. */
async function expectAllEnds(
  sim: TestProvider["sim"],
  driver: ProviderDriver,
  after: RecordedSession | undefined,
  error: unknown,
): Promise<void> {
  const seen = after === undefined ? undefined : await driver.read(after);
  if (seen !== undefined) await driver.delete(seen);
  expect(sim.running().length, "left after a destroy").to.be.at.most(1);
  leftOf(sim, undefined, error);
}
