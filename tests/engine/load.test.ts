import { expect } from "chai";
import { doors, DoorStack } from "./doors";
import { engineTimeoutMs } from "./stack";

const count = 60;
const perSecond = 20;
const declared = Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { leaseTime: 60 }]));

for (const door of doors) {
  describe(`many sessions at a limited rate on the engine, ${door}`, function () {
    this.timeout(engineTimeoutMs);
    let stack: DoorStack;
    after(() => stack.stop());

    it("are all created and ended, with no storm of tries", async () => {
      stack = await DoorStack.start(door, declared, { rateLimit: perSecond });
      await stack.up();
      expect(stack.running()).to.have.length(count);
      // A call that meets the limit holds all others, so there are few of them: about one a second.
      expect(stack.callCount()).to.be.below(count * 1.5);
      await stack.leavesNothing();
      expect(stack.callCount()).to.be.below(count * 1.75);
    });
  });
}
