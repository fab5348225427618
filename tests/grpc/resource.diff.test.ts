import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import type { Raw } from "./fixtures";
import { calls, fingerprintA, fingerprintB, minuteMs, providerStarter, secret, unknown } from "./fixtures";

const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
const isReplacing = new Set<number>([ADD_REPLACE, DELETE_REPLACE, UPDATE_REPLACE]);
const stables = ["sessionUUID", "fingerprintUUID", "createdAt", "vncPassword"];

/** A value in the title of a test. */
function shown(value: unknown): string {
  return value === undefined
    ? "none"
    : JSON.stringify(value)
        .replace(JSON.stringify(unknown), "an unknown value")
        .replace(/^\{.*"value":(.*)\}$/, "a secret: $1");
}

/** The detailed diff: kind and side of each property. */
function detailsOf(response: DiffResponse): Record<string, [kind: number, isInput: boolean]> {
  return Object.fromEntries(
    [...response.getDetaileddiffMap().entries()].map(([name, detail]) => [
      name,
      [detail.getKind(), detail.getInputdiff()],
    ]),
  );
}

function expectNoChange(response: DiffResponse): void {
  expect(response.getChanges()).to.equal(DIFF_NONE);
  expect(response.getDiffsList()).to.deep.equal([]);
  expect(response.getReplacesList()).to.deep.equal([]);
  expect(detailsOf(response)).to.deep.equal({});
}

describe("Diff of one input", () => {
  const startProvider = providerStarter();

  const changes: [name: string, made: Raw, change: Raw, kind: number][] = [
    ["leaseTime", {}, { leaseTime: 45 }, UPDATE],
    ["driver", {}, { driver: "api" }, UPDATE_REPLACE],
    ["isVncEnabled", {}, { isVncEnabled: true }, UPDATE_REPLACE],
    ["vncMode", {}, { vncMode: "rw" }, UPDATE_REPLACE],
    ["showMouse", {}, { showMouse: true }, UPDATE_REPLACE],
    ["isProxyEnabled", {}, { isProxyEnabled: true }, UPDATE_REPLACE],
    ["fingerprintUUID", {}, { fingerprintUUID: fingerprintA }, ADD_REPLACE],
    ["fingerprintUUID", { fingerprintUUID: fingerprintA }, { fingerprintUUID: fingerprintB }, UPDATE_REPLACE],
    ["fingerprintUUID", { fingerprintUUID: fingerprintA }, { fingerprintUUID: undefined }, DELETE_REPLACE],
    ["fingerprintSecret", {}, { fingerprintSecret: secret("new") }, ADD],
    ["fingerprintSecret", { fingerprintSecret: "old" }, { fingerprintSecret: secret("new") }, UPDATE],
    ["fingerprintSecret", { fingerprintSecret: "old" }, { fingerprintSecret: undefined }, DELETE],
    ["environmentId", {}, { environmentId: "e" }, ADD_REPLACE],
    ["environmentId", { environmentId: "e" }, { environmentId: "f" }, UPDATE_REPLACE],
    ["environmentId", { environmentId: "e" }, { environmentId: undefined }, DELETE_REPLACE],
    ["environmentSecret", {}, { environmentSecret: secret("new") }, ADD],
    ["environmentSecret", { environmentSecret: "old" }, { environmentSecret: undefined }, DELETE],
    ["renewBefore", {}, { renewBefore: 5 }, ADD],
    ["renewBefore", { renewBefore: 5 }, { renewBefore: undefined }, DELETE],
    ["recreateWhenEnded", {}, { recreateWhenEnded: false }, UPDATE],
    ["driver", {}, { driver: unknown }, UPDATE_REPLACE],
    ["fingerprintUUID", {}, { fingerprintUUID: secret(unknown) }, ADD_REPLACE],
    ["leaseTime", {}, { leaseTime: unknown }, UPDATE],
    ["renewBefore", {}, { renewBefore: unknown }, ADD],
  ];
  for (const [name, made, change, kind] of changes) {
    const before = name in made ? shown(made[name]) : "its default";
    const action = isReplacing.has(kind) ? "a replacement" : "an update";
    it(`plans ${action} when ${name} changes from ${before} to ${shown(change[name])}`, async () => {
      const { plugin } = await startProvider();
      const response = await plugin.diff(await plugin.make(made), change);
      expect(response.getChanges()).to.equal(DIFF_SOME);
      expect(response.getDiffsList()).to.deep.equal([name]);
      expect(response.getHasdetaileddiff()).to.be.true;
      expect(detailsOf(response)).to.deep.equal({ [name]: [kind, true] });
      expect(response.getReplacesList()).to.deep.equal(isReplacing.has(kind) ? [name] : []);
      expect(response.getStablesList()).to.deep.equal(isReplacing.has(kind) ? [] : stables);
      expect(response.getDeletebeforereplace()).to.be.false;
    });
  }
});

