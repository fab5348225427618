import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { calls, minuteMs, providerStarter, secret } from "./fixtures";

const { DIFF_NONE } = DiffResponse.DiffChanges;

describe("Diff of an ended session", () => {
  const startProvider = providerStarter();
  const withoutRefresh = { config: { refreshBeforeUpdate: false } };

  it("replaces an ended session because of its status, and reports why", async () => {
    const { plugin, sim, engineMessages, advance } = await startProvider(withoutRefresh);
    const resource = await plugin.make();
    advance(2 * minuteMs);
    sim.endSession(resource.id);
    sim.clearLedger();
    const response = await plugin.diff(resource);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
    expect(response.getReplacesList()).to.deep.equal(["status"]);
    const detail = response.getDetaileddiffMap().get("status");
    expect(detail?.getKind()).to.equal(PropertyDiff.Kind.UPDATE_REPLACE);
    expect(detail?.getInputdiff()).to.be.false;
    expect(response.getStablesList()).to.deep.equal([]);
    const [message] = await engineMessages();
    expect(message?.text).to.equal(
      `session ${resource.id} has ended (Tasknet no longer knows it), so a new one is created`,
    );
  });

  it("reports an ended session once if the engine calls Diff twice", async () => {
    const { plugin, sim, engineMessages, advance } = await startProvider(withoutRefresh);
    const resource = await plugin.make();
    // Within a minute of the create a 404 may be a lag, which a status line reports.
    advance(61_000);
    sim.endSession(resource.id);
    await plugin.diff(resource);
    await plugin.diff(resource);
    expect(await engineMessages()).to.have.length(1);
  });

  it("reads the session before it assumes an end from the clock", async () => {
    const { plugin, sim, advance } = await startProvider();
    const resource = await plugin.make();
    advance(32 * minuteMs);
    sim.clearLedger();
    expect((await plugin.diff(resource)).getReplacesList()).to.deep.equal(["status"]);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  it("trusts the service if it contradicts the clock", async () => {
    const { plugin, sim, advance } = await startProvider();
    const resource = await plugin.make();
    advance(20 * minuteMs);
    sim.setLease(resource.id, 60);
    advance(20 * minuteMs);
    sim.clearLedger();
    expect((await plugin.diff(resource)).getChanges()).to.equal(DIFF_NONE);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  it("records an end once if recreateWhenEnded is false, and then sends no request", async () => {
    const { plugin, sim, advance } = await startProvider(withoutRefresh);
    const resource = await plugin.make({ recreateWhenEnded: false });
    advance(2 * minuteMs);
    sim.endSession(resource.id);
    const response = await plugin.diff(resource);
    expect(response.getDiffsList()).to.deep.equal(["status"]);
    expect(response.getReplacesList()).to.deep.equal([]);
    const terminated = await plugin.update(resource);
    expect(terminated.outputs).to.deep.equal({ ...resource.outputs, status: "terminated" });
    sim.clearLedger();
    expect((await plugin.diff(terminated)).getChanges()).to.equal(DIFF_NONE);
    expect((await plugin.diff(terminated, { leaseTime: 40 })).getReplacesList()).to.deep.equal(["leaseTime"]);
    expect(calls(sim)).to.deep.equal([]);
  });

  it("reads the session in Diff if refreshBeforeUpdate is false", async () => {
    const { plugin, sim } = await startProvider(withoutRefresh);
    const resource = await plugin.make();
    sim.clearLedger();
    expect((await plugin.diff(resource)).getChanges()).to.equal(DIFF_NONE);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  it("plans a renewal in Diff if refreshBeforeUpdate is false", async () => {
    const { plugin, sim } = await startProvider(withoutRefresh);
    const resource = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    expect((await plugin.diff(resource)).getDiffsList()).to.deep.equal(["expiresAt"]);
  });

  it("shares one list among the diffs of a command", async () => {
    const { plugin, sim } = await startProvider(withoutRefresh);
    const resources = [await plugin.make(), await plugin.make(), await plugin.make(), await plugin.make()];
    sim.clearLedger();
    for (const resource of resources) await plugin.diff(resource);
    expect(calls(sim)).to.deep.equal(["GetSession", "ListSessions"]);
  });

  const refusals: [string, object][] = [
    ["an outage", { status: 500, times: 6 }],
    ["a refused key", { status: 401 }],
  ];
  for (const [name, fault] of refusals) {
    it(`plans no change and warns because of ${name}`, async () => {
      const { plugin, sim, engineMessages } = await startProvider(withoutRefresh);
      const resource = await plugin.make();
      sim.addFault({ operation: "GetSession", ...fault });
      expect((await plugin.diff(resource)).getChanges()).to.equal(DIFF_NONE);
      const warnings = (await engineMessages()).filter(({ severity }) => severity === "warning");
      expect(warnings.map(({ text }) => text)).to.have.length(1);
      expect(warnings[0]?.text).to.contain(
        `could not read session ${resource.id}, so it counts as running and is not replaced`,
      );
    });
  }
});

describe("Diff on a machine with a wrong clock", () => {
  const startProvider = providerStarter();

  // The provider uses the time of the machine until a response shows the time of the service.
  for (const [name, start] of [
    ["ahead", Date.UTC(2020, 0, 1)],
    ["behind", Date.UTC(2040, 0, 1)],
  ] as const) {
    for (const refreshBeforeUpdate of [true, false]) {
      it(`keeps a live session if the clock is ${name} and refreshBeforeUpdate is ${refreshBeforeUpdate}`, async () => {
        const { plugin, config } = await startProvider({
          sim: { manualClock: start },
          config: { refreshBeforeUpdate },
        });
        const resource = await plugin.make({ renewBefore: 10 });
        await plugin.configure({ ...config, environmentSecret: secret("as new") });
        expect((await plugin.diff(resource)).getChanges()).to.equal(DIFF_NONE);
      });
    }
  }
});
