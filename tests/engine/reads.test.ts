import { expect } from "chai";
import { providers, SessionStack } from "./session-stack";
import { engineTimeoutMs } from "./stack";

/** The number of sessions; `SESSIONS=200` measures more. */
const count = Number(process.env.SESSIONS ?? 60);
const declared = Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { leaseTime: 60 }]));

for (const provider of providers) {
  describe(`reads of many live sessions on the engine, ${provider}`, function () {
    this.timeout(engineTimeoutMs);
    let stack: SessionStack;
    before(async () => {
      stack = await SessionStack.start(provider, declared);
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
      it(`reads many sessions with at most 3 calls in ${name}`, async () => {
        await run();
        expect(stack.callCount()).to.be.within(1, 3);
      });
    }
  });
}
