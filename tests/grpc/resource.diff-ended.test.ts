import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { calls, minuteMs, providerStarter, secret } from "./fixtures";

const { DIFF_NONE } = DiffResponse.DiffChanges;

describe("Diff of an ended session", () => {
  const startProvider = providerStarter();
  const isLookedAt = { config: { refreshBeforeUpdate: false } };

  it("replaces it, shown by its status, and tells why", async () => {
    const { plugin, sim, heard, advance } = await startProvider(isLookedAt);
    const resource = await plugin.make();
    advance(2 * minuteMs);
    sim.endSession(resource.id);
    sim.clearLedger();
    const answer = await plugin.diff(resource);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
    expect(answer.getReplacesList()).to.deep.equal(["status"]);
    const detail = answer.getDetaileddiffMap().get("status");
    expect(detail?.getKind()).to.equal(PropertyDiff.Kind.UPDATE_REPLACE);
    expect(detail?.getInputdiff()).to.be.false;
    expect(answer.getStablesList()).to.deep.equal([]);
    const [message] = await heard();
    expect(message?.text).to.equal(
      `session ${resource.id} has ended (Tasknet no longer knows it), so a new one is created`,
    );
  });

  it("tells once what the engine asks twice", async () => {
    const { plugin, sim, heard, advance } = await startProvider(isLookedAt);
    const resource = await plugin.make();
    // Within a minute of the create a 404 may be a lag, of which a status line tells.
    advance(61_000);
    sim.endSession(resource.id);
    await plugin.diff(resource);
    await plugin.diff(resource);
    expect(await heard()).to.have.length(1);
  });

  it("asks the API before it believes the clock", async () => {
    const { plugin, sim, advance } = await startProvider();
    const resource = await plugin.make();
    advance(32 * minuteMs);
    sim.clearLedger();
    expect((await plugin.diff(resource)).getReplacesList()).to.deep.equal(["status"]);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  it("believes the API where it disagrees with the clock", async () => {
    const { plugin, sim, advance } = await startProvider();
    const resource = await plugin.make();
    advance(20 * minuteMs);
    sim.setLease(resource.id, 60);
    advance(20 * minuteMs);
    sim.clearLedger();
    expect((await plugin.diff(resource)).getChanges()).to.equal(DIFF_NONE);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  it("records the end once, and reads no more, if recreateWhenEnded is false", async () => {
    const { plugin, sim, advance } = await startProvider(isLookedAt);
    const resource = await plugin.make({ recreateWhenEnded: false });
    advance(2 * minuteMs);
    sim.endSession(resource.id);
    const answer = await plugin.diff(resource);
    expect(answer.getDiffsList()).to.deep.equal(["status"]);
    expect(answer.getReplacesList()).to.deep.equal([]);
    const terminated = await plugin.update(resource);
    expect(terminated.outputs).to.deep.equal({ ...resource.outputs, status: "terminated" });
    sim.clearLedger();
    expect((await plugin.diff(terminated)).getChanges()).to.equal(DIFF_NONE);
    expect((await plugin.diff(terminated, { leaseTime: 40 })).getReplacesList()).to.deep.equal(["leaseTime"]);
    expect(calls(sim)).to.deep.equal([]);
  });

  it("without the refresh before an update each look is a diff's own", async () => {
    const { plugin, sim } = await startProvider(isLookedAt);
    const resource = await plugin.make();
    sim.clearLedger();
    expect((await plugin.diff(resource)).getChanges()).to.equal(DIFF_NONE);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  it("without the refresh before an update a renewal is noticed", async () => {
    const { plugin, sim } = await startProvider(isLookedAt);
    const resource = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    expect((await plugin.diff(resource)).getDiffsList()).to.deep.equal(["expiresAt"]);
  });

  it("many looks of one command share a list", async () => {
    const { plugin, sim } = await startProvider(isLookedAt);
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
    it(`never fails for ${name}, and warns`, async () => {
      const { plugin, sim, heard } = await startProvider(isLookedAt);
      const resource = await plugin.make();
      sim.addFault({ operation: "GetSession", ...fault });
      expect((await plugin.diff(resource)).getChanges()).to.equal(DIFF_NONE);
      const warnings = (await heard()).filter(({ severity }) => severity === "warning");
      expect(warnings.map(({ text }) => text)).to.have.length(1);
      expect(warnings[0]?.text).to.contain(
        `could not read session ${resource.id}, so it counts as running and is not replaced`,
      );
    });
  }
});

describe("Diff on a machine with a wrong clock", () => {
  const startProvider = providerStarter();

  // The machine believes in its own time until the service has told its own.
  for (const [name, start] of [
    ["ahead", Date.UTC(2020, 0, 1)],
    ["behind", Date.UTC(2040, 0, 1)],
  ] as const) {
    for (const refreshBeforeUpdate of [true, false]) {
      it(`${name}: a live session stays, refreshBeforeUpdate ${refreshBeforeUpdate}`, async () => {
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
