import { expect } from "chai";
import type { Switches } from "../../../simulator";
import { engineTimeoutMs, minute, sessions, YamlStack } from "./yaml";

describe("leases that end with the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  afterEach(() => stack.stop());

  const three = sessions({
    one: { leaseTime: 5 },
    two: { leaseTime: 5 },
    three: { leaseTime: 5, driver: "api" },
  });
  const positions: Partial<Switches>[] = [
    { getEnded: "404", listEnded: "absent", deleteEnded: "404" },
    { getEnded: "terminated", listEnded: "terminated", deleteEnded: "200" },
    { getEnded: "late-running", listEnded: "late-running", lateRunningSeconds: 600 },
  ];
  for (const switches of positions) {
    it(`creates ended sessions again in a plain update if the switch getEnded is ${switches.getEnded}`, async () => {
      stack = await YamlStack.start(three, { switches });
      await stack.up();
      stack.simulator.advance(7 * minute);
      // An end that only the clock shows is an assumption, so the provider sends a DELETE for the old session.
      const isAssumed = switches.getEnded === "late-running";
      const step = isAssumed ? "replace" : "create";
      expect(await stack.plan()).to.deep.equal({ one: step, two: step, three: step });
      stack.writes();
      await stack.up();
      const expected = Array<string>(3).fill("CreateSession 200");
      if (isAssumed) expected.push(...Array<string>(3).fill("EndSession 404"));
      expect(stack.writes()).to.have.members(expected);
      expect(stack.running()).to.have.length(3);
      await stack.up("--expect-no-changes");
      await stack.leavesNothing();
    });
  }

  it("keeps the sessions that still run, also if the update has only one target", async () => {
    const program = sessions({ one: { leaseTime: 5 }, two: { leaseTime: 5 }, longer: { leaseTime: 30 } });
    stack = await YamlStack.start(program);
    await stack.up();
    const [, , longer] = stack.simulator.sessions().sort((a, b) => a.endsAt - b.endsAt);
    stack.simulator.advance(5 * minute);
    const { urn } = (await stack.recorded()).one!;
    await stack.up("--target", urn);
    expect(stack.running()).to.have.length(2).and.include(longer!.sessionUUID);
    expect(await stack.plan()).to.deep.equal({ two: "create" });
    await stack.up();
    expect(stack.running()).to.have.length(3).and.include(longer!.sessionUUID);
    await stack.leavesNothing();
  });

  it("notices ended sessions in a refresh, and those that another client ended", async () => {
    stack = await YamlStack.start(sessions({ one: { leaseTime: 5 }, two: { leaseTime: 30 } }));
    await stack.up();
    // Within a minute of the create a 404 may be a lag.
    stack.simulator.advance(minute + 1000);
    const two = (await stack.recorded()).two!.id;
    stack.simulator.endSession(two);
    expect(await stack.plan()).to.deep.equal({ two: "create" });
    stack.simulator.advance(5 * minute);
    await stack.ok("refresh", "--yes", "--skip-preview");
    expect(await stack.recorded()).to.be.empty;
    await stack.up();
    stack.simulator.advance(6 * minute);
    stack.calls();
    await stack.up("--refresh");
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
    expect(stack.running()).to.have.length(2);
    await stack.leavesNothing();
  });

  it("renews a lease once when less than renewBefore remains, and previews an update of expiresAt", async () => {
    stack = await YamlStack.start(sessions({ one: { leaseTime: 10, renewBefore: 4 } }));
    await stack.up();
    const ids = stack.running();
    stack.simulator.advance(5 * minute);
    await stack.up("--expect-no-changes");
    // A `Date` header has whole seconds, so the provider may see the minute up to a second later.
    stack.simulator.advance(minute + 1000);
    const { one } = await stack.steps();
    expect(one).to.include({ op: "update" });
    expect(one!.detailedDiff).to.deep.equal({ expiresAt: { kind: "update", inputDiff: false } });
    expect((await stack.ok("preview")).output).to.include("so the lease is renewed");
    stack.calls();
    await stack.up();
    expect(stack.writes()).to.deep.equal(["UpdateSession 200"]);
    expect(stack.running()).to.deep.equal(ids);
    expect(stack.simulator.running()[0]!.endsAt).to.equal(stack.simulator.now() + 10 * minute);
    await stack.up("--expect-no-changes");
    await stack.leavesNothing();
  });

  it("keeps ended sessions as terminated if recreateWhenEnded is false, until the lease changes", async () => {
    const stays = { recreateWhenEnded: false };
    stack = await YamlStack.start(
      sessions({ one: { leaseTime: 5, ...stays }, two: { leaseTime: 5, ...stays } }),
    );
    await stack.up();
    stack.calls();
    stack.simulator.advance(7 * minute);
    await stack.up("--expect-no-changes");
    await stack.ok("refresh", "--yes", "--skip-preview");
    const { one } = await stack.recorded();
    expect(one!.outputs).to.include({ status: "terminated" });
    await stack.up("--expect-no-changes");
    expect(stack.writes()).to.be.empty;

    stack.declare(sessions({ one: { leaseTime: 6, ...stays }, two: { leaseTime: 5, ...stays } }));
    expect((await stack.steps()).one).to.deep.include({ op: "replace", replaceReasons: ["leaseTime"] });
    await stack.up();
    expect(stack.writes().filter((call) => call.startsWith("CreateSession"))).to.have.length(1);
    expect(stack.running()).to.have.length(1);
    await stack.leavesNothing();
  });
});
