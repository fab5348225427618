import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { engineTimeoutMs, minute, session, YamlStack } from "./yaml";
import type { Program } from "./yaml";

/** The simulator's and the stack's state as version 0.1.0 left them, six minutes after the first update. */
const recorded = readFileSync(join(__dirname, "../../../../tests/engine/plugin/state-0.1.0.json"), "utf8");
/** The program of that state. */
const program: Program = {
  resources: {
    plain: session({ leaseTime: 30 }),
    full: session({
      leaseTime: 45,
      driver: "api",
      isVncEnabled: true,
      vncMode: "rw",
      fingerprintUUID: "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10",
      fingerprintSecret: "a-fingerprint-secret",
      environmentId: "an-environment",
      environmentSecret: "an-environment-secret",
      showMouse: true,
      isProxyEnabled: true,
      renewBefore: 5,
    }),
    stays: session({ leaseTime: 5, recreateWhenEnded: false }),
    imported: session({ leaseTime: 20, showMouse: true }),
  },
};

describe("a stack of version 0.1.0 of the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-upgrade-"));
  let stack: YamlStack;

  before(async () => {
    const { simulator } = JSON.parse(recorded) as { simulator: { clock: number } };
    const state = join(folder, "simulator.json");
    writeFileSync(state, JSON.stringify(simulator));
    stack = await YamlStack.start(program, { manualClock: simulator.clock, state });
    const { stack: deployment } = JSON.parse(recorded.replaceAll("ENDPOINT", stack.simulator.url)) as {
      stack: object;
    };
    stack.stack.workspace.write({ "stack.json": JSON.stringify(deployment) });
    await stack.ok("stack", "import", "--file", "stack.json");
  });
  after(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true });
  });

  it("changes nothing in the next update of an old state", async () => {
    expect(stack.running()).to.have.length(3);
    await stack.ok("preview", "--expect-no-changes");
    await stack.up("--expect-no-changes");
    expect(stack.writes()).to.be.empty;
  });

  it("creates, renews and ends the sessions of an old state", async () => {
    stack.simulator.advance(35 * minute);
    expect(await stack.plan()).to.deep.equal({ plain: "create", imported: "create", full: "update" });
    await stack.up();
    await stack.up("--expect-no-changes");
    await stack.leavesNothing();
  });
});
