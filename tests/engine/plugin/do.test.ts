import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { version } from "../../../provider/version";
import type { Run } from "../../../tools/workspace";
import type { Program } from "./yaml";
import { engineTimeoutMs, sessions, YamlStack } from "./yaml";

const type = "tasknet:index:Session";

describe("stateless `pulumi do` with the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  const command = (...args: string[]): string[] => ["do", type, ...args, "--package", stack.executable];
  const created = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await stack.ok(
      ...command("create", ...args, "--stateless", "--yes", "--output", "json"),
    );
    // The plan precedes the result.
    return JSON.parse(stdout.slice(stdout.search(/^\{/m))) as Record<string, unknown>;
  };

  beforeEach(async () => {
    stack = await YamlStack.start({});
  });
  afterEach(() => stack.stop());

  it("creates, lists, reads, patches and ends a session without state", async () => {
    const made = await created("--lease-time", "7", "--is-vnc-enabled", "--show-mouse");
    const [running] = stack.simulator.running();
    const id = running!.sessionUUID;
    expect(running).to.include({ leaseMinutes: 7, isVncEnabled: true, showMouse: true });
    expect(made).to.include({ id, sessionUUID: id, leaseTime: 7, driver: "puppeteer" });
    expect(made.vncPassword).to.not.equal(running!.vncPassword);

    const list = JSON.parse((await stack.ok(...command("list"))).stdout) as unknown;
    expect(list).to.deep.equal([{ id, name: id }]);
    expect(JSON.parse((await stack.ok(...command("list", "--driver", "api"))).stdout)).to.deep.equal([]);
    const read = await stack.ok(...command("read", id));
    expect(read.output).to.match(/isVncEnabled\s*: true/);
    expect(read.output).to.not.include(running!.vncPassword);

    stack.calls();
    await stack.ok(...command("patch", id, "--lease-time", "9", "--stateless", "--yes"));
    expect(stack.writes()).to.deep.equal(["UpdateSession 200"]);
    expect(stack.simulator.running()[0]).to.include({ leaseMinutes: 9, isVncEnabled: true });

    await stack.ok(...command("delete", id, "--stateless", "--yes"));
    expect(stack.running()).to.be.empty;
    expect((await stack.fails(...command("read", id))).output).to.include(`"${id}" was not found`);
    await stack.fails(...command("patch", id, "--lease-time", "9", "--stateless", "--yes"));
    expect(stack.writes()).to.deep.equal(["EndSession 200"]);
  });

  it("sends no request in a dry run, and refuses invalid inputs", async () => {
    await stack.ok(...command("create", "--lease-time", "7", "--stateless", "--dry-run"));
    const { output } = await stack.fails(...command("create", "--lease-time", "61", "--stateless", "--yes"));
    expect(output).to.include("must be an integer from 1 to 60 (minutes), but is 61");
    expect(stack.calls()).to.be.empty;
  });

  it("refuses to patch an immutable input, and changes nothing", async () => {
    const { id } = (await created("--lease-time", "7")) as { id: string };
    stack.calls();
    const patch = ["patch", id, "--is-vnc-enabled", "--lease-time", "9", "--stateless", "--yes"];
    const { output } = await stack.fails(...command(...patch));
    expect(output).to.include(
      "isVncEnabled changes from false to true. Nothing was called. Replace the session instead.",
    );
    expect(stack.writes()).to.be.empty;
    expect(stack.simulator.running()[0]).to.include({ sessionUUID: id, leaseMinutes: 7 });
  });

  it("reports which configuration is missing", async () => {
    const unset = { TASKNET_API_KEY: undefined, TASKNET_API_KEY_ID: undefined };
    const run = await stack.with(unset, ...command("list"));
    expect(run.code).to.not.equal(0);
    expect(run.output).to.include("TASKNET_API_KEY").and.to.include("TASKNET_API_KEY_ID");
  });

  it("calls the functions, and fails if the session does not exist", async () => {
    const { id } = (await created("--lease-time", "7")) as { id: string };
    const get = (uuid: string): string[] => {
      return ["do", "tasknet:index:getSession", "--session-uuid", uuid, "--package", stack.executable];
    };
    expect((await stack.ok(...get(id))).output).to.include(id);
    const unknown = "11111111-2222-4333-8444-555555555555";
    expect((await stack.fails(...get(unknown))).output).to.include(`session ${unknown} does not exist`);
  });
});

describe("`pulumi do` with state and the installed plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  const run = (...args: string[]): Promise<Run> => stack.ok("do", type, ...args, "--yes");
  const start = async (program: Program): Promise<void> => {
    stack = await YamlStack.start(program);
    // A plugin is installed from a folder of its own.
    const folder = join(stack.stack.workspace.program, "plugin");
    mkdirSync(folder);
    copyFileSync(stack.executable, join(folder, "pulumi-resource-tasknet"));
    await stack.ok("plugin", "install", "resource", "tasknet", version, "--file", folder);
  };
  afterEach(() => stack.stop());

  it("records the sessions of `pulumi do` in the stack if refreshBeforeUpdate is false", async () => {
    await start(sessions({}));
    await stack.ok("config", "set", "tasknet:refreshBeforeUpdate", "false");

    await run("create", "web", "--lease-time", "7");
    const [id] = stack.running();
    expect((await stack.recorded()).web).to.include({ id });
    await run("patch", "web", "--lease-time", "8");
    await run("create", "other", "--lease-time", "7");
    expect(stack.running()).to.have.length(2).and.to.include(id);
    await run("upsert", "web", "--lease-time", "9");
    expect(stack.simulator.running()[0]).to.include({ sessionUUID: id, leaseMinutes: 9 });
    await run("patch", "web", "--is-vnc-enabled");
    expect(stack.running()).to.have.length(2).and.to.not.include(id);
    await run("delete", "web");
    await run("delete", "other");
    expect(stack.running()).to.be.empty;
    expect(await stack.recorded()).to.be.empty;
  });

  it("records sessions in a stack of `pulumi up` after a refresh with refreshBeforeUpdate false", async () => {
    await start(sessions({ web: { leaseTime: 10 } }));
    await stack.up();
    const [id] = stack.running();
    await stack.ok("config", "set", "tasknet:refreshBeforeUpdate", "false");
    const isMarked = async (): Promise<boolean | undefined> =>
      (await stack.recorded()).web?.refreshBeforeUpdate;
    // The update records the setting, and only a refresh removes the mark of an unchanged session.
    await stack.up();
    expect(await isMarked()).to.equal(true);
    const { output } = await stack.fails("do", type, "create", "other", "--lease-time", "7", "--yes");
    expect(output).to.match(/snapshot/);
    expect(stack.running()).to.deep.equal([id]);

    await stack.ok("refresh", "--yes", "--skip-preview");
    expect(await isMarked()).to.equal(undefined);
    await run("create", "other", "--lease-time", "7");
    expect(stack.running()).to.have.length(2).and.to.include(id);
    await stack.up("--expect-no-changes");
    await run("delete", "other");
    expect(stack.running()).to.deep.equal([id]);
    await stack.leavesNothing();
  });
});
