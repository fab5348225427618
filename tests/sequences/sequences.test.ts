import fc from "fast-check";
import type { Switches } from "../../simulator";
import { checkSwitches, namedSessionSwitches, switchTable } from "../../simulator/switches";
import { commands } from "./commands";
import { withSystemUnderTest } from "./system-under-test";

const positions = Object.fromEntries(
  namedSessionSwitches.map((name) => [name, fc.constantFrom<unknown>(...switchTable[name].positions)]),
);

/** All switches of sessions in random positions. */
const switches: fc.Arbitrary<Partial<Switches>> = fc
  .record({
    ...positions,
    maxGrantedMinutes: fc.constantFrom(60, 60, 10),
    timestampOffsetMinutes: fc.constantFrom(0, 0, -35, 35),
  })
  .map((given) => checkSwitches(withObservableUpdates(given)));

/** No response shows an update that changes neither value, so the provider cannot detect it. */
function withObservableUpdates(given: Partial<Switches>): Partial<Switches> {
  return given.currentLeaseTime === "stale" ? { ...given, updatedAtOnPatch: "moves" } : given;
}

/** Number of random sequences. `SEQUENCES=10000 npx mocha` runs more. */
const numRuns = Number(process.env.SEQUENCES ?? 200);

describe("session lifecycle: random sequences", function () {
  this.timeout(600_000);

  it("keeps live sessions, leaks none, and writes nothing in a repeated update", async () => {
    await fc.assert(
      fc.asyncProperty(switches, fc.commands(commands, { maxCommands: 25 }), async (given, sequence) => {
        await withSystemUnderTest(given, (setup) => fc.asyncModelRun(setup, sequence));
      }),
      { numRuns },
    );
  });
});
