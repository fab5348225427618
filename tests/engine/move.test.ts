import { expect } from "chai";
import { installNodeSdk } from "./node-sdk";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, sessionsProgram, TestStack } from "./stack";

const minute = 60_000;
const dynamicPackage = "pulumi-tasknet";
const pluginPackage = "pulumi-tasknet-native";
const args = { leaseTime: 10, driver: "api", isVncEnabled: true };

describe("a move between the two packages, on the engine", function () {
  this.timeout(engineTimeoutMs);
  const plugin = new PluginFolder();
  let stack: TestStack;

  beforeEach(async () => {
    stack = await TestStack.start(sessionsProgram, {}, { PATH: plugin.searchPath, ...credentials });
    installNodeSdk(stack.workspace.program);
    stack.declare({ one: args });
  });
  afterEach(() => stack.stop());
  after(() => {
    plugin.remove();
  });

  const programWith = (name: string): void => {
    const text = sessionsProgram["index.js"].replace(`"${dynamicPackage}"`, `"${name}"`);
    stack.workspace.write({ "index.js": text });
  };

  /** The id of the only session, once it is old enough that a 404 is not a lag of the service. */
  const created = async (): Promise<string> => {
    await stack.up();
    stack.simulator.advance(1.1 * minute);
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
    return stack.running()[0]!;
  };

  /** Removes the only session from the state. */
  const forget = async (): Promise<void> => {
    const { one } = await stack.recorded();
    await stack.ok("state", "delete", one!.urn, "--yes");
    expect(await stack.recorded()).to.be.empty;
  };

  const leavesNothing = async (): Promise<void> => {
    await stack.endsAll();
    expect(stack.simulator.contractViolations).to.be.empty;
  };

  /** Brings the only session of a dynamic stack under the plugin. */
  const moveToPlugin = async (id: string): Promise<void> => {
    await forget();
    programWith(pluginPackage);
    const imported = ["tasknet:index:Session", "one", id, "--protect=false", "--generate-code=false"];
    await stack.ok("import", ...imported, "--yes");
  };

  it("moves a session of the dynamic provider to the plugin by `state delete` and `import`", async () => {
    const id = await created();
    await moveToPlugin(id);
    await stack.ok("preview", "--expect-no-changes");
    await stack.up("--expect-no-changes");
    expect(stack.writes()).to.be.empty;
    expect(stack.running()).to.deep.equal([id]);
    const { one, ...rest } = await stack.recorded();
    expect(rest).to.be.empty;
    expect(one).to.include({ type: "tasknet:index:Session", id });
    await leavesNothing();
    expect(stack.writes()).to.deep.equal(["EndSession 200"]);
  });

  it("records the inputs that Tasknet does not show when a session moves to the plugin", async () => {
    stack.declare({
      one: {
        leaseTime: 10,
        fingerprintUUID: "11111111-2222-4333-8444-555555555555",
        fingerprintSecret: "a secret",
        showMouse: true,
        renewBefore: 5,
        recreateWhenEnded: false,
      },
    });
    const id = await created();
    await moveToPlugin(id);
    expect((await stack.steps()).one).to.include({ op: "update" });
    await stack.up();
    await stack.up("--expect-no-changes");
    expect(stack.writes()).to.be.empty;
    expect(stack.running()).to.deep.equal([id]);
    await leavesNothing();
  });

  it("leaves the plugin's session running until its expiry after `state delete` and a new dynamic session", async () => {
    programWith(pluginPackage);
    const id = await created();
    await forget();
    programWith(dynamicPackage);
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
    expect(stack.running()).to.have.length(2).and.to.include(id);
    stack.simulator.advance(9 * minute);
    expect(stack.running()).to.have.length(1).and.to.not.include(id);
    await leavesNothing();
  });

  it("ends the session of the package that a program no longer uses after the create of the new session", async () => {
    programWith(pluginPackage);
    const id = await created();
    programWith(dynamicPackage);
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200", "EndSession 200"]);
    expect(stack.running()).to.have.length(1).and.to.not.include(id);
    stack.simulator.advance(1.1 * minute);
    await leavesNothing();
  });

  it("refuses the option import for the dynamic provider, without a change of the session", async () => {
    programWith(pluginPackage);
    const id = await created();
    await forget();
    programWith(dynamicPackage);
    stack.declare({ one: { ...args, opts: { import: id } } });
    const { output } = await stack.fails("up", "--yes", "--skip-preview");
    expect(output).to.include("code must be a string, not undefined");
    expect(stack.writes()).to.be.empty;
    expect(stack.running()).to.deep.equal([id]);
  });
});
