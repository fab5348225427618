import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { defaultAccount } from "../../simulator";
import { sessions, YamlStack } from "./plugin/yaml";
import { credentials, engineTimeoutMs } from "./stack";

const cli = join(__dirname, "../../bin/pulumi-tasknet.js");
const { apiKey, apiKeyId } = defaultAccount;

describe("the command pulumi-tasknet with a stack of the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const { workspace } = stack.stack;
    // Only the configuration of the stack has the key and the address.
    const env = { ...workspace.environment(), TASKNET_ENDPOINT: undefined };
    return new Promise((resolve) => {
      execFile(process.execPath, [cli, ...args], { cwd: workspace.program, env }, (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      });
    });
  };

  beforeEach(async () => {
    stack = await YamlStack.start(sessions({ one: { leaseTime: 30 }, two: { leaseTime: 30 } }), {}, {});
    await stack.ok("config", "set", "--secret", "tasknet:apiKey", apiKey);
    await stack.ok("config", "set", "tasknet:apiKeyId", apiKeyId);
    await stack.ok("config", "set", "tasknet:endpoint", stack.simulator.url);
    await stack.up();
  });
  afterEach(() => stack.stop());

  it("finds and ends only the session that the stack does not know, with the key of the stack", async () => {
    const known = stack.running();
    const response = await fetch(`${stack.simulator.url}/private/v1/sessions`, {
      method: "POST",
      headers: { "X-Api-Key": apiKey, "X-Api-Key-Id": apiKeyId, "Content-Type": "application/json" },
      body: JSON.stringify({ leaseTime: 30, isVncEnabled: false, vncMode: "ro", driver: "api" }),
    });
    const { sessionUUID } = (await response.json()) as { sessionUUID: string };
    stack.simulator.advance(6 * 60_000);

    const found = await run("orphans", "--stack", "test");
    expect(found.code, found.stderr).to.equal(2);
    expect(found.stdout).to.include(sessionUUID);
    for (const id of known) expect(found.stdout).to.not.include(id);
    expect((await run("orphans", "--stack", "test", "--end")).code).to.equal(0);
    expect(stack.running()).to.deep.equal(known);

    const state = join(stack.stack.workspace.program, "state.json");
    writeFileSync(state, (await stack.ok("stack", "export")).stdout);
    expect((await run("orphans", "--state", state, "--stack", "test")).code).to.equal(0);
    await stack.leavesNothing();
  });

  it("reports a stack that does not exist, without the key", async () => {
    const { code, stderr } = await run("sessions", "--stack", "none");
    expect(code).to.equal(1);
    expect(stderr).to.include("could not read the configuration of the stack none").and.not.include(apiKey);
    await stack.leavesNothing();
  });

  it("lists the sessions as `pulumi do` does, which needs no Node", async () => {
    const { stdout } = await run("sessions", "--json", "--stack", "test");
    const ids = (JSON.parse(stdout) as { sessionUUID: string }[]).map(({ sessionUUID }) => sessionUUID);
    expect(ids).to.have.members(stack.running());
    const done = await stack.with(
      credentials,
      "do",
      "tasknet:index:getSessions",
      "--package",
      stack.executable,
    );
    expect(done.code, done.output).to.equal(0);
    for (const id of ids) expect(done.output).to.include(id);
    await stack.leavesNothing();
  });
});
