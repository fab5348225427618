import { expect } from "chai";
import { providers, SessionStack } from "./session-stack";
import { engineTimeoutMs } from "./stack";

/** The number of sessions. `SESSIONS=300 PER_SECOND=10` takes a minute for each command. */
const count = Number(process.env.SESSIONS ?? 60);
const perSecond = Number(process.env.PER_SECOND ?? 20);
const declared = Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { leaseTime: 60 }]));

for (const provider of providers) {
  describe(`many sessions at a limited rate on the engine, ${provider}`, function () {
    this.timeout(engineTimeoutMs);
    let stack: SessionStack;
    after(() => stack.stop());

    it("creates and ends all sessions under a rate limit, with few retries", async () => {
      stack = await SessionStack.start(provider, declared, { rateLimit: perSecond });
      await stack.up();
      expect(stack.running()).to.have.length(count);
      // A rate-limited call delays all further calls, so there is about one retry a second.
      expect(stack.callCount(), "calls of the creates").to.be.below(count * 1.5);
      await stack.leavesNothing();
      expect(stack.callCount(), "calls of the ends").to.be.below(count * 1.75);
    });
  });
}
