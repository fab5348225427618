import { join } from "node:path";
import { expect } from "chai";
import type { Simulator } from "../../simulator";
import { defaultAccount, startSimulator } from "../../simulator";
import type { Run } from "../../tools/workspace";
import { Workspace } from "../../tools/workspace";
import { PluginFolder } from "./plugin-folder";
import { engineTimeoutMs } from "./stack";

const root = join(__dirname, "../../..");

describe("the templates for `pulumi new`", function () {
  this.timeout(engineTimeoutMs);
  const plugin = new PluginFolder();
  let simulator: Simulator;
  let workspace: Workspace;

  beforeEach(async () => {
    simulator = await startSimulator({ manualClock: true });
    workspace = new Workspace({}, { TASKNET_ENDPOINT: simulator.url, PATH: plugin.searchPath });
  });
  afterEach(async () => {
    await workspace.dispose();
    await simulator.stop();
  });
  after(() => {
    plugin.remove();
  });

  const ok = async (...args: string[]): Promise<Run> => {
    const run = await workspace.pulumi(args);
    expect(run.code, `pulumi ${args.join(" ")}\n${run.output}`).to.equal(0);
    return run;
  };

  for (const template of ["yaml", "typescript"]) {
    it(`creates a project from templates/${template}, whose session runs and ends`, async () => {
      // The packages of the program are those of the workspace: nothing is downloaded.
      const created = [
        "--dir",
        "new",
        "--name",
        "browser",
        "--description",
        "One browser",
        "--generate-only",
      ];
      await ok("new", join(root, "templates", template), ...created, "--yes");
      const inside = (...args: string[]): Promise<Run> => ok("--cwd", "new", ...args);
      await inside("stack", "init", "test");
      await inside("config", "set", "--secret", "tasknet:apiKey", defaultAccount.apiKey);
      await inside("config", "set", "tasknet:apiKeyId", defaultAccount.apiKeyId);
      await inside("config", "set", "leaseTime", "25");
      await inside("up", "--yes", "--skip-preview");
      const [session] = simulator.running();
      expect(session).to.include({ leaseMinutes: 25 });
      const { stdout } = await inside("stack", "output", "--json");
      expect(JSON.parse(stdout)).to.include({ sessionUUID: session!.sessionUUID });
      await inside("destroy", "--yes", "--skip-preview");
      expect(simulator.running()).to.be.empty;
    });
  }
});
