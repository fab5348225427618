import { expect } from "chai";
import type { Program } from "./yaml";
import { engineTimeoutMs, sessions, YamlStack } from "./yaml";

const program = (leaseTime: number): Program => ({
  ...sessions({ one: { leaseTime } }),
  outputs: { expiresAt: "${one.expiresAt}" },
});

describe("changed stack outputs with the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  afterEach(() => stack.stop());

  for (const [isOn, isPrinted] of [
    ["true", false],
    ["false", true],
  ] as const) {
    const printing = isPrinted ? "and prints" : "without printing";
    it(`records ${printing} the changed outputs of an update if refreshBeforeUpdate is ${isOn}`, async () => {
      stack = await YamlStack.start(program(10));
      await stack.ok("config", "set", "tasknet:refreshBeforeUpdate", isOn);
      await stack.up();
      const before = await stack.outputs();
      stack.declare(program(20));
      const { output } = await stack.up();
      const after = await stack.outputs();
      expect(after).to.not.deep.equal(before);
      expect(output.includes(`=> "${String(after.expiresAt)}"`)).to.equal(isPrinted);
      await stack.leavesNothing();
    });
  }
});
