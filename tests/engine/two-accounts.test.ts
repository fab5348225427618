import { join } from "node:path";
import { expect } from "chai";
import { installNodeSdk } from "./node-sdk";
import { PluginFolder } from "./plugin-folder";
import { engineTimeoutMs, TestStack } from "./stack";

const example = join(__dirname, "../../../examples/two-accounts");

const accounts = [
  { apiKeyId: "canary-first-id", apiKey: "canary-first-key" },
  { apiKeyId: "canary-second-id", apiKey: "canary-second-key" },
];

const variables = {
  FIRST_API_KEY: "canary-first-key",
  FIRST_API_KEY_ID: "canary-first-id",
  SECOND_API_KEY: "canary-second-key",
  SECOND_API_KEY_ID: "canary-second-id",
};

describe("the example of two accounts with mapped variables, on the engine", function () {
  this.timeout(engineTimeoutMs);
  const plugin = new PluginFolder();
  let stack: TestStack;

  const start = async (env: Readonly<Record<string, string>>): Promise<void> => {
    stack = await TestStack.start(example, { accounts }, { ...env, PATH: plugin.searchPath });
    installNodeSdk(stack.workspace.program);
  };

  afterEach(() => stack.stop());
  after(() => {
    plugin.remove();
  });

  it("creates each session in its account, and ends both, with no key and no key id in the state", async () => {
    await start(variables);
    await stack.up();
    const owners = stack.simulator.running().map(({ account, sessionUUID }) => [account, sessionUUID]);
    const shown = await stack.outputs();
    expect(owners).to.have.deep.members([
      ["canary-first-id", shown.firstSessionUUID],
      ["canary-second-id", shown.secondSessionUUID],
    ]);
    const exported = await stack.ok("stack", "export", "--show-secrets");
    expect(exported.stdout).to.include("FIRST_API_KEY").and.not.include("canary-");
    await stack.up("--expect-no-changes");
    await stack.endsAll();
  });

  it("takes the mapped key of the account although another key is in TASKNET_API_KEY", async () => {
    await start({ ...variables, TASKNET_API_KEY: "unknown-key", TASKNET_API_KEY_ID: "unknown-id" });
    await stack.up();
    expect(stack.running()).to.have.length(2);
    await stack.endsAll();
  });

  it("creates nothing and names what is missing if the variables of an account are not set", async () => {
    const { FIRST_API_KEY, FIRST_API_KEY_ID } = variables;
    await start({ FIRST_API_KEY, FIRST_API_KEY_ID });
    const { output } = await stack.fails("up", "--yes", "--skip-preview");
    expect(output).to.include("TASKNET_API_KEY");
    expect(stack.simulator.sessions().filter(({ account }) => account !== "canary-first-id")).to.be.empty;
  });

  it("uses the account of TASKNET_API_KEY if the variables of an account are not set", async () => {
    const { FIRST_API_KEY, FIRST_API_KEY_ID } = variables;
    const unmapped = { TASKNET_API_KEY: FIRST_API_KEY, TASKNET_API_KEY_ID: FIRST_API_KEY_ID };
    await start({ FIRST_API_KEY, FIRST_API_KEY_ID, ...unmapped });
    await stack.up();
    const owners = stack.simulator.running().map(({ account }) => account);
    expect(owners).to.deep.equal(["canary-first-id", "canary-first-id"]);
    await stack.endsAll();
  });
});
