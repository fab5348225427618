import { expect } from "chai";
import { engineTimeoutMs, session, sessions, YamlStack } from "./yaml";

const one = sessions({ one: { leaseTime: 10 } });
const malformed = "missing-field:status";

describe("faults of the service, with the plugin on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;

  beforeEach(async () => {
    stack = await YamlStack.start(one);
  });
  afterEach(() => stack.stop());

  it("confirms a create by a GET if its response cannot be parsed", async () => {
    stack.simulator.addFault({ operation: "CreateSession", malformed });
    await stack.up();
    expect(stack.calls()).to.deep.equal(["CreateSession 200", "GetSession 200"]);
    expect((await stack.recorded()).one!.outputs).to.include({ status: "running" });
    await stack.leavesNothing();
  });

  for (const ending of ["completes it with the next update", "ends it with a destroy"] as const) {
    it(`records a create that cannot be confirmed, and ${ending}`, async () => {
      stack.simulator.addFault({ operation: "CreateSession", malformed });
      stack.simulator.addFault({ operation: "GetSession", malformed });
      const { output } = await stack.fails("up", "--yes", "--skip-preview");
      const [id] = stack.running();
      expect(output).to.include(`session ${id!} was created, but could not be confirmed`);
      const partial = (await stack.recorded()).one!;
      expect(partial).to.include({ id, refreshBeforeUpdate: true });
      expect(partial.initErrors).to.have.length(1);

      if (ending === "completes it with the next update") {
        await stack.up();
        expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
        const completed = (await stack.recorded()).one!;
        expect(completed).to.not.have.property("initErrors");
        expect(completed.outputs).to.include({ status: "running", leaseTime: 10, currentLeaseTime: 10 });
        await stack.up("--expect-no-changes");
      }
      await stack.leavesNothing();
    });
  }

  it("names the session to import or to end if the connection of a create is cut after its effect", async () => {
    stack.simulator.addFault({ operation: "CreateSession", cut: "after" });
    const { output } = await stack.fails("up", "--yes", "--skip-preview");
    const [id = ""] = stack.running();
    expect(output).to.include(`to import it: pulumi import tasknet:index:Session 'one' ${id}`);
    expect(output).to.match(new RegExp(`to end it: npx pulumi-tasknet end --endpoint '\\S+' ${id}`));
    // The command of the message works.
    await stack.ok("import", "tasknet:index:Session", "one", id, "--yes", "--protect=false");
    await stack.up("--expect-no-changes");
    expect(stack.writes()).to.deep.equal(["CreateSession 0"]);
    await stack.leavesNothing();
  });

  it("retries a read while the service returns 503", async () => {
    await stack.up();
    stack.calls();
    stack.simulator.addFault({ operation: "GetSession", status: 503, times: 2 });
    await stack.up("--expect-no-changes");
    expect(stack.calls()).to.deep.equal(["GetSession 503", "GetSession 503", "GetSession 200"]);
  });

  it("stops a create and a delete at their customTimeouts, and names the session that may be running", async () => {
    const customTimeouts = { create: "1s", delete: "1s" };
    stack.declare({ resources: { one: session({ leaseTime: 10 }, { customTimeouts }) } });
    stack.simulator.addFault({ operation: "CreateSession", delayMs: 60_000 });
    const create = await stack.fails("up", "--yes", "--skip-preview");
    const [id = ""] = stack.running();
    expect(create.output).to.include(`pulumi import tasknet:index:Session 'one' ${id}`);
    stack.simulator.endSession(id);

    await stack.up();
    stack.simulator.addFault({ operation: "EndSession", delayMs: 60_000, times: 5 });
    const destroy = await stack.fails("destroy", "--yes", "--skip-preview");
    expect(destroy.output).to.include("and it may still be running");
    expect(await stack.recorded()).to.have.property("one");
    stack.simulator.clearFaults();
    // Within a minute of the create a 404 may be a lag, so the provider would send the DELETE again.
    stack.simulator.advance(61_000);
    await stack.leavesNothing();
  });
});
