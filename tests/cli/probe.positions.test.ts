import { expect } from "chai";
import fc from "fast-check";
import type { SessionSwitches } from "../../simulator";
import { defaultSessionSwitches } from "../../simulator";
import { fingerprintA } from "./fixtures";
import { anySwitches, runProbe, withSimulator } from "./probe-fixtures";

/** The switches that responses cannot show in this combination, within three sessions of 1 or 2 minutes. */
function invisible(switches: SessionSwitches, hasFingerprint: boolean): (keyof SessionSwitches)[] {
  const { maxGrantedMinutes, shortening, patchRange, vncPassword, createResponse } = switches;
  const grantsOne = maxGrantedMinutes === 1;
  const acceptsZero = patchRange === "unchecked" && shortening === "accepted";
  const isStarting = switches.createdStatus === "starting";
  const conflicts = switches.patchWhileStarting === "conflict";
  const isStartHidden =
    switches.createLag === "both" && switches.createLagSeconds >= switches.startingSeconds;
  const hidden: Partial<Record<keyof SessionSwitches, boolean>> = {
    emptyList: switches.listExtra === "unreadable",
    vncPasswordWithoutVnc: vncPassword === "create-only" && createResponse === "202-id-only",
    absentOptional: vncPassword === "everywhere" && switches.vncPasswordWithoutVnc === "present",
    updatedAtOnPatch: switches.updatedAtItself === "moves",
    currentLeaseTime: grantsOne,
    shortening: grantsOne && !acceptsZero,
    patchRange: (grantsOne || shortening === "refused") && !acceptsZero,
    maxGrantedMinutes: !grantsOne,
    sharedFingerprint: !hasFingerprint,
    createLagSeconds: switches.createLag === "none",
    lateRunningSeconds: switches.getEnded !== "late-running" && switches.listEnded !== "late-running",
    endLagSeconds: switches.endLag === "none",
    startingSeconds: !conflicts && (!isStarting || (isStartHidden && switches.createLagSeconds > 1)),
  };
  return (Object.keys(hidden) as (keyof SessionSwitches)[]).filter((name) => hidden[name]);
}

describe("pulumi-tasknet probe on a simulator with random switches", function () {
  // 200 runs of about a hundred requests each.
  this.timeout(120_000);

  it("reports exactly the positions of the switches, names those that it cannot see, and leaves nothing running", async () => {
    await fc.assert(
      fc.asyncProperty(anySwitches, fc.boolean(), async (switches, hasFingerprint) => {
        await withSimulator({ switches }, async (simulator) => {
          const args = hasFingerprint ? ["--fingerprint", fingerprintA] : [];
          const { code, err, file } = await runProbe(simulator, { args });
          expect(code, err).to.equal(0);
          const hidden = invisible(switches, hasFingerprint);
          const expected = Object.fromEntries(
            Object.entries(switches).filter(([name]) => !(hidden as string[]).includes(name)),
          );
          expect(file!.switches).to.deep.equal(expected);
          expect(Object.keys(file!.notAsked)).to.have.members(hidden);
          expect(simulator.sessions()).to.have.length(3);
          expect(simulator.running()).to.be.empty;
        });
      }),
      { numRuns: 200, examples: [[defaultSessionSwitches, true]] },
    );
  });
});
