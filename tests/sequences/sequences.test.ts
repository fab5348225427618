import fc from "fast-check";
import type { Switches } from "../../simulator";
import { checkSwitches, namedSwitches, switchTable } from "../../simulator/switches";
import { commands } from "./commands";
import { inWorld } from "./world";

const positions = Object.fromEntries(
  namedSwitches.map((name) => [name, fc.constantFrom<unknown>(...switchTable[name].positions)]),
);

/** All switches in random positions. */
const switches: fc.Arbitrary<Partial<Switches>> = fc
  .record({
    ...positions,
    maxGrantedMinutes: fc.constantFrom(60, 60, 10),
    timestampOffsetMinutes: fc.constantFrom(0, 0, -35, 35),
  })
  .map((given) => checkSwitches(visible(given)));

/** A change that moves neither value shows in no response, so the provider cannot know of it. */
function visible(given: Partial<Switches>): Partial<Switches> {
  return given.currentLeaseTime === "stale" ? { ...given, updatedAtOnPatch: "moves" } : given;
}

/** How many sequences are tried; `SEQUENCES=10000 npx mocha` looks longer. */
const numRuns = Number(process.env.SEQUENCES ?? 200);

describe("sequences of updates, time, and what others do", function () {
  this.timeout(600_000);

  it("replace no live session, lose none, leave none, and have nothing to do twice", async () => {
    await fc.assert(
      fc.asyncProperty(switches, fc.commands(commands, { maxCommands: 25 }), async (given, sequence) => {
        await inWorld(given, (setup) => fc.asyncModelRun(setup, sequence));
      }),
      { numRuns },
    );
  });
});
