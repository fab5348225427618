import { expect } from "chai";
import { InitFailedError } from "../../provider/resource";
import { update } from "../../provider/session";
import {
  at,
  badRequest,
  contextOf,
  errorOf,
  FakeApi,
  id,
  inputs,
  leaseSince,
  listed,
  malformed,
  msAt,
  notFound,
  otherId,
  rejection,
  stateOf,
  wire,
} from "./fixtures";

describe("update", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(5);
  });

  describe("of a lease that the service does not set", () => {
    const longer = inputs({ leaseTime: 45 });

    it("reports after a 404 that the session has ended, and names the next command", async () => {
      api.updateSession.rejects(notFound("SESSION_NOT_FOUND"));
      const error = await rejection(update(contextOf(api), { state: stateOf(), newInputs: longer }));
      expect(error.message).to.contain(id).and.contain("ended").and.contain("pulumi up");
      expect(error).to.not.be.instanceOf(InitFailedError);
      expect(api.calls()).to.deep.equal({ updateSession: 1 });
    });

    it("does not report an end after a foreign 404 without a confirmation", async () => {
      api.updateSession.rejects(notFound());
      const { message } = await rejection(update(contextOf(api), { state: stateOf(), newInputs: longer }));
      expect(message).to.contain(id).and.contain("could not set the lease").and.contain(notFound().message);
      expect(message).to.not.contain("ended").and.not.contain("runs on");
    });

    it("reports after a 404 without a code that the session has ended if the list confirms it", async () => {
      api.nowMs = msAt(5);
      api.updateSession.rejects(notFound());
      api.getSession.rejects(notFound());
      api.listAll.resolves(listed(wire({ sessionUUID: otherId })));
      const { message } = await rejection(update(contextOf(api), { state: stateOf(), newInputs: longer }));
      expect(message).to.contain(`session ${id} ended before its lease could be set`);
    });

    it("reports after a 404 without a code that the lease is unchanged if the list shows the session", async () => {
      api.nowMs = msAt(5);
      api.updateSession.rejects(notFound());
      api.getSession.rejects(notFound());
      api.listAll.resolves(listed(wire()));
      const { message } = await rejection(update(contextOf(api), { state: stateOf(), newInputs: longer }));
      expect(message).to.contain("could not set the lease").and.contain("so it stays as it was");
    });

    for (const kind of ["unauthorized", "badRequest", "rateLimited"] as const) {
      it(`reports after an error without effect (${kind}) that the lease is unchanged`, async () => {
        api.updateSession.rejects(errorOf[kind]());
        const error = await rejection(update(contextOf(api), { state: stateOf(), newInputs: longer }));
        expect(error.message)
          .to.contain(id)
          .and.contain("45 minutes")
          .and.contain("so it stays as it was")
          .and.match(/slow down$|not like this$|key refused$/);
        expect(error.cause).to.have.property("kind", kind);
        expect(error).to.not.be.instanceOf(InitFailedError);
      });
    }

    for (const kind of ["unavailable", "timeout", "connection", "cancelled", "invalidResponse"] as const) {
      it(`records both possible expiries and the old lease time after an unknown outcome (${kind})`, async () => {
        api.updateSession.rejects(errorOf[kind]());
        const error = await rejection<InitFailedError>(
          update(contextOf(api), { state: stateOf(), newInputs: longer }),
        );
        expect(error.message).to.contain(id).and.contain("45 minutes").and.contain(errorOf[kind]().message);
        expect(error.message).to.contain("could not confirm that the lease").and.not.contain("as it was");
        expect(error).to.be.instanceOf(InitFailedError);
        expect(error.state).to.deep.equal(
          stateOf({}, { lease: { earliest: at(30), latest: at(50), setAt: at(0) } }),
        );
      });
    }

    it("suggests alternatives if the service rejects a shorter lease", async () => {
      api.updateSession.rejects(badRequest());
      const { message } = await rejection(
        update(contextOf(api), { state: stateOf(), newInputs: inputs({ leaseTime: 10 }) }),
      );
      expect(message).to.contain("shorten").and.contain("30").and.contain("--replace");
    });

    it("does not report a shorter lease as refused after a different error", async () => {
      api.updateSession.rejects(errorOf.unauthorized());
      const { message } = await rejection(
        update(contextOf(api), { state: stateOf(), newInputs: inputs({ leaseTime: 10 }) }),
      );
      expect(message).to.contain("could not set the lease").and.not.contain("shorten");
    });

    it("does not report a refused renewal as a shorter lease", async () => {
      api.nowMs = msAt(25);
      api.updateSession.rejects(badRequest());
      const renewing = { renewBefore: 10 };
      const { message } = await rejection(
        update(contextOf(api), { state: stateOf(renewing), newInputs: inputs(renewing) }),
      );
      expect(message).to.contain("could not set the lease").and.not.contain("shorten");
    });
  });

  describe("of a lease that was set but not read back", () => {
    it("reads a set lease again if the service does not show a recent session yet", async () => {
      api.nowMs = msAt(0.5);
      api.updateSession.resolves();
      api.listAll.resolves(listed());
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      api.getSession.onThirdCall().resolves(wire({ currentLeaseTime: 45 }));
      const next = await update(contextOf(api), { state: stateOf(), newInputs: inputs({ leaseTime: 45 }) });
      expect(next).to.include({ leaseTime: 45, currentLeaseTime: 45 });
      expect(api.waits).to.deep.equal([1_000]);
    });

    for (const failure of [
      notFound("SESSION_NOT_FOUND"),
      errorOf.unavailable(),
      errorOf.cancelled(),
      malformed(),
    ]) {
      it(`records a set lease that could not be read back (${failure.kind})`, async () => {
        api.updateSession.resolves();
        api.getSession.rejects(failure);
        const error = await rejection<InitFailedError>(
          update(contextOf(api), {
            state: stateOf({ renewBefore: 5 }),
            newInputs: inputs({ leaseTime: 45 }),
          }),
        );
        expect(error).to.be.instanceOf(InitFailedError);
        expect(error.state).to.deep.equal(
          stateOf({ leaseTime: 45 }, { ...leaseSince(5, 45), currentLeaseTime: 30 }),
        );
        expect(error.message)
          .to.contain(id)
          .and.contain("45")
          .and.contain(failure.message)
          .and.contain("pulumi up");
        expect(error.cause).to.equal(failure);
      });
    }
  });
});
