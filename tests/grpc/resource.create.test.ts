import { expect } from "chai";
import {
  calls,
  expectNewRecord,
  fingerprintA,
  minuteMs,
  minutesOf,
  providerStarter,
  secret,
  unknown,
} from "./fixtures";

describe("Create in a preview", () => {
  const startProvider = providerStarter();

  it("returns only the inputs as known outputs in a preview, without a request", async () => {
    const { plugin, sim } = await startProvider();
    const { inputs } = await plugin.check({
      leaseTime: 5,
      fingerprintSecret: "s",
      environmentId: secret("e"),
    });
    const resource = await plugin.create(inputs, { preview: true });
    expect(calls(sim)).to.deep.equal([]);
    expect(resource.id).to.equal("");
    expect(resource.outputs).to.deep.equal({
      ...inputs,
      sessionUUID: unknown,
      fingerprintUUID: unknown,
      currentLeaseTime: unknown,
      status: unknown,
      createdAt: unknown,
      updatedAt: unknown,
      expiresAt: unknown,
      vncPassword: secret(unknown),
    });
  });

  it("keeps unknown inputs and a given fingerprint in a preview", async () => {
    const { plugin } = await startProvider();
    const { inputs } = await plugin.check({ leaseTime: unknown, fingerprintUUID: fingerprintA });
    const { outputs } = await plugin.create(inputs, { preview: true });
    expect(outputs).to.include({ leaseTime: unknown, fingerprintUUID: fingerprintA });
  });
});

describe("Create", () => {
  const startProvider = providerStarter();

  it("creates a session with one request, and returns all its outputs", async () => {
    const { plugin, sim } = await startProvider();
    const resource = await plugin.make({
      isVncEnabled: true,
      fingerprintSecret: "s",
      environmentId: secret("e"),
    });
    const [made] = sim.sessions();
    expect(calls(sim)).to.deep.equal(["CreateSession"]);
    expect(resource.id).to.equal(made?.sessionUUID);
    const { __tasknet: record, ...outputs } = resource.outputs;
    expect(outputs).to.deep.equal({
      ...resource.inputs,
      sessionUUID: made?.sessionUUID,
      fingerprintUUID: made?.fingerprintUUID,
      currentLeaseTime: 30,
      status: "running",
      createdAt: "2030-01-01T00:00:00.000Z",
      updatedAt: "2030-01-01T00:00:00.000Z",
      expiresAt: "2030-01-01T00:30:00.000Z",
      vncPassword: secret(made?.vncPassword),
    });
    const lease = expectNewRecord(record, sim.url);
    expect(minutesOf(lease.earliest)).to.be.at.most(30);
    expect(minutesOf(lease.latest)).to.be.at.least(30);
    expect(minutesOf(outputs.expiresAt)).to.equal(30);
  });

  it("sends all inputs with the create request", async () => {
    const { plugin, sim } = await startProvider();
    await plugin.make({
      leaseTime: secret(7),
      driver: "api",
      isVncEnabled: true,
      vncMode: "rw",
      fingerprintUUID: fingerprintA,
      fingerprintSecret: secret("s"),
      environmentId: "e",
      environmentSecret: "s",
      showMouse: true,
      isProxyEnabled: true,
    });
    expect(sim.sessions()[0]).to.include({
      leaseMinutes: 7,
      driver: "api",
      isVncEnabled: true,
      vncMode: "rw",
      fingerprintUUID: fingerprintA,
      showMouse: true,
      isProxyEnabled: true,
    });
    const [create] = sim.ledger.filter(({ operation }) => operation === "CreateSession");
    expect(create?.headers).to.include.members([
      "x-fingerprint-secret",
      "x-environment-id",
      "x-environment-secret",
    ]);
    expect(sim.contractViolations).to.deep.equal([]);
  });

  it("omits the output vncPassword if the response has no password", async () => {
    const { plugin } = await startProvider();
    expect((await plugin.make()).outputs).to.not.have.property("vncPassword");
  });
});

/** Whether the engine must read the session before an update. */
const refreshCases: [inputs: Record<string, unknown>, config: Record<string, unknown>, isRead: boolean][] = [
  [{}, {}, true],
  [{ recreateWhenEnded: false }, {}, true],
  [{ recreateWhenEnded: false, renewBefore: 5 }, {}, true],
  [{ renewBefore: 5 }, {}, true],
  [{}, { refreshBeforeUpdate: false }, false],
  [{ renewBefore: 5 }, { refreshBeforeUpdate: false }, false],
];

describe("refreshBeforeUpdate", () => {
  const startProvider = providerStarter();
  for (const [inputs, config, isRead] of refreshCases) {
    it(`returns refreshBeforeUpdate ${isRead} for inputs ${JSON.stringify(inputs)} and configuration ${JSON.stringify(config)}`, async () => {
      const { plugin } = await startProvider({ config });
      const made = await plugin.make(inputs);
      expect(made.refreshBeforeUpdate, "of Create").to.equal(isRead);
      const read = await plugin.refresh(made);
      expect(read.refreshBeforeUpdate, "of Read").to.equal(isRead);
      expect((await plugin.update(read, { leaseTime: 40 })).refreshBeforeUpdate, "of Update").to.equal(
        isRead,
      );
    });
  }

  it("returns refreshBeforeUpdate false once the session is recorded as terminated", async () => {
    const { plugin, sim, advance } = await startProvider();
    const made = await plugin.make({ recreateWhenEnded: false });
    advance(2 * minuteMs);
    sim.endSession(made.id);
    const read = await plugin.refresh(made);
    expect(read.outputs.status).to.equal("terminated");
    expect(read.refreshBeforeUpdate).to.be.false;
  });

  it("returns refreshBeforeUpdate true for an import", async () => {
    const { plugin } = await startProvider();
    const { id } = await plugin.make();
    expect((await plugin.readById(id)).getRefreshBeforeUpdate()).to.be.true;
  });
});
