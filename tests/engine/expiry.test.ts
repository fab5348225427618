import { expect } from "chai";
import type { Switches } from "../../simulator";
import { engineTimeoutMs, sessionsProgram, TestStack } from "./stack";

const minute = 60_000;

describe("leases that end with the dynamic provider, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: TestStack;

  beforeEach(async () => {
    stack = await TestStack.start(sessionsProgram);
  });
  afterEach(() => stack.stop());

  const positions: Partial<Switches>[] = [
    { getEnded: "404", listEnded: "absent", deleteEnded: "404" },
    { getEnded: "terminated", listEnded: "terminated", deleteEnded: "200" },
    { getEnded: "late-running", listEnded: "late-running", lateRunningSeconds: 600 },
  ];
  for (const switches of positions) {
    it(`creates ended sessions again in a plain update if the switch getEnded is ${switches.getEnded}`, async () => {
      stack.simulator.setSwitches(switches);
      stack.declare({ one: { leaseTime: 5 }, two: { leaseTime: 5 }, longer: { leaseTime: 30 } });
      await stack.up();
      const ids = stack.running();
      stack.simulator.advance(7 * minute);

      const steps = await stack.steps();
      expect(Object.keys(steps).sort()).to.deep.equal(["one", "two"]);
      const preview = await stack.ok("preview");
      expect(preview.output).to.match(
        /session \S+ (has ended \(.+\), so|still shows as running, but .+:) a new one is created/,
      );

      await stack.up();
      const running = stack.simulator.running();
      expect(running).to.have.length(3);
      expect(running.filter(({ sessionUUID }) => ids.includes(sessionUUID))).to.have.length(1);
      await stack.up("--expect-no-changes");
    });
  }

  it("drops an ended session from the state in a refresh, and creates it again in the next update", async () => {
    stack.declare({ one: { leaseTime: 5 } });
    await stack.up();
    stack.simulator.advance(5 * minute);
    await stack.ok("refresh", "--yes");
    expect(await stack.state()).to.not.include("dynamic/tasknet:Session::one");
    stack.calls();
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
  });

  it("keeps an ended session as terminated if recreateWhenEnded is false, until an input changes", async () => {
    stack.declare({ one: { leaseTime: 5, recreateWhenEnded: false } });
    await stack.up();
    stack.simulator.advance(6 * minute);
    await stack.up();
    expect(await stack.state()).to.include('"status": "terminated"');
    await stack.ok("refresh", "--yes");
    expect(await stack.state()).to.include('"status": "terminated"');
    await stack.up("--expect-no-changes");
    expect(stack.simulator.running()).to.be.empty;
    stack.declare({ one: { leaseTime: 6, recreateWhenEnded: false } });
    await stack.up();
    expect(stack.simulator.running()).to.have.length(1);
  });

  it("renews a lease once when less than renewBefore remains", async () => {
    stack.declare({ one: { leaseTime: 10, renewBefore: 4 } });
    await stack.up();
    stack.simulator.advance(5 * minute);
    await stack.up("--expect-no-changes");
    // A `Date` header has whole seconds, so the provider may see the minute up to a second later.
    stack.simulator.advance(minute + 1000);
    expect((await stack.steps()).one).to.include({ op: "update" });
    stack.calls();
    await stack.up();
    expect(stack.writes()).to.deep.equal(["UpdateSession 200"]);
    expect(stack.simulator.running()[0]!.endsAt).to.equal(stack.simulator.now() + 10 * minute);
    await stack.up("--expect-no-changes");
  });

  it("keeps a session whose lease another client extended, whatever currentLeaseTime means", async () => {
    for (const currentLeaseTime of ["total", "remaining", "stale"] as const) {
      stack.simulator.setSwitches({ currentLeaseTime });
      stack.declare({ [currentLeaseTime]: { leaseTime: 5 } });
      await stack.up();
      const [session] = stack.simulator.running();
      stack.simulator.advance(4 * minute);
      stack.simulator.setLease(session!.sessionUUID, 30);
      stack.simulator.advance(10 * minute);
      await stack.up("--expect-no-changes");
      await stack.ok("refresh", "--yes");
      stack.simulator.advance(10 * minute);
      await stack.up("--expect-no-changes");
      expect(stack.simulator.running()[0]!.sessionUUID).to.equal(session!.sessionUUID);
    }
  });

  it("reads many sessions with one shared list in each command", async () => {
    stack.declare(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`s${i}`, { leaseTime: 10 }])));
    await stack.up();
    stack.calls();
    await stack.ok("up", "--yes", "--expect-no-changes");
    const operations = stack.calls().map(({ operation }) => operation);
    // A preview and an update, each in its own process: the first diff reads its session, the next ones share a list.
    expect(operations).to.deep.equal(["GetSession", "ListSessions", "GetSession", "ListSessions"]);
  });

  it("assumes in a preview that a session runs by the clock, with a warning, if the service fails", async () => {
    stack.declare({ one: { leaseTime: 60 } });
    await stack.up();
    for (let nth = 1; nth <= 10; nth += 1) stack.simulator.addFault({ operation: "GetSession", status: 500 });
    const run = await stack.ok("preview", "--expect-no-changes");
    expect(run.output).to.include("so it counts as running and is not replaced");
  });
});
