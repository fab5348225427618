import { expect } from "chai";
import type { InitFailedError } from "../../provider/resource";
import type { SessionInputs } from "../../provider/session";
import { diff, update } from "../../provider/session";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  fingerprintA,
  id,
  importedStateOf,
  inputs,
  leaseSince,
  msAt,
  notFound,
  origin,
  rejection,
  stateOf,
  unconfirmedStateOf,
  wire,
} from "./fixtures";

describe("update", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(5);
  });

  describe("of a new lease", () => {
    for (const leaseTime of [45, 10]) {
      it(`sets a lease of ${leaseTime} minutes from now with one PATCH and one GET`, async () => {
        api.updateSession.resolves();
        api.getSession.resolves(wire({ currentLeaseTime: leaseTime, updatedAt: at(5) }));
        const next = await update(contextOf(api), { state: stateOf(), newInputs: inputs({ leaseTime }) });
        expect(next).to.deep.equal(stateOf({ leaseTime }, { ...leaseSince(5, leaseTime), updatedAt: at(5) }));
        expect(api.calls()).to.deep.equal({ updateSession: 1, getSession: 1 });
        expect(api.updateSession.firstCall.args.slice(0, 2)).to.deep.equal([id, leaseTime]);
        expect(api.updateSession.firstCall.calledBefore(api.getSession.firstCall)).to.be.true;
      });
    }

    it("keeps a VNC password that the response lacks", async () => {
      api.updateSession.resolves();
      api.getSession.resolves(wire());
      const next = await update(contextOf(api), {
        state: stateOf({}, { vncPassword: "pw" }),
        newInputs: inputs({ leaseTime: 45 }),
      });
      expect(next).to.have.property("vncPassword", "pw");
    });

    it("sets a new lease only once if a renewal is due as well", async () => {
      api.nowMs = msAt(25);
      api.updateSession.resolves();
      api.getSession.resolves(wire());
      const next = await update(contextOf(api), {
        state: stateOf({ renewBefore: 10 }),
        newInputs: inputs({ leaseTime: 45, renewBefore: 10 }),
      });
      expect(next.expiresAt).to.equal(at(70));
      expect(api.calls()).to.deep.equal({ updateSession: 1, getSession: 1 });
    });
  });

  describe("of a renewal", () => {
    const renewing = { renewBefore: 10 };
    it("renews the lease if exactly renewBefore remains", async () => {
      api.nowMs = msAt(20);
      api.updateSession.resolves();
      api.getSession.resolves(wire({ updatedAt: at(20) }));
      const next = await update(contextOf(api), { state: stateOf(renewing), newInputs: inputs(renewing) });
      expect(next).to.deep.equal(stateOf(renewing, { ...leaseSince(20, 30), updatedAt: at(20) }));
      expect(api.updateSession.firstCall.args.slice(0, 2)).to.deep.equal([id, 30]);
    });

    it("does not renew the lease while more than renewBefore remains", async () => {
      api.nowMs = msAt(20) - 1;
      const next = await update(contextOf(api), { state: stateOf(), newInputs: inputs(renewing) });
      expect(next).to.deep.equal(stateOf(renewing));
      expect(api.calls()).to.deep.equal({});
    });

    it("renews the lease, as in the diff, if the response moves the earliest expiry slightly below renewBefore", async () => {
      api.nowMs = msAt(19.7);
      const session = wire({ currentLeaseTime: 9.8 });
      api.updateSession.resolves();
      api.getSession.resolves(session);
      const state = stateOf(renewing);
      const liveness = { kind: "running", session } as const;
      const request = {
        state,
        oldInputs: inputs(renewing),
        newInputs: { ...inputs(renewing) },
        liveness,
        origin,
      };
      const { changes } = diff({ ...request, nowMs: api.nowMs });
      expect(changes.map(({ kind }) => kind)).to.deep.equal(["renew"]);
      await update(contextOf(api), { state, newInputs: inputs(renewing) });
      expect(api.updateSession.callCount).to.equal(1);
    });

    it("renews the lease if only a read shows that a renewal is due", async () => {
      api.nowMs = msAt(25.2);
      api.updateSession.resolves();
      api.getSession.resolves(wire({ updatedAt: at(5) }));
      const next = await update(contextOf(api), {
        state: stateOf(renewing, leaseSince(5, 30.5)),
        newInputs: inputs(renewing),
      });
      expect(next.expiresAt).to.equal(at(55.2));
      expect(api.calls()).to.deep.equal({ getSession: 2, updateSession: 1 });
    });
  });

  describe("of inputs that are only stored", () => {
    const cases: { name: string; old: Partial<SessionInputs>; newInputs: Partial<SessionInputs> }[] = [
      {
        name: "a changed fingerprint's secret",
        old: { fingerprintSecret: "one" },
        newInputs: { fingerprintSecret: "two" },
      },
      { name: "a new environment's secret", old: {}, newInputs: { environmentSecret: "two" } },
      { name: "a changed renewBefore", old: { renewBefore: 5 }, newInputs: { renewBefore: 6 } },
      { name: "a removed renewBefore", old: { renewBefore: 5 }, newInputs: {} },
      { name: "removed secrets", old: { fingerprintSecret: "one", environmentSecret: "one" }, newInputs: {} },
    ];
    for (const { name, old, newInputs: changed } of cases) {
      it(`stores ${name} without a call`, async () => {
        const fixed = { fingerprintUUID: fingerprintA };
        const next = await update(contextOf(api), {
          state: stateOf({ ...fixed, ...old }),
          newInputs: inputs({ ...fixed, ...changed }),
        });
        expect(next).to.deep.equal(stateOf({ ...fixed, ...changed }));
        expect(api.calls()).to.deep.equal({});
      });
    }

    it("stores the declared inputs of an imported session without a call", async () => {
      const next = await update(contextOf(api), {
        state: importedStateOf(),
        newInputs: inputs({ showMouse: true, environmentId: "e" }),
      });
      expect(next).to.deep.equal(
        importedStateOf({ showMouse: true, isProxyEnabled: false, environmentId: "e" }),
      );
      expect(api.calls()).to.deep.equal({});
    });

    it("keeps the session's own fingerprint in an update", async () => {
      api.getSession.resolves(wire());
      const next = await update(contextOf(api), {
        state: stateOf(),
        newInputs: inputs({ recreateWhenEnded: false }),
      });
      expect(next).to.have.property("fingerprintUUID", stateOf().fingerprintUUID);
      expect(next.fingerprintGiven).to.be.false;
    });

    it("stores inputs of a session that is kept as terminated without a renewal", async () => {
      const once = { recreateWhenEnded: false, renewBefore: 10 };
      api.nowMs = msAt(100);
      const ended = { status: "terminated" };
      const next = await update(contextOf(api), {
        state: stateOf(once, ended),
        newInputs: inputs({ ...once, fingerprintSecret: "s" }),
      });
      expect(next).to.deep.equal(stateOf({ ...once, fingerprintSecret: "s" }, ended));
      expect(api.calls()).to.deep.equal({});
    });
  });

  describe("with recreateWhenEnded false", () => {
    const once = { recreateWhenEnded: false };

    it("records the inputs of a running session after one read", async () => {
      api.getSession.resolves(wire());
      const next = await update(contextOf(api), { state: stateOf(), newInputs: inputs(once) });
      expect(next).to.deep.equal(stateOf(once));
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    it("records an ended session as terminated with the inputs", async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const next = await update(contextOf(api), { state: stateOf(), newInputs: inputs(once) });
      expect(next).to.deep.equal(stateOf(once, { status: "terminated" }));
    });

    it("records the inputs of a terminated session without a read", async () => {
      const state = stateOf(once, { status: "terminated" });
      const newInputs = inputs({ ...once, fingerprintSecret: "s" });
      expect(await update(contextOf(api), { state, newInputs })).to.deep.equal({ ...state, ...newInputs });
      expect(api.calls()).to.deep.equal({});
    });
  });

  describe("of a renewal that finds the session ended", () => {
    const once = { recreateWhenEnded: false, renewBefore: 10 };
    beforeEach(() => {
      api.nowMs = msAt(25);
    });

    it("records a session as terminated after a failed renewal with recreateWhenEnded false", async () => {
      api.updateSession.rejects(notFound("SESSION_NOT_FOUND"));
      const next = await update(contextOf(api), {
        state: stateOf(once),
        newInputs: inputs({ ...once, fingerprintSecret: "s" }),
      });
      expect(next).to.deep.equal(stateOf({ ...once, fingerprintSecret: "s" }, { status: "terminated" }));
    });

    it("rejects after a failed renewal with recreateWhenEnded true", async () => {
      api.updateSession.rejects(notFound("SESSION_NOT_FOUND"));
      const renewing = { renewBefore: 10 };
      expect(
        (await rejection(update(contextOf(api), { state: stateOf(renewing), newInputs: inputs(renewing) })))
          .message,
      ).to.contain("ended");
    });

    it("rejects after a foreign 404, and after a failed change of the lease", async () => {
      api.updateSession.rejects(notFound());
      await rejection(update(contextOf(api), { state: stateOf(once), newInputs: inputs(once) }));
      api.updateSession.rejects(notFound("SESSION_NOT_FOUND"));
      await rejection(
        update(contextOf(api), { state: stateOf(once), newInputs: inputs({ ...once, leaseTime: 45 }) }),
      );
      expect(api.calls()).to.deep.equal({ updateSession: 2, getSession: 1 });
    });
  });

  describe("without changes", () => {
    it("completes a lease that could not be read back with one GET", async () => {
      const failed = stateOf({ leaseTime: 45 }, { ...leaseSince(3, 45), currentLeaseTime: 30 });
      api.getSession.resolves(wire({ currentLeaseTime: 45, updatedAt: at(3) }));
      const next = await update(contextOf(api), { state: failed, newInputs: inputs({ leaseTime: 45 }) });
      expect(next).to.include({ leaseTime: 45, currentLeaseTime: 45, updatedAt: at(3), expiresAt: at(48) });
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    it("completes an unconfirmed create with one GET", async () => {
      api.getSession.resolves(wire());
      expect(
        await update(contextOf(api), { state: unconfirmedStateOf(), newInputs: inputs() }),
      ).to.deep.equal(stateOf());
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    it("completes an unconfirmed create together with inputs that are only stored", async () => {
      const stored = { fingerprintSecret: "s" };
      api.getSession.resolves(wire());
      expect(
        await update(contextOf(api), { state: unconfirmedStateOf(), newInputs: inputs(stored) }),
      ).to.deep.equal(stateOf(stored));
    });
  });

  it("confirms an unconfirmed session before it sets the lease, so that a second failure keeps its expiry", async () => {
    api.getSession.onFirstCall().resolves(wire());
    api.getSession.onSecondCall().rejects(errorOf.unavailable());
    api.updateSession.resolves();
    const { state } = await rejection<InitFailedError>(
      update(contextOf(api), { state: unconfirmedStateOf(), newInputs: inputs({ leaseTime: 45 }) }),
    );
    expect(state).to.deep.equal(stateOf({ leaseTime: 45 }, { ...leaseSince(5, 45), currentLeaseTime: 30 }));
  });
});
