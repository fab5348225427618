import fc from "fast-check";
import type { Switches } from "../../simulator";
import { commands } from "./commands";
import { inWorld } from "./world";

const switches: fc.Arbitrary<Partial<Switches>> = fc.record({
  getEnded: fc.constantFrom("404", "terminated", "late-running"),
  listEnded: fc.constantFrom("absent", "terminated", "late-running"),
  deleteEnded: fc.constantFrom("200", "404"),
  currentLeaseTime: fc.constantFrom("total", "remaining", "stale"),
  vncPassword: fc.constantFrom("everywhere", "create-only", "get-and-create"),
  sharedFingerprint: fc.constantFrom("allowed", "conflict"),
});

/** How many sequences are tried; `SEQUENCES=10000 npx mocha` looks longer. */
const numRuns = Number(process.env.SEQUENCES ?? 200);

describe("sequences of updates, time, and what others do", function () {
  this.timeout(600_000);

  it("replace no live session, lose none, leave none, and have nothing to do twice", async () => {
    await fc.assert(
      fc.asyncProperty(switches, fc.commands(commands, { maxCommands: 25 }), async (positions, sequence) => {
        await inWorld(positions, (setup) => fc.asyncModelRun(setup, sequence));
      }),
      { numRuns },
    );
  });
});
