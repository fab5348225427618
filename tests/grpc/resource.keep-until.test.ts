import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { calls, minuteMs, providerStarter } from "./fixtures";

const { DIFF_NONE } = DiffResponse.DiffChanges;

describe("A session with keepUntil", () => {
  const startProvider = providerStarter();
  const timestampIn = (sim: { now(): number }, minutes: number): string =>
    new Date(sim.now() + minutes * minuteMs).toISOString();

  it("renews the lease of a session before keepUntil and not from then on", async () => {
    const { plugin, sim, advance } = await startProvider();
    const keepUntil = timestampIn(sim, 40);
    let resource = await plugin.make({ leaseTime: 30, renewBefore: 10, keepUntil });
    advance(25 * minuteMs);
    resource = await plugin.refresh(resource);
    expect((await plugin.checkAndDiff(resource, {})).getDiffsList()).to.deep.equal(["expiresAt"]);
    resource = await plugin.update(resource);
    advance(25 * minuteMs);
    resource = await plugin.refresh(resource);
    sim.clearLedger();
    expect((await plugin.checkAndDiff(resource, {})).getChanges()).to.equal(DIFF_NONE);
    expect(calls(sim)).to.not.include("UpdateSession");
    advance(6 * minuteMs);
    expect(sim.running()).to.be.empty;
  });

  it("shows the outputs of the lease as known in a preview after keepUntil", async () => {
    const { plugin, sim, advance } = await startProvider();
    const made = await plugin.make({ leaseTime: 30, renewBefore: 10, keepUntil: timestampIn(sim, 20) });
    advance(25 * minuteMs);
    const { outputs } = await plugin.update(await plugin.refresh(made), {}, { preview: true });
    expect(outputs).to.deep.equal(made.outputs);
  });

  it("keeps an ended session in the state as terminated after keepUntil, and a delete of it succeeds", async () => {
    const { plugin, sim, advance } = await startProvider();
    const made = await plugin.make({ leaseTime: 30, keepUntil: timestampIn(sim, 20) });
    advance(35 * minuteMs);
    const read = await plugin.refresh(made);
    expect(read.outputs).to.deep.equal({ ...made.outputs, status: "terminated" });
    sim.clearLedger();
    expect((await plugin.checkAndDiff(read, {})).getChanges()).to.equal(DIFF_NONE);
    expect(calls(sim)).to.deep.equal([]);
    await plugin.delete(read.id, read.outputs);
    expect(calls(sim)).to.deep.equal(["EndSession"]);
  });

  it("creates a session again if a later keepUntil is given after its end", async () => {
    const { plugin, sim, advance } = await startProvider();
    const made = await plugin.make({ leaseTime: 30, keepUntil: timestampIn(sim, 20) });
    advance(35 * minuteMs);
    const read = await plugin.refresh(made);
    const response = await plugin.checkAndDiff(read, { keepUntil: timestampIn(sim, 60) });
    expect(response.getReplacesList()).to.deep.equal(["status"]);
  });
});