describe("Diff", () => {
  const startProvider = providerStarter();

  it("finds no change in a new session, without a request", async () => {
    const { plugin, sim } = await startProvider();
    const resource = await plugin.make({ isVncEnabled: true, fingerprintSecret: "s", renewBefore: 30 });
    sim.clearLedger();
    expectNoChange(await plugin.diff(resource));
    expect(calls(sim)).to.deep.equal([]);
  });

  it("compares values without their secret marks", async () => {
    const { plugin } = await startProvider();
    const resource = await plugin.make({ fingerprintSecret: "s", environmentId: "e" });
    expectNoChange(
      await plugin.diff(resource, {
        leaseTime: secret(30),
        fingerprintSecret: "s",
        environmentId: secret("e"),
        driver: secret("puppeteer"),
      }),
    );
  });

  it("reports several changes at once, each with its kind", async () => {
    const { plugin } = await startProvider();
    const resource = await plugin.make({ fingerprintUUID: fingerprintA });
    const response = await plugin.diff(resource, { leaseTime: 45, driver: "api", renewBefore: 5 });
    expect(detailsOf(response)).to.deep.equal({
      leaseTime: [UPDATE, true],
      driver: [UPDATE_REPLACE, true],
      renewBefore: [ADD, true],
    });
    expect(response.getReplacesList()).to.deep.equal(["driver"]);
  });

  it("deletes first if the new session has the same fingerprint", async () => {
    const { plugin } = await startProvider();
    const resource = await plugin.make({ fingerprintUUID: fingerprintA });
    const same = await plugin.diff(resource, { driver: "api", fingerprintUUID: fingerprintA.toUpperCase() });
    expect(same.getReplacesList()).to.deep.equal(["driver"]);
    expect(same.getDeletebeforereplace()).to.be.true;
    const other = await plugin.diff(resource, { fingerprintUUID: fingerprintB });
    expect(other.getDeletebeforereplace()).to.be.false;
    // The program may ask for a replacement that the diff does not plan.
    const update = await plugin.diff(resource, { leaseTime: 45 });
    expect(update.getReplacesList()).to.deep.equal([]);
    expect(update.getDeletebeforereplace()).to.be.true;
  });

  it("replaces the session when the configured mode changes, and reports why", async () => {
    const { plugin, config, engineMessages, sim } = await startProvider();
    const resource = await plugin.make();
    await plugin.configure({ ...config, mode: "public" });
    const response = await plugin.diff(resource);
    expect(response.getReplacesList()).to.deep.equal(["mode"]);
    expect(detailsOf(response)).to.deep.equal({ mode: [UPDATE_REPLACE, false] });
    const [message] = await engineMessages();
    expect(message).to.include({ severity: "info", isEphemeral: false });
    expect(message?.text).to.equal("the configured mode changes from private to public");
    expect(sim.ledger.at(-1)?.path).to.match(/^\/private\//);
  });
});

describe("Diff of a renewal", () => {
  const startProvider = providerStarter();

  it("plans a renewal as a change of the output expiresAt, and reports why", async () => {
    const { plugin, sim, engineMessages } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(20 * minuteMs);
    const response = await plugin.checkAndDiff(await plugin.refresh(made));
    expect(response.getDiffsList()).to.deep.equal(["expiresAt"]);
    expect(response.getReplacesList()).to.deep.equal([]);
    expect(detailsOf(response)).to.deep.equal({ expiresAt: [UPDATE, false] });
    expect(response.getStablesList()).to.deep.equal(stables);
    const [message] = await engineMessages();
    expect(message).to.include({ severity: "info", isEphemeral: false });
    expect(message?.text).to.equal("at most 10 minutes of the lease can be left, so the lease is renewed");
  });

  it("plans no renewal while more than renewBefore remains", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(19 * minuteMs);
    expectNoChange(await plugin.checkAndDiff(await plugin.refresh(made)));
  });

  it("plans no renewal in a refresh, which only shows drift", async () => {
    const { plugin, sim, engineMessages } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    expectNoChange(await plugin.diff(await plugin.refresh(made)));
    expect(await engineMessages()).to.deep.equal([]);
  });

  it("plans no renewal if the lease changes anyway", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    const response = await plugin.checkAndDiff(await plugin.refresh(made), { leaseTime: 40 });
    expect(response.getDiffsList()).to.deep.equal(["leaseTime"]);
  });

  for (const change of [{ renewBefore: unknown }, { leaseTime: unknown }]) {
    it(`plans no renewal while ${Object.keys(change).join()} is unknown`, async () => {
      const { plugin, sim } = await startProvider();
      const made = await plugin.make({ renewBefore: 10 });
      sim.advance(25 * minuteMs);
      const response = await plugin.checkAndDiff(await plugin.refresh(made), change);
      expect(response.getDiffsList()).to.deep.equal(Object.keys(change));
    });
  }
});

describe("Diff with ignoreChanges", () => {
  const startProvider = providerStarter();

  it("plans no renewal if ignoreChanges names expiresAt", async () => {
    const { plugin, sim, engineMessages } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    expectNoChange(await plugin.checkAndDiff(await plugin.refresh(made), {}, ["expiresAt"]));
    expect(await engineMessages()).to.deep.equal([]);
  });

  for (const ignored of ["status", "*"]) {
    it(`ignores the end of a session if ignoreChanges names ${ignored}`, async () => {
      const { plugin, sim } = await startProvider({ config: { refreshBeforeUpdate: false } });
      const made = await plugin.make({ fingerprintUUID: fingerprintA });
      sim.advance(40 * minuteMs);
      const response = await plugin.diff(made, {}, [ignored]);
      expectNoChange(response);
      expect(response.getDeletebeforereplace()).to.be.true;
    });
  }

  it("plans a change that ignoreChanges does not name", async () => {
    const { plugin } = await startProvider();
    const response = await plugin.diff(await plugin.make(), { driver: "api" }, ["expiresAt", "status"]);
    expect(response.getReplacesList()).to.deep.equal(["driver"]);
  });
});
