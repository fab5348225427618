import { expect } from "chai";
import type { Switches } from "../../simulator";
import { checkSwitches } from "../../simulator/switches";
import { positionsIn, switchCombinations } from "../switch-combinations";
import { providers, SessionStack } from "./session-stack";
import { engineTimeoutMs, minute, sessions, YamlStack } from "./plugin/yaml";

const fingerprintUUID = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";
/** One session for each event that may happen to a session, which its name describes. */
const before = {
  expires: { leaseTime: 5 },
  endedByOthers: { leaseTime: 30 },
  extendedByOthers: { leaseTime: 5 },
  changesLease: { leaseTime: 20, isVncEnabled: true },
  staysAsItIs: { leaseTime: 40, isVncEnabled: true },
  changesDriver: { leaseTime: 40, fingerprintUUID },
};
const after = {
  ...before,
  changesLease: { leaseTime: 30, isVncEnabled: true },
  changesDriver: { leaseTime: 40, fingerprintUUID, driver: "api" },
};
type Name = keyof typeof before;
const kept: readonly Name[] = ["extendedByOthers", "changesLease", "staysAsItIs"];

/** The clock of these tests stands still while a command runs, so no response may lag. */
const seconds = { lateRunningSeconds: 600, createLagSeconds: 0, endLagSeconds: 0, startingSeconds: 0 };

/** The switches of a combination, without positions that contradict each other. */
function switchesOf(combination: number): Partial<Switches> {
  const given = checkSwitches({ ...positionsIn(combination), ...seconds });
  return {
    ...given,
    // No response would show the lease of another client if neither value moves.
    ...(given.currentLeaseTime === "stale" ? { updatedAtOnPatch: "moves" } : {}),
    // Contradictory responses would make the commands wait, or keep the session.
    ...(given.listEnded === "late-running"
      ? { endedCode: "SESSION_NOT_FOUND", updatedAtItself: "still" }
      : {}),
    // No response would carry the password.
    ...(given.vncPassword === "create-only" ? { createResponse: "201" } : {}),
  };
}

for (const provider of providers) {
  describe(`all positions of the switches on the engine, ${provider}`, function () {
    this.timeout(engineTimeoutMs);

    for (const combination of switchCombinations) {
      it(`loses and leaks no session if each switch is in its position ${combination}`, async () => {
        const switches = switchesOf(combination);
        const stack = await SessionStack.start(provider, before, { switches });
        try {
          await stack.up();
          const old = await stack.recorded();
          const passwordOf = async (): Promise<unknown> =>
            (await stack.recorded()).staysAsItIs!.outputs.vncPassword;
          expect(await passwordOf()).to.exist;
          stack.simulator.advance(minute);
          stack.simulator.endSession(old.endedByOthers!.id.toLowerCase());
          stack.simulator.setLease(old.extendedByOthers!.id.toLowerCase(), 30);
          // Past the end of the short lease and past the tolerance for an inexact clock.
          stack.simulator.advance(6 * minute);

          stack.declare(after);
          await stack.up();
          const now = await stack.recorded();
          expect(stack.running()).to.have.members(Object.values(now).map(({ id }) => id.toLowerCase()));
          for (const session of Object.keys(before) as Name[]) {
            const isSame = now[session]!.id === old[session]!.id;
            expect(isSame, session).to.equal(kept.includes(session));
          }
          expect(await passwordOf()).to.exist;
          const changed = stack.simulator
            .running()
            .find((one) => one.sessionUUID === now.changesLease!.id.toLowerCase())!;
          expect(changed.endsAt).to.equal(stack.simulator.now() + 30 * minute);

          await stack.up("--expect-no-changes");
          await stack.leavesNothing();
        } finally {
          await stack.stop();
        }
      });
    }
  });
}

describe("a refused shorter lease with the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);

  it("keeps the session and names the command that replaces it if the service refuses a shorter lease", async () => {
    const stack = await YamlStack.start(sessions({ one: { leaseTime: 30 } }), {
      switches: { shortening: "refused" },
    });
    try {
      await stack.up();
      const ids = stack.running();
      stack.declare(sessions({ one: { leaseTime: 10 } }));
      const { output } = await stack.fails("up", "--yes", "--skip-preview");
      expect(output).to.include("to 10 minutes, so it stays as it was");
      expect(output).to.include("pulumi up --replace 'urn:");
      expect(stack.running()).to.deep.equal(ids);
      const { urn } = (await stack.recorded()).one!;
      await stack.up("--replace", urn);
      expect(stack.simulator.running()[0]).to.include({ leaseMinutes: 10 });
      await stack.leavesNothing();
    } finally {
      await stack.stop();
    }
  });
});
