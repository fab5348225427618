import fc from "fast-check";
import type { Switches } from "../../simulator";
import { startSimulator } from "../../simulator";
import { checkSwitches, namedSwitches, switchTable } from "../../simulator/switches";
import { commands } from "./commands";
import { FakeEngine } from "./engine";

/** All switches of all resources in random positions. */
const switches: fc.Arbitrary<Partial<Switches>> = fc
  .record(
    Object.fromEntries(
      namedSwitches.map((name) => [name, fc.constantFrom<unknown>(...switchTable[name].positions)]),
    ),
  )
  .map((given) => checkSwitches({ ...given, ...observable }));

/** Positions without which no response shows what another client has changed. */
const observable = { updatedAtOnPatch: "moves" } as const;

/** Number of random sequences. `SEQUENCES=10000 npx mocha` runs more. */
const numRuns = Number(process.env.SEQUENCES ?? 100);

describe("an environment, two fingerprints and three sessions: random sequences", function () {
  this.timeout(600_000);

  it("keeps each object that the stack made in the state, removes it, or names it in an error", async () => {
    const sequence = fc.array(fc.oneof(...commands), { minLength: 3, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(switches, fc.constantFrom(1, 2, 10), sequence, async (given, pageSize, steps) => {
        const simulator = await startSimulator({
          manualClock: true,
          switches: { ...given, fingerprintPageSize: pageSize },
        });
        try {
          const stack = { simulator, engine: new FakeEngine(simulator), inputs: {} };
          for (const step of steps) await step.run(stack);
        } finally {
          await simulator.stop();
        }
      }),
      { numRuns },
    );
  });
});
