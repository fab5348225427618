import fc from "fast-check";
import type { Switches } from "../../simulator";
import { startSimulator } from "../../simulator";
import { check } from "../../provider/session";
import type { SessionInputs } from "../../provider/session";
import type { Model, World } from "./commands";
import { commands } from "./commands";
import { SmallEngine } from "./engine";

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
        const simulator = await startSimulator({ manualClock: true, switches: positions });
        try {
          const world: World = { simulator, engine: new SmallEngine(simulator), reported: new Set() };
          const inputs = check({ leaseTime: 10 }).inputs as unknown as SessionInputs;
          await fc.asyncModelRun(() => ({ model: { inputs } satisfies Model, real: world }), sequence);
        } finally {
          await simulator.stop();
        }
      }),
      { numRuns },
    );
  });
});
