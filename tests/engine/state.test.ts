import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { engineTimeoutMs, sessionsProgram, TestStack } from "./stack";

const root = join(__dirname, "../../..");
const canaries = {
  TASKNET_API_KEY: "canary-api-key-7f3a",
  TASKNET_ENVIRONMENT_SECRET: "canary-configured-environment-secret-91bc",
};
const inputs = {
  fingerprintUUID: "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10",
  fingerprintSecret: "canary-fingerprint-secret-c0de",
  environmentSecret: "canary-environment-secret-77aa",
};

describe("the state and the output of the dynamic provider, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: TestStack;
  let state: string;

  before(async () => {
    stack = await TestStack.start(
      sessionsProgram,
      { accounts: [{ apiKeyId: "key-id", apiKey: canaries.TASKNET_API_KEY }] },
      { ...canaries, TASKNET_API_KEY_ID: "key-id" },
    );
    stack.declare({ one: { leaseTime: 5, isVncEnabled: true, ...inputs } });
  });
  after(() => stack.stop());

  it("writes no secret to the state or the screen at high verbosity", async () => {
    const runs = [
      await stack.ok("up", "--yes", "--logtostderr", "-v=9"),
      await stack.ok("preview", "--diff", "--json", "--logtostderr", "-v=9"),
    ];
    stack.declare({ one: { leaseTime: 6, isVncEnabled: true, ...inputs } });
    runs.push(await stack.ok("up", "--yes", "--diff", "--logtostderr", "-v=9"));
    runs.push(await stack.ok("refresh", "--yes", "--diff"));
    state = await stack.state();

    const [session] = stack.simulator.running();
    const secrets = [
      ...Object.values(canaries),
      inputs.fingerprintSecret,
      inputs.environmentSecret,
      session!.vncPassword!,
    ];
    for (const secret of secrets) {
      expect(state.includes(secret), `${secret} in the state`).to.be.false;
      for (const { output } of runs)
        expect(withoutSdkDebugLines(output).includes(secret), `${secret} on the screen`).to.be.false;
    }
    const sent = stack.calls().find(({ operation }) => operation === "CreateSession");
    expect(sent!.headers).to.include.members(["x-fingerprint-secret", "x-environment-secret"]);
  });

  it("records a provider of less than 2 kB in the state", () => {
    const [text] = providersOf(state);
    expect(text).to.include('require(["pulumi-tasknet", "dynamic"].join("/"))');
    expect(text!.length).to.be.below(2000);
  });

  it("changes nothing in the first update of a state that holds the provider of another version", async () => {
    const older = (await stack.state()).replaceAll(
      'require([\\"pulumi-tasknet\\", \\"dynamic\\"].join(\\"/\\"))',
      'require(\\"pulumi-tasknet/dynamic\\")',
    );
    expect(providersOf(older)[0]).to.include('require("pulumi-tasknet/dynamic")');
    stack.workspace.write({ "older.json": older });
    await stack.ok("stack", "import", "--file", "older.json");
    stack.calls();
    await stack.up("--expect-no-changes");
    expect(stack.writes()).to.be.empty;
  });

  it("records the same provider from another version of the package, and changes nothing in its first update", async () => {
    const other = mkdtempSync(join(tmpdir(), "pulumi-tasknet-next-"));
    try {
      cpSync(join(root, "dist"), join(other, "dist"), { recursive: true });
      symlinkSync(join(root, "node_modules"), join(other, "node_modules"));
      const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as object;
      writeFileSync(join(other, "package.json"), JSON.stringify({ ...manifest, version: "9.9.9" }));
      const link = join(stack.workspace.program, "node_modules/pulumi-tasknet");
      rmSync(link);
      symlinkSync(other, link);

      await stack.up("--expect-no-changes");
      stack.declare({ one: { leaseTime: 7, isVncEnabled: true, ...inputs } });
      await stack.up();
      expect(providersOf(await stack.state())[0]).to.equal(providersOf(state)[0]);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });
});

/** The output without the debug lines of the Node SDK, which hold every response of the engine with its secrets. */
function withoutSdkDebugLines(output: string): string {
  const lines = output.split("\n");
  return lines.filter((line) => !line.includes("RegisterResource RPC finished")).join("\n");
}

/** The text of each serialized provider in a state. */
function providersOf(state: string): string[] {
  const { deployment } = JSON.parse(state) as {
    deployment: { resources: { outputs?: { __provider?: string } }[] };
  };
  return deployment.resources.flatMap(({ outputs }) => outputs?.__provider ?? []);
}
