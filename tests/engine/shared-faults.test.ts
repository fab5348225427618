import { expect } from "chai";
import { providers, SessionStack } from "./session-stack";
import { engineTimeoutMs } from "./stack";

const minute = 60_000;
const malformed = "missing-field:status";

for (const provider of providers) {
  describe(`faults of the service on the engine, ${provider}`, function () {
    this.timeout(engineTimeoutMs);
    let stack: SessionStack;

    beforeEach(async () => {
      stack = await SessionStack.start(provider, { one: { leaseTime: 10 } });
    });
    afterEach(() => stack.stop());

    it("records a lease that was set but not read back, and completes it with the next update", async () => {
      await stack.up();
      // The read before the update is a GET, too.
      stack.simulator.addFault({ operation: "GetSession", nth: 2, malformed });
      stack.declare({ one: { leaseTime: 20 } });
      const { output } = await stack.fails("up", "--yes", "--skip-preview");
      expect(output).to.include("was set to 20 minutes, but could not be read back");
      const { outputs } = (await stack.recorded()).one!;
      const left = Date.parse(outputs.expiresAt as string) - stack.simulator.now();
      expect(Math.abs(left - 20 * minute)).to.be.below(1000);
      await stack.up();
      expect((await stack.recorded()).one!.inputs).to.include({ leaseTime: 20 });
      await stack.up("--expect-no-changes");
      expect(stack.running()).to.have.length(1);
      await stack.leavesNothing();
    });

    it("keeps a session in the state, with a warning, if its read is malformed", async () => {
      await stack.up();
      stack.simulator.addFault({ operation: "GetSession", malformed });
      const { output } = await stack.ok("refresh", "--yes");
      expect(output).to.include("so its state stays as it is").and.include("status is missing or malformed");
      expect((await stack.recorded()).one!.id).to.equal(stack.running()[0]);
      await stack.up("--expect-no-changes");
      await stack.leavesNothing();
    });

    it("creates the other sessions when the create of one session fails", async () => {
      stack.declare({ one: { leaseTime: 10 }, two: { leaseTime: 10 }, three: { leaseTime: 10 } });
      stack.simulator.addFault({ operation: "CreateSession", status: 400, nth: 2 });
      const { output } = await stack.fails("up", "--yes", "--skip-preview", "--continue-on-error");
      expect(output).to.include("no session was created");
      expect(Object.values(await stack.recorded()).map(({ id }) => id)).to.have.members(stack.running());
      expect(stack.running()).to.have.length(2);
      await stack.up();
      expect(stack.running()).to.have.length(3);
      await stack.leavesNothing();
    });

    it("reports all invalid inputs of a session in one preview, without a request", async () => {
      stack.declare({ one: { leaseTime: 90, driver: "selenium", leasetime: 5 } });
      const { output } = await stack.fails("preview");
      expect(output).to.include("leaseTime").and.include("driver").and.include("leasetime");
      expect(stack.callCount()).to.equal(0);
    });
  });
}
