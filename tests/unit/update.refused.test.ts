import { expect } from "chai";
import type { SessionState } from "../../provider/session";
import { InitFailedError } from "../../provider/resource";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  id,
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
  let warnings: string[];
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(5);
    warnings = [];
    run = updateRunner(contextOf(api), { onWarning: (message) => warnings.push(message) });
  });

  describe("of a renewal that the service refuses with 400", () => {
    const renewing = { leaseTime: 10, renewBefore: 8 };
    const lease = (latestMinute: number): Partial<SessionState> => ({
      lease: { earliest: at(7), latest: at(latestMinute), setAt: at(0) },
    });
    beforeEach(() => {
      api.updateSession.rejects(errorOf.badRequest());
    });

    it("warns if another client may have set a longer lease, and waits before the next renewal", async () => {
      api.getSession.resolves(wire({ currentLeaseTime: 10 }));
      const state = await run(stateOf(renewing, lease(16)), renewing);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.include(`could not renew the lease of session ${id}`).and.include("10 minutes");
      expect(state.lease).to.deep.include({ earliest: at(7), latest: at(16), setAt: at(5) });
    });

    it("rejects a refused renewal if a longer lease is impossible", async () => {
      api.getSession.resolves(wire({ currentLeaseTime: 10 }));
      await rejection(run(stateOf(renewing, lease(15)), renewing));
      expect(warnings).to.be.empty;
    });

    it("rejects a refused change of the lease, whatever time may remain", async () => {
      await rejection(run(stateOf(renewing, lease(60)), { ...renewing, leaseTime: 9 }));
      expect(warnings).to.be.empty;
    });
  });

  describe("of a lease that the service refuses with a conflict", () => {
    beforeEach(() => {
      api.updateSession.rejects(errorOf.conflict());
    });

    it("sets the lease as soon as the session has started", async () => {
      api.getSession.resolves(wire({ status: "starting" }));
      api.updateSession.onThirdCall().callsFake(() => {
        api.getSession.resolves(wire({ currentLeaseTime: 45, updatedAt: new Date(api.nowMs).toISOString() }));
        return Promise.resolve();
      });
      const state = await run();
      expect(state).to.include({ leaseTime: 45, status: "running" });
      expect(state.lease.latest).to.equal(new Date(msAt(50) + 4_000).toISOString());
      expect(api.waits).to.deep.equal([2_000, 2_000]);
    });

    for (const [title, setUp] of [
      ["rejects immediately if the session runs", () => api.getSession.resolves(wire())],
      [
        "rejects immediately if the session is terminated",
        () => api.getSession.resolves(wire({ status: "terminated" })),
      ],
      [
        "rejects immediately if the session cannot be read",
        () => api.getSession.rejects(errorOf.unavailable()),
      ],
    ] as const) {
      it(title, async () => {
        setUp();
        const error = await rejection(run());
        expect(error.message).to.contain(id).and.contain("so it stays as it was");
        expect(error.cause).to.have.property("kind", "conflict");
        expect(error).to.not.be.instanceOf(InitFailedError);
        expect(api.updateSession.callCount).to.equal(1);
      });
    }

    it("rejects at the deadline of the operation while the session starts", async () => {
      api.timeLeftMs = 3_000;
      api.getSession.resolves(wire({ status: "starting" }));
      expect((await rejection(run())).cause).to.have.property("kind", "conflict");
      expect(api.updateSession.callCount).to.equal(2);
    });
  });

  it("warns of a granted lease that differs from the one that was set", async () => {
    api.updateSession.resolves();
    api.getSession.resolves(wire({ currentLeaseTime: 60, updatedAt: at(5) }));
    expect((await run()).lease).to.deep.equal({ earliest: at(65), latest: at(65), setAt: at(5) });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain(id).and.contain("60 minutes instead of 45");
  });

  it("accepts an old value that is reported after the lease was set without a warning", async () => {
    api.updateSession.resolves();
    api.getSession.resolves(wire());
    expect((await run()).lease).to.deep.equal({ earliest: at(35), latest: at(50), setAt: at(5) });
    expect(warnings).to.be.empty;
  });

  it("sends no renewal that is not allowed", async () => {
    api.nowMs = msAt(25);
    const renewing = { renewBefore: 10 };
    api.getSession.resolves(wire());
    await run(stateOf(renewing), renewing, false);
    expect(api.calls()).to.deep.equal({ getSession: 1 });
  });

  describe("after an init failure of the session in this process", () => {
    it("rejects a second failure with the state, which a plain error would drop", async () => {
      api.updateSession.rejects(errorOf.timeout());
      expect(await rejection(run())).to.be.instanceOf(InitFailedError);
      api.updateSession.rejects(errorOf.badRequest());
      const error = await rejection<InitFailedError>(run());
      expect(error).to.be.instanceOf(InitFailedError);
      expect(error.state).to.deep.equal(stateOf());
      expect(error.message).to.contain("so it stays as it was");
    });

    it("rejects with the unconfirmed state if the confirmation fails", async () => {
      api.getSession.rejects(errorOf.unavailable());
      const error = await rejection<InitFailedError>(run(unconfirmedStateOf(), {}));
      expect(error).to.be.instanceOf(InitFailedError);
      expect(error.state).to.deep.equal(unconfirmedStateOf());
    });
  });

  it("rejects without an init failure if an update without changes finds the session ended", async () => {
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    const error = await rejection(run(stateOf(), {}));
    expect(error).to.not.be.instanceOf(InitFailedError);
    expect(error.message).to.contain(id).and.contain("has ended").and.contain("pulumi up");
  });
});
