import { expect } from "chai";
import type { InitFailedError, SessionInputs } from "../../provider/session";
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

  describe("a new lease", () => {
    for (const leaseTime of [45, 10]) {
      it(`of ${leaseTime} minutes is 1 PATCH and 1 GET, and counts from now`, async () => {
        api.updateSession.resolves();
        api.getSession.resolves(wire({ currentLeaseTime: leaseTime, updatedAt: at(5) }));
        const next = await update(contextOf(api), { state: stateOf(), newInputs: inputs({ leaseTime }) });
        expect(next).to.deep.equal(stateOf({ leaseTime }, { ...leaseSince(5, leaseTime), updatedAt: at(5) }));
        expect(api.calls()).to.deep.equal({ updateSession: 1, getSession: 1 });
        expect(api.updateSession.firstCall.args.slice(0, 2)).to.deep.equal([id, leaseTime]);
        expect(api.updateSession.firstCall.calledBefore(api.getSession.firstCall)).to.be.true;
      });
    }

    it("keeps the VNC password that the answer lacks", async () => {
      api.updateSession.resolves();
      api.getSession.resolves(wire());
      const next = await update(contextOf(api), {
        state: stateOf({}, { vncPassword: "pw" }),
        newInputs: inputs({ leaseTime: 45 }),
      });
      expect(next).to.have.property("vncPassword", "pw");
    });

    it("is set once where a renewal is due, too", async () => {
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

  describe("a renewal", () => {
    const renewing = { renewBefore: 10 };
    it("sets the same lease anew with exactly renewBefore left", async () => {
      api.nowMs = msAt(20);
      api.updateSession.resolves();
      api.getSession.resolves(wire({ updatedAt: at(20) }));
      const next = await update(contextOf(api), { state: stateOf(renewing), newInputs: inputs(renewing) });
      expect(next).to.deep.equal(stateOf(renewing, { ...leaseSince(20, 30), updatedAt: at(20) }));
      expect(api.updateSession.firstCall.args.slice(0, 2)).to.deep.equal([id, 30]);
    });

    it("is not made with more left", async () => {
      api.nowMs = msAt(20) - 1;
      const next = await update(contextOf(api), { state: stateOf(), newInputs: inputs(renewing) });
      expect(next).to.deep.equal(stateOf(renewing));
      expect(api.calls()).to.deep.equal({});
    });

    it("is made if the response moves the earliest end by less than a minute to where it is due, as in the diff", async () => {
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

    it("is made where only a look shows that it is due", async () => {
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

  describe("what is only stored", () => {
    const cases: { name: string; old: Partial<SessionInputs>; news: Partial<SessionInputs> }[] = [
      {
        name: "a fingerprint's secret",
        old: { fingerprintSecret: "one" },
        news: { fingerprintSecret: "two" },
      },
      { name: "an environment's secret", old: {}, news: { environmentSecret: "two" } },
      { name: "renewBefore", old: { renewBefore: 5 }, news: { renewBefore: 6 } },
      { name: "renewBefore removed", old: { renewBefore: 5 }, news: {} },
      { name: "the secrets removed", old: { fingerprintSecret: "one", environmentSecret: "one" }, news: {} },
    ];
    for (const { name, old, news } of cases) {
      it(`${name}: nothing is called, and the state holds the new inputs alone`, async () => {
        const fixed = { fingerprintUUID: fingerprintA };
        const next = await update(contextOf(api), {
          state: stateOf({ ...fixed, ...old }),
          newInputs: inputs({ ...fixed, ...news }),
        });
        expect(next).to.deep.equal(stateOf({ ...fixed, ...news }));
        expect(api.calls()).to.deep.equal({});
      });
    }

    it("the inputs taken over after an import", async () => {
      const next = await update(contextOf(api), {
        state: importedStateOf(),
        newInputs: inputs({ showMouse: true, environmentId: "e" }),
      });
      expect(next).to.deep.equal(
        importedStateOf({ showMouse: true, isProxyEnabled: false, environmentId: "e" }),
      );
      expect(api.calls()).to.deep.equal({});
    });

    it("the session's own fingerprint stays", async () => {
      api.getSession.resolves(wire());
      const next = await update(contextOf(api), {
        state: stateOf(),
        newInputs: inputs({ recreateWhenEnded: false }),
      });
      expect(next).to.have.property("fingerprintUUID", stateOf().fingerprintUUID);
      expect(next.fingerprintGiven).to.be.false;
    });

    it("on a session that is kept as terminated, although its renewal would be due", async () => {
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

    it("reads the session once, and records the inputs while it runs", async () => {
      api.getSession.resolves(wire());
      const next = await update(contextOf(api), { state: stateOf(), newInputs: inputs(once) });
      expect(next).to.deep.equal(stateOf(once));
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    it("records a session whose end is reported as terminated, with the inputs", async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const next = await update(contextOf(api), { state: stateOf(), newInputs: inputs(once) });
      expect(next).to.deep.equal(stateOf(once, { status: "terminated" }));
    });

    it("reads nothing of a session that is recorded as terminated", async () => {
      const state = stateOf(once, { status: "terminated" });
      const newInputs = inputs({ ...once, fingerprintSecret: "s" });
      expect(await update(contextOf(api), { state, newInputs })).to.deep.equal({ ...state, ...newInputs });
      expect(api.calls()).to.deep.equal({});
    });
  });

  describe("a renewal that finds the session ended", () => {
    const once = { recreateWhenEnded: false, renewBefore: 10 };
    beforeEach(() => {
      api.nowMs = msAt(25);
    });

    it("records the end where the session is not to be created again", async () => {
      api.updateSession.rejects(notFound("SESSION_NOT_FOUND"));
      const next = await update(contextOf(api), {
        state: stateOf(once),
        newInputs: inputs({ ...once, fingerprintSecret: "s" }),
      });
      expect(next).to.deep.equal(stateOf({ ...once, fingerprintSecret: "s" }, { status: "terminated" }));
    });

    it("is an error where it is to be created again", async () => {
      api.updateSession.rejects(notFound("SESSION_NOT_FOUND"));
      const renewing = { renewBefore: 10 };
      expect(
        (await rejection(update(contextOf(api), { state: stateOf(renewing), newInputs: inputs(renewing) })))
          .message,
      ).to.contain("ended");
    });

    it("is an error where something that is not the API said so, and where the lease changes", async () => {
      api.updateSession.rejects(notFound());
      await rejection(update(contextOf(api), { state: stateOf(once), newInputs: inputs(once) }));
      api.updateSession.rejects(notFound("SESSION_NOT_FOUND"));
      await rejection(
        update(contextOf(api), { state: stateOf(once), newInputs: inputs({ ...once, leaseTime: 45 }) }),
      );
      expect(api.calls()).to.deep.equal({ updateSession: 2, getSession: 1 });
    });
  });

  describe("an update with nothing to do", () => {
    it("completes one that could not be read back, with 1 GET", async () => {
      const failed = stateOf({ leaseTime: 45 }, { ...leaseSince(3, 45), currentLeaseTime: 30 });
      api.getSession.resolves(wire({ currentLeaseTime: 45, updatedAt: at(3) }));
      const next = await update(contextOf(api), { state: failed, newInputs: inputs({ leaseTime: 45 }) });
      expect(next).to.include({ leaseTime: 45, currentLeaseTime: 45, updatedAt: at(3), expiresAt: at(48) });
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    it("completes a creation that was not confirmed, with 1 GET", async () => {
      api.getSession.resolves(wire());
      expect(
        await update(contextOf(api), { state: unconfirmedStateOf(), newInputs: inputs() }),
      ).to.deep.equal(stateOf());
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    it("completes it with what is only stored beside it", async () => {
      const stored = { fingerprintSecret: "s" };
      api.getSession.resolves(wire());
      expect(
        await update(contextOf(api), { state: unconfirmedStateOf(), newInputs: inputs(stored) }),
      ).to.deep.equal(stateOf(stored));
    });
  });

  it("a session that was not confirmed is confirmed before its lease is set, or a second failure would lose its end", async () => {
    api.getSession.onFirstCall().resolves(wire());
    api.getSession.onSecondCall().rejects(errorOf.unavailable());
    api.updateSession.resolves();
    const { state } = await rejection<InitFailedError>(
      update(contextOf(api), { state: unconfirmedStateOf(), newInputs: inputs({ leaseTime: 45 }) }),
    );
    expect(state).to.deep.equal(stateOf({ leaseTime: 45 }, { ...leaseSince(5, 45), currentLeaseTime: 30 }));
  });
});
