import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import type { Raw, RecordedFacts } from "./fixtures";
import {
  calls,
  failure,
  fingerprintA,
  initFailureOf,
  minuteMs,
  minutesOf,
  raw,
  providerStarter,
  secret,
  unknown,
} from "./fixtures";

const leaseOutputs = { currentLeaseTime: unknown, updatedAt: unknown, expiresAt: unknown };

describe("Update in a preview", () => {
  const startProvider = providerStarter();

  it("marks only the outputs of a new lease as unknown in a preview, without a request", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ isVncEnabled: true });
    sim.clearLedger();
    const { outputs } = await plugin.update(made, { leaseTime: 45 }, { preview: true });
    expect(outputs).to.deep.equal({ ...made.outputs, leaseTime: 45, ...leaseOutputs });
    expect(calls(sim)).to.deep.equal([]);
  });

  it("marks the outputs of the lease as unknown in the preview of a renewal", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    const read = await plugin.refresh(made);
    const { outputs } = await plugin.update(read, {}, { preview: true });
    expect(outputs).to.deep.equal({ ...made.outputs, ...leaseOutputs });
  });

  const recorded: [string, Raw][] = [
    ["renewBefore", { renewBefore: 5 }],
    ["a secret", { fingerprintSecret: secret("new") }],
    ["recreateWhenEnded", { recreateWhenEnded: false }],
  ];
  for (const [name, change] of recorded) {
    it(`keeps all outputs known in a preview if only ${name} changes`, async () => {
      const { plugin } = await startProvider();
      const made = await plugin.make();
      const { outputs } = await plugin.update(made, change, { preview: true });
      expect(outputs).to.deep.equal({ ...made.outputs, ...change });
    });
  }

  const unknowns: [string, Raw, Raw][] = [
    ["the lease", {}, { leaseTime: unknown }],
    ["the lease of a session with renewBefore", { renewBefore: 10 }, { leaseTime: unknown }],
    ["renewBefore", { renewBefore: 10 }, { renewBefore: unknown }],
    ["a secret renewBefore", {}, { renewBefore: secret(unknown) }],
  ];
  for (const [name, given, change] of unknowns) {
    it(`marks the outputs of the lease as unknown in a preview if ${name} is unknown`, async () => {
      const { plugin } = await startProvider();
      const made = await plugin.make(given);
      const { outputs } = await plugin.update(made, change, { preview: true });
      expect(outputs).to.deep.equal({ ...made.outputs, ...change, ...leaseOutputs });
    });
  }
});

