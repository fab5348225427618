import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { installNodeSdk } from "./node-sdk";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, TestStack } from "./stack";

const example = join(__dirname, "../../../examples/fleet");

/** A program that has sessions of the same names without the component. */
const withoutComponent = `
import * as tasknet from "pulumi-tasknet-native";
for (const index of [0, 1, 2]) new tasknet.Session(\`browsers-\${index}\`, { leaseTime: 30, renewBefore: 10 });
`;

describe("the example of a fleet, on the engine", function () {
  this.timeout(engineTimeoutMs);
  const plugin = new PluginFolder();
  let stack: TestStack;

  beforeEach(async () => {
    stack = await TestStack.start(example, {}, { ...credentials, PATH: plugin.searchPath });
    installNodeSdk(stack.workspace.program);
  });
  afterEach(() => stack.stop());
  after(() => {
    plugin.remove();
  });

  /** Sets a value of the configuration, and updates the stack. */
  const change = async (key: string, value: string): Promise<void> => {
    await stack.ok("config", "set", key, value);
    stack.calls();
    await stack.up();
  };

  it("creates the sessions, and ends only the last one if the fleet shrinks by one", async () => {
    await stack.up();
    const { sessionUUIDs } = await stack.outputs();
    expect(sessionUUIDs).to.have.members(stack.running()).and.have.length(3);
    await change("size", "2");
    expect(stack.writes()).to.deep.equal(["EndSession 200"]);
    expect(stack.running()).to.have.members((sessionUUIDs as string[]).slice(0, 2));
    await stack.endsAll();
  });

  it("replaces all sessions for a new release, and starts the new ones before it ends the old ones", async () => {
    await stack.up();
    const old = stack.running();
    await change("release", "2");
    const writes = stack.writes();
    expect(writes.slice(0, 3)).to.deep.equal(Array(3).fill("CreateSession 200"));
    expect(writes.slice(3)).to.deep.equal(Array(3).fill("EndSession 200"));
    expect(stack.running()).to.have.length(3).and.not.include.members(old.slice(0, 1));
    await stack.up("--expect-no-changes");
  });

  it("ends each old session before its new one starts if the fleet deletes before it replaces", async () => {
    await stack.up();
    await change("fewerAtOnce", "true");
    expect(stack.writes()).to.be.empty;
    const most = stack.running().length;
    await change("release", "2");
    let running = most;
    for (const write of stack.writes()) {
      running += write.startsWith("Create") ? 1 : -1;
      expect(running).to.be.at.most(most);
    }
    expect(stack.running()).to.have.length(3);
  });

  it("adopts the sessions of a program without the component, and those of a renamed fleet", async () => {
    const { workspace } = stack;
    const program = readFileSync(join(example, "index.ts"), "utf8");
    workspace.write({ "index.ts": withoutComponent });
    await stack.up();
    const running = stack.running();
    stack.calls();
    workspace.write({ "index.ts": program });
    await stack.up();
    const renamed = program
      .replace('new BrowserFleet("browsers"', 'new BrowserFleet("agents"')
      .replace("\n});", '\n}, { aliases: [{ name: "browsers" }] });');
    workspace.write({ "index.ts": renamed });
    await stack.up();
    expect(await stack.recorded()).to.have.all.keys("agents-0", "agents-1", "agents-2");
    expect(stack.writes()).to.be.empty;
    expect(stack.running()).to.deep.equal(running);
  });
});
