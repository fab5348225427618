import { expect } from "chai";
import { doors, DoorStack } from "./doors";
import { engineTimeoutMs } from "./stack";

/** `SESSIONS=200` looks at more. */
const count = Number(process.env.SESSIONS ?? 60);
const declared = Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { leaseTime: 60 }]));

for (const door of doors) {
  describe(`reads of many live sessions on the engine, ${door}`, function () {
    this.timeout(engineTimeoutMs);
    let stack: DoorStack;
    before(async () => {
      stack = await DoorStack.start(door, declared);
      await stack.up();
      stack.simulator.setLatency(100);
      stack.callCount();
    });
    after(() => stack.stop());

    const commands = {
      "a refresh": () => stack.ok("refresh", "--yes", "--expect-no-changes"),
      "an `up` with nothing to do": () => stack.up("--expect-no-changes"),
      "a preview": () => stack.ok("preview", "--expect-no-changes"),
    };
    for (const [name, run] of Object.entries(commands)) {
      it(`${name} is at most 3 calls in all`, async () => {
        await run();
        expect(stack.callCount()).to.be.within(1, 3);
      });
    }
  });
}
