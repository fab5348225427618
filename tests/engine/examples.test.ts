import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import type { SimulatorOptions } from "../../simulator";
import { installNodeSdk } from "./node-sdk";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, TestStack } from "./stack";
import { requireToolchain } from "./toolchain";

const root = join(__dirname, "../../..");
/** Time for a first run, in milliseconds: it downloads or compiles the dependencies of a language's SDK. */
const coldTimeoutMs = 900_000;

describe("the examples of the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  const plugin = new PluginFolder();
  let stack: TestStack;

  after(() => {
    plugin.remove();
  });
  afterEach(() => stack.stop());

  const start = async (
    example: string,
    env: Readonly<Record<string, string>>,
    options: SimulatorOptions = {},
  ): Promise<void> => {
    stack = await TestStack.start(join(root, "examples", example), options, {
      PATH: plugin.searchPath,
      ...env,
    });
  };

  /** Creates the sessions of an example, checks them, and ends them. No drift appears, and no secret is in plain text. */
  const expectLifecycle = async (check: () => Promise<void>): Promise<void> => {
    await stack.up();
    await check();
    const state = await stack.state();
    for (const { vncPassword } of stack.simulator.running()) {
      if (vncPassword !== undefined) expect(state).to.not.include(vncPassword);
    }
    await stack.up("--expect-no-changes");
    await stack.endsAll();
    expect(stack.simulator.contractViolations).to.be.empty;
  };

  /** Checks the example of one session, which is the same in each language. */
  const expectOneSession = async (): Promise<void> => {
    const [session, ...rest] = stack.simulator.running();
    expect(rest).to.be.empty;
    expect(session).to.include({ driver: "puppeteer", isVncEnabled: true, leaseMinutes: 10 });
    expect(await stack.outputs()).to.deep.equal({
      sessionUUID: session!.sessionUUID,
      expiresAt: new Date(session!.endsAt).toISOString(),
      status: "running",
      vncPassword: "[secret]",
    });
    expect(await stack.outputs("--show-secrets")).to.include({ vncPassword: session!.vncPassword });
  };

  it("creates and ends the session of the YAML example", async () => {
    await start("yaml", credentials);
    await expectLifecycle(expectOneSession);
  });

  it("creates and ends the session of the Node example with the generated SDK", async () => {
    await start("nodejs", credentials);
    installNodeSdk(stack.workspace.program);
    await expectLifecycle(expectOneSession);
  });

  it("creates and ends the session of the Go example with the generated SDK", async function () {
    this.timeout(coldTimeoutMs);
    requireToolchain("go");
    await start("go", credentials);
    const replacement = `github.com/pulumi-tasknet/pulumi-tasknet/sdk/go=${join(root, "sdk/go")}`;
    const cwd = stack.workspace.program;
    execFileSync("go", ["mod", "edit", `-replace=${replacement}`], { cwd });
    await expectLifecycle(expectOneSession);
  });

  it("creates each session of the multi-account example in the account of its provider", async () => {
    const accounts = [
      { apiKeyId: "first-id", apiKey: "canary-first-key" },
      { apiKeyId: "second-id", apiKey: "canary-second-key" },
    ];
    await start("multi-account", {}, { accounts });
    for (const [name, { apiKeyId, apiKey }] of [
      ["first", accounts[0]!],
      ["second", accounts[1]!],
    ] as const) {
      await stack.ok("config", "set", "--secret", `${name}ApiKey`, apiKey);
      await stack.ok("config", "set", `${name}ApiKeyId`, apiKeyId);
    }
    await expectLifecycle(async () => {
      const owners = stack.simulator.running().map(({ account, sessionUUID }) => [account, sessionUUID]);
      const shown = await stack.outputs();
      expect(owners).to.have.deep.members([
        ["first-id", shown.firstSessionUUID],
        ["second-id", shown.secondSessionUUID],
      ]);
      expect(await stack.state()).to.not.match(/canary-/);
    });
  });
});
