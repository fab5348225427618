import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import type { Raw } from "./fixtures";
import { calls, fingerprintA, fingerprintB, minuteMs, providerStarter, secret, unknown } from "./fixtures";

const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
const isReplacing = new Set<number>([ADD_REPLACE, DELETE_REPLACE, UPDATE_REPLACE]);
const stables = ["sessionUUID", "fingerprintUUID", "createdAt", "vncPassword"];

/** A value in the name of a test. */
function shown(value: unknown): string {
  return value === undefined
    ? "none"
    : JSON.stringify(value)
        .replace(JSON.stringify(unknown), "an unknown value")
        .replace(/^\{.*"value":(.*)\}$/, "a secret: $1");
}

/** The detailed diff: kind and side of each property. */
function detailsOf(answer: DiffResponse): Record<string, [kind: number, isInput: boolean]> {
  return Object.fromEntries(
    [...answer.getDetaileddiffMap().entries()].map(([name, detail]) => [
      name,
      [detail.getKind(), detail.getInputdiff()],
    ]),
  );
}

function expectNoChange(answer: DiffResponse): void {
  expect(answer.getChanges()).to.equal(DIFF_NONE);
  expect(answer.getDiffsList()).to.deep.equal([]);
  expect(answer.getReplacesList()).to.deep.equal([]);
  expect(detailsOf(answer)).to.deep.equal({});
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
    it(`${name} from ${before} to ${shown(change[name])}`, async () => {
      const { plugin } = await startProvider();
      const answer = await plugin.diff(await plugin.make(made), change);
      expect(answer.getChanges()).to.equal(DIFF_SOME);
      expect(answer.getDiffsList()).to.deep.equal([name]);
      expect(answer.getHasdetaileddiff()).to.be.true;
      expect(detailsOf(answer)).to.deep.equal({ [name]: [kind, true] });
      expect(answer.getReplacesList()).to.deep.equal(isReplacing.has(kind) ? [name] : []);
      expect(answer.getStablesList()).to.deep.equal(isReplacing.has(kind) ? [] : stables);
      expect(answer.getDeletebeforereplace()).to.be.false;
    });
  }
});

describe("Diff", () => {
  const startProvider = providerStarter();

  it("of a session just made is none, and calls nothing", async () => {
    const { plugin, sim } = await startProvider();
    const resource = await plugin.make({ isVncEnabled: true, fingerprintSecret: "s", renewBefore: 30 });
    sim.clearLedger();
    expectNoChange(await plugin.diff(resource));
    expect(calls(sim)).to.deep.equal([]);
  });

  it("compares values, whether they are marked or not", async () => {
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

  it("tells several changes at once, each with its kind", async () => {
    const { plugin } = await startProvider();
    const resource = await plugin.make({ fingerprintUUID: fingerprintA });
    const answer = await plugin.diff(resource, { leaseTime: 45, driver: "api", renewBefore: 5 });
    expect(detailsOf(answer)).to.deep.equal({
      leaseTime: [UPDATE, true],
      driver: [UPDATE_REPLACE, true],
      renewBefore: [ADD, true],
    });
    expect(answer.getReplacesList()).to.deep.equal(["driver"]);
  });

  it("deletes first where the new session has the same fingerprint", async () => {
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

  it("a moved provider replaces, and the user is told why", async () => {
    const { plugin, config, heard, sim } = await startProvider();
    const resource = await plugin.make();
    await plugin.configure({ ...config, mode: "public" });
    const answer = await plugin.diff(resource);
    expect(answer.getReplacesList()).to.deep.equal(["mode"]);
    expect(detailsOf(answer)).to.deep.equal({ mode: [UPDATE_REPLACE, false] });
    const [message] = await heard();
    expect(message).to.include({ severity: "info", isEphemeral: false });
    expect(message?.text).to.equal("the configured mode changes from private to public");
    expect(sim.ledger.at(-1)?.path).to.match(/^\/private\//);
  });
});

describe("Diff of a renewal", () => {
  const startProvider = providerStarter();

  it("shows expiresAt, an output, and tells why", async () => {
    const { plugin, sim, heard } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(20 * minuteMs);
    const answer = await plugin.checkAndDiff(await plugin.refresh(made));
    expect(answer.getDiffsList()).to.deep.equal(["expiresAt"]);
    expect(answer.getReplacesList()).to.deep.equal([]);
    expect(detailsOf(answer)).to.deep.equal({ expiresAt: [UPDATE, false] });
    expect(answer.getStablesList()).to.deep.equal(stables);
    const [message] = await heard();
    expect(message).to.include({ severity: "info", isEphemeral: false });
    expect(message?.text).to.equal("at most 10 minutes of the lease can be left, so the lease is renewed");
  });

  it("is none while more of the lease is left", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(19 * minuteMs);
    expectNoChange(await plugin.checkAndDiff(await plugin.refresh(made)));
  });

  it("is none for a refresh, which shows drift and plans nothing", async () => {
    const { plugin, sim, heard } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    expectNoChange(await plugin.diff(await plugin.refresh(made)));
    expect(await heard()).to.deep.equal([]);
  });

  it("is none where the lease changes anyway", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    const answer = await plugin.checkAndDiff(await plugin.refresh(made), { leaseTime: 40 });
    expect(answer.getDiffsList()).to.deep.equal(["leaseTime"]);
  });

  for (const change of [{ renewBefore: unknown }, { leaseTime: unknown }]) {
    it(`waits for what is not known: ${Object.keys(change).join()}`, async () => {
      const { plugin, sim } = await startProvider();
      const made = await plugin.make({ renewBefore: 10 });
      sim.advance(25 * minuteMs);
      const answer = await plugin.checkAndDiff(await plugin.refresh(made), change);
      expect(answer.getDiffsList()).to.deep.equal(Object.keys(change));
    });
  }
});

describe("Diff with ignoreChanges", () => {
  const startProvider = providerStarter();

  it("leaves a renewal out that is to be ignored", async () => {
    const { plugin, sim, heard } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    expectNoChange(await plugin.checkAndDiff(await plugin.refresh(made), {}, ["expiresAt"]));
    expect(await heard()).to.deep.equal([]);
  });

  for (const ignored of ["status", "*"]) {
    it(`leaves an end out that ${ignored} ignores`, async () => {
      const { plugin, sim } = await startProvider({ config: { refreshBeforeUpdate: false } });
      const made = await plugin.make({ fingerprintUUID: fingerprintA });
      sim.advance(40 * minuteMs);
      const answer = await plugin.diff(made, {}, [ignored]);
      expectNoChange(answer);
      expect(answer.getDeletebeforereplace()).to.be.true;
    });
  }

  it("leaves all else in", async () => {
    const { plugin } = await startProvider();
    const answer = await plugin.diff(await plugin.make(), { driver: "api" }, ["expiresAt", "status"]);
    expect(answer.getReplacesList()).to.deep.equal(["driver"]);
  });
});
