import { expect } from "chai";
import { engineTimeoutMs, sessions, YamlStack } from "./yaml";

const count = 60;
const perSecond = 20;

describe("many sessions at a limited rate, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  after(() => stack.stop());

  it("are all created and ended, with no storm of tries", async () => {
    const names = Array.from({ length: count }, (_, i) => `s${i}`);
    const program = sessions(Object.fromEntries(names.map((name) => [name, { leaseTime: 60 }])));
    stack = await YamlStack.start(program, { rateLimit: perSecond });
    await stack.up();
    expect(stack.simulator.running()).to.have.length(count);
    // A call that meets the limit holds all others, so there are few of them: about one a second.
    expect(stack.calls().length).to.be.below(count * 1.5);
    await stack.ok("destroy", "--yes", "--skip-preview");
    expect(stack.simulator.running()).to.be.empty;
    expect(stack.calls().length).to.be.below(count * 1.75);
  });
});
