import { expect } from "chai";
import type { Switches } from "../../simulator";
import { namedSwitches, switchTable } from "../../simulator/switches";
import { doors, DoorStack } from "./doors";
import { engineTimeoutMs, minute, sessions, YamlStack } from "./plugin/yaml";

const fingerprintUUID = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";
/** What may happen to a session, one session each; the names tell. */
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
const goOn: readonly Name[] = ["extendedByOthers", "changesLease", "staysAsItIs"];

const positions = namedSwitches.flatMap((name) =>
  // The first position is the default, which all other cases run with.
  switchTable[name].positions
    .slice(name === namedSwitches[0] ? 0 : 1)
    .map((position) => ({ name, position })),
);

for (const door of doors) {
  describe(`every position of every switch on the engine, ${door}`, function () {
    this.timeout(engineTimeoutMs);

    for (const { name, position } of positions) {
      it(`loses and leaks no session where ${name} is ${position}`, async () => {
        const switches = { lateRunningSeconds: 600, [name]: position } as Partial<Switches>;
        const stack = await DoorStack.start(door, before, { switches });
        try {
          await stack.up();
          const old = await stack.recorded();
          const passwordOf = async (): Promise<unknown> =>
            (await stack.recorded()).staysAsItIs!.outputs.vncPassword;
          expect(await passwordOf()).to.exist;
          stack.simulator.advance(minute);
          stack.simulator.endSession(old.endedByOthers!.id);
          stack.simulator.setLease(old.extendedByOthers!.id, 30);
          // Past the end of the short lease and past the grace for a clock in doubt.
          stack.simulator.advance(6 * minute);

          stack.declare(after);
          await stack.up();
          const now = await stack.recorded();
          expect(stack.running()).to.have.members(Object.values(now).map(({ id }) => id));
          for (const session of Object.keys(before) as Name[]) {
            const isSame = now[session]!.id === old[session]!.id;
            expect(isSame, session).to.equal(goOn.includes(session));
          }
          expect(await passwordOf()).to.exist;
          const changed = stack.simulator.running().find((one) => one.sessionUUID === now.changesLease!.id)!;
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

describe("a lease that can't be made shorter, with the plugin on the engine", function () {
  this.timeout(engineTimeoutMs);

  it("leaves the session as it was, and says what to do", async () => {
    const stack = await YamlStack.start(sessions({ one: { leaseTime: 30 } }), {
      switches: { shortening: "refused" },
    });
    try {
      await stack.up();
      const ids = stack.running();
      stack.declare(sessions({ one: { leaseTime: 10 } }));
      const { output } = await stack.fails("up", "--yes", "--skip-preview");
      expect(output).to.include("could not be set to 10 minutes; it runs on as it was");
      expect(output).to.include("pulumi up --replace URN");
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
