import { expect } from "chai";
import { installNodeSdk } from "./node-sdk";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, sessionsProgram, TestStack } from "./stack";

const minute = 60_000;
const dynamicPackage = "pulumi-tasknet";
const pluginPackage = "pulumi-tasknet-native";
const args = { leaseTime: 10, driver: "api", isVncEnabled: true };

interface Recorded {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
}

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

  const recorded = async (): Promise<Recorded[]> => {
    const { deployment } = JSON.parse(await stack.state()) as { deployment: { resources?: Recorded[] } };
    return (deployment.resources ?? []).filter(({ urn }) => urn.includes("Session::"));
  };

  /** The id of the only session, once it is old enough that a 404 is no lag of the service. */
  const created = async (): Promise<string> => {
    await stack.up();
    stack.simulator.advance(1.1 * minute);
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
    return stack.simulator.running()[0]!.sessionUUID;
  };

  /** Removes the only session from the state. */
  const forget = async (): Promise<void> => {
    const [{ urn }] = (await recorded()) as [Recorded];
    await stack.ok("state", "delete", urn, "--yes");
    expect(await recorded()).to.be.empty;
  };

  const running = (): string[] => stack.simulator.running().map(({ sessionUUID }) => sessionUUID);

  const leavesNothing = async (): Promise<void> => {
    await stack.ok("destroy", "--yes", "--skip-preview");
    expect(running()).to.be.empty;
    expect(stack.simulator.contractViolations).to.be.empty;
  };

  /** Brings the only session of a dynamic stack under the plugin. */
  const moveToPlugin = async (id: string): Promise<void> => {
    await forget();
    programWith(pluginPackage);
    const imported = ["tasknet:index:Session", "one", id, "--protect=false", "--generate-code=false"];
    await stack.ok("import", ...imported, "--yes");
  };

  it("keeps the session of the dynamic provider for the plugin, by state delete and import", async () => {
    const id = await created();
    await moveToPlugin(id);
    await stack.ok("preview", "--expect-no-changes");
    await stack.up("--expect-no-changes");
    expect(stack.writes()).to.be.empty;
    expect(running()).to.deep.equal([id]);
    expect(await recorded()).to.have.length(1);
    expect((await recorded())[0]).to.include({ type: "tasknet:index:Session", id });
    await leavesNothing();
    expect(stack.writes()).to.deep.equal(["EndSession 200"]);
  });

  it("records the inputs that Tasknet does not show, and keeps the session of the dynamic provider", async () => {
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
    expect(running()).to.deep.equal([id]);
    await leavesNothing();
  });

  it("lets the session of the plugin run to its end next to that of the dynamic provider, by state delete", async () => {
    programWith(pluginPackage);
    const id = await created();
    await forget();
    programWith(dynamicPackage);
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
    expect(running()).to.have.length(2).and.to.include(id);
    stack.simulator.advance(9 * minute);
    expect(running()).to.have.length(1).and.to.not.include(id);
    await leavesNothing();
  });

  it("ends the session of the package that a program no longer uses, after it has created another", async () => {
    programWith(pluginPackage);
    const id = await created();
    programWith(dynamicPackage);
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200", "EndSession 200"]);
    expect(running()).to.have.length(1).and.to.not.include(id);
    stack.simulator.advance(1.1 * minute);
    await leavesNothing();
  });

  it("refuses the option import for the dynamic provider, and calls nothing that changes the session", async () => {
    programWith(pluginPackage);
    const id = await created();
    await forget();
    programWith(dynamicPackage);
    stack.declare({ one: { ...args, opts: { import: id } } });
    const { output } = await stack.fails("up", "--yes", "--skip-preview");
    expect(output).to.include("code must be a string, not undefined");
    expect(stack.writes()).to.be.empty;
    expect(running()).to.deep.equal([id]);
  });
});