describe("Update", () => {
  const startProvider = providerStarter();

  it("sets a new lease and reads it back", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make();
    sim.advance(10 * minuteMs);
    sim.clearLedger();
    const { outputs } = await plugin.update(made, { leaseTime: 45 });
    expect(calls(sim)).to.deep.equal(["UpdateSession", "GetSession"]);
    expect(outputs).to.include({ leaseTime: 45, currentLeaseTime: 45, sessionUUID: made.id });
    expect(minutesOf(outputs.expiresAt)).to.be.closeTo(55, 0.1);
  });

  it("renews a lease that is due for renewal", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ renewBefore: 10 });
    sim.advance(25 * minuteMs);
    const read = await plugin.refresh(made);
    sim.clearLedger();
    const { outputs } = await plugin.update(read);
    expect(calls(sim)).to.deep.equal(["UpdateSession", "GetSession"]);
    expect(minutesOf(outputs.expiresAt)).to.be.closeTo(55, 0.1);
  });

  for (const ignored of ["expiresAt", "*"]) {
    it(`keeps a lease that is due for renewal if ignoreChanges names ${ignored}`, async () => {
      const { plugin, sim } = await startProvider();
      const made = await plugin.make({ renewBefore: 10 });
      sim.advance(25 * minuteMs);
      const read = await plugin.refresh(made);
      sim.clearLedger();
      const change = { fingerprintSecret: secret("new") };
      const { outputs } = await plugin.update(read, change, { ignoreChanges: [ignored] });
      expect(calls(sim)).to.deep.equal([]);
      expect(outputs.expiresAt).to.equal(read.outputs.expiresAt);
      const preview = await plugin.update(read, change, { ignoreChanges: [ignored], preview: true });
      expect(preview.outputs.expiresAt).to.equal(read.outputs.expiresAt);
      // The program itself changes the lease.
      await plugin.update(read, { leaseTime: 45 }, { ignoreChanges: [ignored] });
      expect(calls(sim)).to.deep.equal(["UpdateSession", "GetSession"]);
    });
  }

  it("records a secret and renewBefore with their marks, without a request", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ fingerprintUUID: fingerprintA, isVncEnabled: true });
    sim.clearLedger();
    const change = { fingerprintSecret: secret("new"), renewBefore: secret(5) };
    const { outputs } = await plugin.update(made, change);
    expect(outputs).to.deep.equal({ ...made.outputs, ...change });
    expect(calls(sim)).to.deep.equal([]);
  });

  it("reads the session and records the policy if recreateWhenEnded becomes false", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make();
    sim.clearLedger();
    const { outputs } = await plugin.update(made, { recreateWhenEnded: false });
    expect(outputs).to.deep.equal({ ...made.outputs, recreateWhenEnded: false });
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  const immutable: [Raw, RegExp][] = [
    [{ driver: "api" }, /driver changes from "puppeteer" to "api"/],
    [{ isVncEnabled: true, leaseTime: 45 }, /isVncEnabled changes from false to true/],
    [{ vncMode: "rw" }, /vncMode changes from "ro" to "rw"/],
    [{ fingerprintUUID: fingerprintA }, /fingerprintUUID changes from unset to/],
    [{ environmentId: "e" }, /environmentId changes from unset to "e"/],
    [{ showMouse: true, isProxyEnabled: true }, /showMouse changes .*; isProxyEnabled changes/],
  ];
  for (const [change, text] of immutable) {
    it(`refuses a change of ${Object.keys(change).join(" and ")} in place, without a request`, async () => {
      const { plugin, sim } = await startProvider();
      const made = await plugin.make();
      sim.clearLedger();
      const error = await failure(plugin.update(made, change));
      expect(error.code).to.equal(status.INVALID_ARGUMENT);
      expect(error.details).to.match(new RegExp(`^could not change session ${made.id} in place: `));
      expect(error.details).to.match(text);
      expect(error.details).to.contain("Nothing was called.");
      expect(calls(sim)).to.deep.equal([]);
    });
  }

  it("shows no secret value when it refuses a change", async () => {
    const { plugin } = await startProvider();
    const made = await plugin.make({ environmentId: secret("s3cret-old") });
    const error = await failure(plugin.update(made, { environmentId: secret("s3cret-new") }));
    expect(error.details).to.contain("environmentId changes");
    expect(error.details).to.not.contain("s3cret");
  });

  const notSet = /^could not set the lease of session \S+ to 45 minutes, so it stays as it was\. /;
  const refusals: [string, object, status, RegExp][] = [
    [
      "an ended session",
      { status: 404, code: "SESSION_NOT_FOUND" },
      status.NOT_FOUND,
      /ended before its lease/,
    ],
    ["a refused key", { status: 401 }, status.UNAUTHENTICATED, notSet],
    ["a refused lease", { status: 400 }, status.INVALID_ARGUMENT, notSet],
  ];
  for (const [name, fault, code, text] of refusals) {
    it(`fails to set a lease because of ${name}`, async () => {
      const { plugin, sim } = await startProvider();
      const made = await plugin.make();
      sim.addFault({ operation: "UpdateSession", ...fault });
      const error = await failure(plugin.update(made, { leaseTime: 45 }));
      expect(error.code).to.equal(code);
      expect(error.details).to.match(text);
      expect(initFailureOf(error)).to.equal(undefined);
    });
  }

  it("records both possible expiries of a lease request with unknown outcome", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make();
    sim.addFault({ operation: "UpdateSession", status: 500, times: 6 });
    const error = await failure(plugin.update(made, { leaseTime: 45 }));
    expect(error.code).to.equal(status.FAILED_PRECONDITION);
    expect(error.details).to.match(
      new RegExp(
        `^could not confirm that the lease of session ${made.id} was set to 45 minutes\\. Tasknet PATCH`,
      ),
    );
    const kept = initFailureOf(error);
    const { __tasknet: record, ...properties } = raw(kept?.getProperties());
    const { __tasknet: before, ...recorded } = made.outputs;
    expect(properties).to.deep.equal(recorded);
    const [{ lease: after }, { lease }] = [record as RecordedFacts, before as RecordedFacts];
    expect(after.earliest).to.equal(lease.earliest);
    expect(minutesOf(after.latest)).to.be.closeTo(45, 0.2);
    expect(raw(kept?.getInputs())).to.deep.equal({ ...made.inputs, leaseTime: 45 });
  });

  it("records a lease that was set but not read back", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ isVncEnabled: true, environmentId: secret("e") });
    sim.addFault({ operation: "GetSession", status: 500, times: 6 });
    const error = await failure(plugin.update(made, { leaseTime: 45 }));
    const kept = initFailureOf(error);
    expect(error.code).to.equal(status.FAILED_PRECONDITION);
    expect(error.details).to.contain(
      `the lease of session ${made.id} was set to 45 minutes, but could not be read back`,
    );
    expect(kept?.getId()).to.equal(made.id);
    expect(kept?.getReasonsList()).to.deep.equal([error.details]);
    expect(kept?.getRefreshBeforeUpdate()).to.be.true;
    expect(raw(kept?.getInputs())).to.deep.equal({ ...made.inputs, leaseTime: 45 });
    const properties = raw(kept?.getProperties());
    const { expiresAt, __tasknet: record } = properties;
    expect(properties).to.deep.equal({ ...made.outputs, leaseTime: 45, expiresAt, __tasknet: record });
    expect(minutesOf(expiresAt)).to.be.closeTo(45, 0.1);
    const { lease } = record as RecordedFacts;
    expect(minutesOf(lease.earliest)).to.be.closeTo(45, 0.1);
    expect(minutesOf(lease.latest)).to.be.closeTo(45, 0.1);
  });

  it("fails an update at its timeout, and says so", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make();
    sim.addFault({ operation: "UpdateSession", delayMs: 3_600_000 });
    const error = await failure(plugin.update(made, { leaseTime: 45 }, { timeout: 0.2 }));
    expect(error.details).to.match(
      /^could not confirm that .* PATCH .* failed: not done within [\d.]+ seconds\n/,
    );
    expect(initFailureOf(error)?.getId()).to.equal(made.id);
  });
});
