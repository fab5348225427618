import { expect } from "chai";
import { engineTimeoutMs } from "./stack";
import type { ProviderName } from "./session-stack";
import { providers, SessionStack } from "./session-stack";

const minuteMs = 60_000;

for (const provider of providers) {
  describe(`options of Pulumi's commands with the provider ${provider}, on the engine`, function () {
    this.timeout(engineTimeoutMs);
    let stack: SessionStack;
    let urnOfOne: string;

    const sessions = (leaseTime: number, others = {}): Record<string, Record<string, unknown>> => ({
      one: { leaseTime, ...others },
      two: { leaseTime, ...others },
    });
    const runningNames = async (): Promise<string[]> => {
      const recorded = Object.values(await stack.recorded());
      const running = stack.running();
      return recorded.filter(({ id }) => running.includes(id)).map(({ urn }) => urn.split("::").at(-1)!);
    };

    beforeEach(async () => {
      stack = await start(provider, sessions(30));
      await stack.up();
      urnOfOne = (await stack.recorded()).one!.urn;
      stack.stack.calls();
    });
    afterEach(() => stack.stop());

    it("updates only the session that --target names, and the other one in the next update", async () => {
      stack.declare(sessions(40));
      await stack.up("--target", urnOfOne);
      expect(stack.stack.writes()).to.deep.equal(["UpdateSession 200"]);
      await stack.up();
      expect(stack.stack.writes()).to.deep.equal(["UpdateSession 200"]);
    });

    it("creates again only the expired session that --target names", async () => {
      stack.simulator.advance(35 * minuteMs);
      await stack.up("--target", urnOfOne);
      expect(await runningNames()).to.deep.equal(["one"]);
    });

    it("drops only the expired session that --target of a refresh names from the state", async () => {
      stack.simulator.advance(35 * minuteMs);
      await stack.ok("refresh", "--yes", "--skip-preview", "--target", urnOfOne);
      expect(await stack.recorded()).to.have.all.keys("two");
      expect(stack.stack.writes()).to.be.empty;
    });

    it("ends only the session that --target of a destroy names, and the next update creates it again", async () => {
      await stack.destroy("--target", urnOfOne);
      expect(await runningNames()).to.deep.equal(["two"]);
      await stack.up();
      expect(await runningNames()).to.have.members(["one", "two"]);
    });

    for (const option of ["--replace", "--target-replace"]) {
      it(`creates a new session and then ends the old one for ${option}`, async () => {
        await stack.up(option, urnOfOne);
        expect(stack.stack.writes()).to.deep.equal(["CreateSession 200", "EndSession 200"]);
      });
    }

    it("applies a plan whose changes are still the changes to make", async () => {
      stack.declare(sessions(40));
      await stack.ok("preview", "--save-plan", "plan.json");
      expect(stack.stack.writes()).to.be.empty;
      await stack.up("--plan", "plan.json");
      expect(stack.stack.writes()).to.deep.equal(["UpdateSession 200", "UpdateSession 200"]);
    });

    it("creates nothing and fails if a session has expired since its plan, until a new plan has the create", async () => {
      await stack.ok("preview", "--save-plan", "plan.json");
      stack.simulator.advance(35 * minuteMs);
      const { output } = await stack.fails("up", "--yes", "--skip-preview", "--plan", "plan.json");
      expect(output).to.match(/plan/);
      expect(stack.stack.writes()).to.be.empty;
      await stack.ok("preview", "--save-plan", "plan.json");
      await stack.up("--plan", "plan.json");
      expect(stack.running()).to.have.length(2);
    });

    it("renews nothing and fails if a renewal has become due since its plan", async () => {
      stack.declare(sessions(30, { renewBefore: 10 }));
      await stack.up();
      await stack.ok("preview", "--save-plan", "plan.json");
      stack.simulator.advance(25 * minuteMs);
      stack.stack.calls();
      const { output } = await stack.fails("up", "--yes", "--skip-preview", "--plan", "plan.json");
      expect(output).to.include("update is not allowed by the plan");
      expect(stack.stack.writes()).to.be.empty;
      await stack.up();
      expect(stack.stack.writes()).to.deep.equal(["UpdateSession 200", "UpdateSession 200"]);
    });
  });
}

/** Starts a stack whose commands accept plans, which are experimental in Pulumi. */
function start(
  provider: ProviderName,
  declared: Record<string, Record<string, unknown>>,
): Promise<SessionStack> {
  return SessionStack.start(provider, declared, {}, { PULUMI_EXPERIMENTAL: "true" });
}
