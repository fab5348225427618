import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import type { SimulatorOptions } from "../../simulator";
import { installNodeSdk } from "./node-sdk";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, TestStack } from "./stack";
import { needs } from "./toolchain";

const root = join(__dirname, "../../..");
/** A first run downloads what a language's SDK stands on, or compiles it. */
const coldTimeoutMs = 900_000;

interface Outputs {
  readonly sessionUUID: string;
  readonly expiresAt: string;
  readonly status: string;
  readonly vncPassword: string;
}

describe("the examples that use the plugin", function () {
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

  const outputs = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await stack.ok("stack", "output", "--json", ...args)).stdout);

  /** Creates and ends what an example declares; between the two, nothing changes by itself and no secret is plain. */
  const lives = async (look: () => Promise<void>): Promise<void> => {
    await stack.up();
    await look();
    const state = await stack.state();
    for (const { vncPassword } of stack.simulator.running()) {
      if (vncPassword !== undefined) expect(state).to.not.include(vncPassword);
    }
    await stack.up("--expect-no-changes");
    await stack.ok("destroy", "--yes", "--skip-preview");
    expect(stack.simulator.running()).to.be.empty;
    expect(stack.simulator.contractViolations).to.be.empty;
  };

  /** The example of one session, the same in each language. */
  const showsItsSession = async (): Promise<void> => {
    const [session, ...others] = stack.simulator.running();
    expect(others).to.be.empty;
    expect(session).to.include({ driver: "puppeteer", isVncEnabled: true, leaseMinutes: 10 });
    const shown = (await outputs()) as Outputs;
    expect(shown).to.deep.equal({
      sessionUUID: session!.sessionUUID,
      expiresAt: new Date(session!.endsAt).toISOString(),
      status: "running",
      vncPassword: "[secret]",
    });
    expect(await outputs("--show-secrets")).to.include({ vncPassword: session!.vncPassword });
  };

  it("yaml", async () => {
    await start("yaml", credentials);
    await lives(showsItsSession);
  });

  it("nodejs, with the generated SDK", async () => {
    await start("nodejs", credentials);
    installNodeSdk(stack.workspace.program);
    await lives(showsItsSession);
  });

  it("python, with the generated SDK", async function () {
    this.timeout(coldTimeoutMs);
    needs("python3");
    const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-python-"));
    try {
      const environment = join(folder, "venv");
      execFileSync("python3", ["-m", "venv", environment], { stdio: "pipe" });
      // A build leaves files beside its source, so it gets a copy.
      cpSync(join(root, "sdk/python"), join(folder, "sdk"), { recursive: true });
      const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
      const requirements = join(root, "examples/python/requirements.txt");
      execFileSync(join(environment, "bin/python"), [...pip, join(folder, "sdk"), "-r", requirements], {
        stdio: "pipe",
      });
      await start("python", {
        ...credentials,
        VIRTUAL_ENV: environment,
        PATH: [join(environment, "bin"), plugin.searchPath].join(delimiter),
      });
      await lives(showsItsSession);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("go, with the generated SDK", async function () {
    this.timeout(coldTimeoutMs);
    needs("go");
    await start("go", credentials);
    const replacement = `github.com/pulumi-tasknet/pulumi-tasknet/sdk/go=${join(root, "sdk/go")}`;
    const cwd = stack.workspace.program;
    execFileSync("go", ["mod", "edit", `-replace=${replacement}`], { cwd });
    await lives(showsItsSession);
  });

  it("multi-account: each session is of the account that its provider names", async () => {
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
    await lives(async () => {
      const owners = stack.simulator.running().map(({ account, sessionUUID }) => [account, sessionUUID]);
      const shown = (await outputs()) as Record<string, string>;
      expect(owners).to.have.deep.members([
        ["first-id", shown.firstSessionUUID],
        ["second-id", shown.secondSessionUUID],
      ]);
      expect(await stack.state()).to.not.match(/canary-/);
    });
  });
});
