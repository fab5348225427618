import { expect } from "chai";
import { startSimulator } from "../../../simulator";
import { engineTimeoutMs, session, sessions, YamlStack } from "./yaml";

const one = sessions({ one: { leaseTime: 10 } });
const account = (name: string): { account: string; apiKeyId: string; apiKey: string } => {
  return { account: name, apiKeyId: `id-of-${name}`, apiKey: `key-of-${name}` };
};
const environmentOf = (name: string): Record<string, string> => {
  return { TASKNET_API_KEY: `key-of-${name}`, TASKNET_API_KEY_ID: `id-of-${name}` };
};

describe("the plugin's configuration, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  const configure = async (keys: { apiKey: string; apiKeyId: string }): Promise<void> => {
    await stack.ok("config", "set", "--secret", "tasknet:apiKey", keys.apiKey);
    await stack.ok("config", "set", "tasknet:apiKeyId", keys.apiKeyId);
  };
  afterEach(() => stack.stop());

  it("reads the configuration from the stack, and keeps the key encrypted in the state", async () => {
    stack = await YamlStack.start(one, { accounts: [account("a")] }, {});
    await configure(account("a"));
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
    const state = await stack.state();
    expect(state).to.include("id-of-a");
    expect(state).to.not.include("key-of-a");
    await stack.leavesNothing();
  });

  it("reads the configuration from the environment, and writes none of it to the state", async () => {
    stack = await YamlStack.start(one, { accounts: [account("a")] }, environmentOf("a"));
    await stack.up();
    const provider = (await stack.state()).split("\n").filter((line) => /apiKey|-of-a/.test(line));
    expect(provider).to.be.empty;
    await stack.leavesNothing();
  });

  it("reports all missing and invalid configuration in one error, and how to set it", async () => {
    stack = await YamlStack.start(one, {}, { TASKNET_MODE: ".." });
    const { output } = await stack.fails("preview");
    for (const text of [
      "run `pulumi config set --secret tasknet:apiKey` or set TASKNET_API_KEY",
      "run `pulumi config set tasknet:apiKeyId VALUE` or set TASKNET_API_KEY_ID",
      "tasknet:mode (TASKNET_MODE) must be a path segment",
    ]) {
      expect(output).to.include(text);
    }
    await stack.ok("config", "set", "tasknet:apikey", "x");
    expect((await stack.fails("preview")).output).to.include('did you mean "apiKey"?');
    expect(stack.calls()).to.be.empty;
  });

  it("uses the configuration of each explicit provider, and the environment for the default provider", async () => {
    const accounts = ["a", "b", "c"].map(account);
    const provider = (name: string): object => ({
      type: "pulumi:providers:tasknet",
      properties: { apiKey: { "fn::secret": `key-of-${name}` }, apiKeyId: `id-of-${name}` },
    });
    const resources = {
      providerA: provider("a"),
      providerB: provider("b"),
      ofA: session({ leaseTime: 11 }, { provider: "${providerA}" }),
      ofB: session({ leaseTime: 12 }, { provider: "${providerB}" }),
      ofC: session({ leaseTime: 13 }),
    };
    stack = await YamlStack.start({ resources }, { accounts }, environmentOf("c"));
    await stack.up();
    const owners = stack.simulator.running().map((made) => [made.account, made.leaseMinutes]);
    expect(owners).to.have.deep.members([
      ["a", 11],
      ["b", 12],
      ["c", 13],
    ]);
    const state = await stack.state();
    for (const name of ["a", "b", "c"]) expect(state).to.not.include(`key-of-${name}`);
    await stack.up("--expect-no-changes");
    await stack.leavesNothing();
  });

  it("accepts a configuration that depends on the output of another session", async () => {
    const other = { type: "pulumi:providers:tasknet", properties: { mode: "${first.status}" } };
    const resources = {
      first: session({ leaseTime: 10 }),
      other,
      second: session({ leaseTime: 10 }, { provider: "${other}" }),
    };
    const outputs = { id: "${second.sessionUUID}" };
    stack = await YamlStack.start({ resources, outputs });
    expect(await stack.plan()).to.deep.equal({ first: "create", second: "create" });
    expect(stack.calls()).to.be.empty;
    await stack.up();
    expect(stack.simulator.running().map(({ mode }) => mode)).to.have.members(["private", "running"]);
    await stack.up("--expect-no-changes");
    await stack.leavesNothing();
  });

  it("replaces the sessions of a provider when its mode changes, and ends the old ones in their own mode", async () => {
    stack = await YamlStack.start(one);
    await stack.up();
    await stack.ok("config", "set", "tasknet:mode", "public");
    expect(await stack.plan()).to.deep.equal({ one: "replace" });
    stack.calls();
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200", "EndSession 200"]);
    expect(stack.simulator.running().map(({ mode }) => mode)).to.deep.equal(["public"]);
    await stack.up("--expect-no-changes");
    await stack.leavesNothing();
  });

  it("replaces the sessions when the endpoint changes, and ends the old ones at the old endpoint", async () => {
    stack = await YamlStack.start(one);
    const other = await startSimulator({ manualClock: stack.simulator.now() });
    try {
      await stack.up();
      const moved = { TASKNET_ENDPOINT: other.url };
      const preview = await stack.with(moved, "preview", "--diff");
      expect(preview.output).to.include("+-tasknet:index:Session: (replace)");
      expect(preview.output).to.include(
        `the configured endpoint changes from ${stack.simulator.url} to ${other.url}`,
      );
      expect((await stack.with(moved, "up", "--yes", "--skip-preview")).code).to.equal(0);
      expect(stack.running()).to.be.empty;
      expect(other.running()).to.have.length(1);
      expect((await stack.with(moved, "destroy", "--yes", "--skip-preview")).code).to.equal(0);
      expect(other.running()).to.be.empty;
    } finally {
      await other.stop();
    }
  });

  it("continues with a rotated key in an update, and replaces nothing", async () => {
    const first = { ...account("a"), apiKey: "the-first-key", apiKeyId: "the-first-id" };
    stack = await YamlStack.start(one, { accounts: [first] }, {});
    await configure(first);
    await stack.up();
    const ids = stack.running();
    stack.simulator.setAccounts([account("a")]);
    await configure(account("a"));
    stack.declare(sessions({ one: { leaseTime: 20 }, two: { leaseTime: 10 } }));
    stack.calls();
    const { output } = await stack.up();
    expect(output).to.include(`could not read session ${ids[0]!} at `);
    expect(output).to.include("pulumi config set --secret tasknet:apiKey`");
    expect(stack.writes()).to.have.members(["UpdateSession 200", "CreateSession 200"]);
    expect(stack.running()).to.include.members(ids).and.to.have.length(2);
    const { output: next } = await stack.up("--expect-no-changes");
    expect(next).to.not.include("could not read");
    await stack.leavesNothing();
  });

  it("names both remedies when a destroy finds a revoked key, and accepts a key of the environment", async () => {
    stack = await YamlStack.start(one, { accounts: [account("a")] }, {});
    await configure(account("a"));
    await stack.up();
    stack.simulator.setAccounts([{ ...account("b"), account: "a" }]);
    const { output } = await stack.fails("destroy", "--yes", "--skip-preview");
    expect(output).to.include("Set TASKNET_API_KEY and TASKNET_API_KEY_ID to a key that may end it");
    expect(output).to.include("pulumi state delete");
    expect(output).to.not.match(/key-of-[ab]/);
    expect(stack.running()).to.have.length(1);
    expect(await stack.recorded()).to.have.property("one");
    const retried = await stack.with(environmentOf("b"), "destroy", "--yes", "--skip-preview");
    expect(retried.code, retried.output).to.equal(0);
    expect(stack.running()).to.be.empty;
  });

  it("keeps the sessions when only a key changes", async () => {
    stack = await YamlStack.start(one, { accounts: [account("a"), { ...account("b"), account: "a" }] }, {});
    await configure(account("a"));
    await stack.up();
    await configure(account("b"));
    expect(await stack.plan()).to.be.empty;
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
    await stack.leavesNothing();
  });
});
