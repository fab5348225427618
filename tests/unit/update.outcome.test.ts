import { expect } from "chai";
import { InitFailedError } from "../../provider/resource";
import {
  contextOf,
  errorOf,
  FakeApi,
  id,
  listed,
  msAt,
  notFound,
  rejection,
  stateOf,
  unconfirmedStateOf,
  wire,
} from "./fixtures";
import { updateRunner } from "./runners";
import type { UpdateRunner } from "./runners";

describe("update", () => {
  let api: FakeApi;
  let run: UpdateRunner;
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(5);
    run = updateRunner(contextOf(api), {});
  });

  it("rejects with a plain error after an earlier plain error in this process", async () => {
    api.updateSession.rejects(errorOf.badRequest());
    await rejection(run());
    expect(await rejection(run())).to.not.be.instanceOf(InitFailedError);
  });

  describe("with an error as the cause", () => {
    it("rejects with the failed confirmation as the cause of an init failure", async () => {
      const error = errorOf.unavailable();
      api.getSession.rejects(error);
      expect((await rejection(run(unconfirmedStateOf()))).cause).to.equal(error);
    });

    for (const [when, error] of [
      ["if the session ended before its lease could be set", notFound("SESSION_NOT_FOUND")],
      ["if the lease may have been set", errorOf.timeout()],
    ] as const) {
      it(`rejects with the failed lease request as the cause ${when}`, async () => {
        api.updateSession.rejects(error);
        expect((await rejection(run())).cause).to.equal(error);
      });
    }
  });

  it("does not renew the lease of a session that is recorded as terminated", async () => {
    api.nowMs = msAt(25);
    const once = { recreateWhenEnded: false, renewBefore: 10 };
    const stored = { ...once, fingerprintSecret: "s" };
    const next = await run(stateOf(once, { status: "terminated" }), stored);
    expect(next).to.deep.equal(stateOf(stored, { status: "terminated" }));
    expect(api.calls()).to.deep.equal({});
  });

  describe("of an overdue session", () => {
    beforeEach(() => {
      api.nowMs = msAt(31) + 1;
      api.getSession.resolves(wire({ vncPassword: "pw" }));
    });

    it("records the reported properties of an overdue session without a change", async () => {
      expect(await run(stateOf(), {})).to.deep.equal(stateOf({}, { vncPassword: "pw" }));
    });

    it("confirms the create of an overdue session that was not confirmed", async () => {
      expect(await run(unconfirmedStateOf(), {})).to.include({ status: "running", vncPassword: "pw" });
    });

    it("repeats the read of a set lease if the first read finds no session", async () => {
      api.updateSession.resolves();
      api.getSession.onFirstCall().rejects(notFound());
      expect(await run()).to.include({ leaseTime: 45, vncPassword: "pw" });
    });
  });

  it("keeps a session that the service does not show yet after the own create", async () => {
    api.nowMs = msAt(0.5);
    api.timeLeftMs = 0;
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    api.listAll.resolves(listed());
    expect(await run(stateOf(), {})).to.deep.equal(stateOf());
  });

  it("rejects with the reason if an unconfirmed session has ended", async () => {
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    const error = await rejection<InitFailedError>(run(unconfirmedStateOf()));
    expect(error).to.be.instanceOf(InitFailedError);
    expect(error.message)
      .to.contain(`session ${id} could not be confirmed`)
      .and.contain("no longer knows it")
      .and.contain("pulumi up");
    expect(api.updateSession.callCount).to.equal(0);
  });

  it("reads a set lease only once if the service fails", async () => {
    api.updateSession.resolves();
    api.getSession.rejects(errorOf.unavailable());
    await rejection(run());
    expect(api.calls()).to.deep.equal({ updateSession: 1, getSession: 1 });
  });

  it("records a lease that differs from the one that was set even without a listener to warnings", async () => {
    api.updateSession.resolves();
    api.getSession.resolves(wire({ currentLeaseTime: 60 }));
    expect(await run()).to.include({ leaseTime: 45, currentLeaseTime: 60 });
  });
});
