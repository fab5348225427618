import { expect } from "chai";
import type { SessionContext } from "../../provider/session";
import { awaitConflict, awaitEnded } from "../../provider/session/await-ended";
import { contextOf, errorOf, FakeApi, fingerprintA, fingerprintB, id, notFound, wire } from "./fixtures";

let api: FakeApi;
let context: SessionContext;
beforeEach(() => {
  api = new FakeApi();
  context = contextOf(api);
});

describe("awaitEnded", () => {
  for (const [title, fingerprint, isPending] of [
    ["reads nothing without a fingerprint", undefined, true],
    ["reads nothing if no session with the fingerprint was ended", fingerprintB, true],
    ["reads nothing if the session has ended", fingerprintA, false],
  ] as const) {
    it(title, async () => {
      context.memory.addEnded(fingerprintA, { sessionUUID: id, isPending });
      await awaitEnded(context, fingerprint, undefined);
      expect(api.calls()).to.deep.equal({});
    });
  }

  describe("of a session that may still be ending", () => {
    beforeEach(() => {
      context.memory.addEnded(fingerprintA, { sessionUUID: id, isPending: true });
      api.getSession.resolves(wire());
    });

    for (const [title, last] of [
      [
        "waits until the session is shown as terminated",
        () => api.getSession.onThirdCall().resolves(wire({ status: "terminated" })),
      ],
      [
        "waits until the service no longer knows the session",
        () => api.getSession.onThirdCall().rejects(notFound("SESSION_NOT_FOUND")),
      ],
      [
        "stops waiting if the session cannot be read",
        () => api.getSession.onThirdCall().rejects(errorOf.unavailable()),
      ],
    ] as const) {
      it(title, async () => {
        last();
        await awaitEnded(context, fingerprintA.toUpperCase(), undefined);
        expect(api.waits).to.deep.equal([1_000, 1_000]);
        expect(api.calls()).to.deep.equal({ getSession: 3 });
      });
    }

    it("stops waiting at the deadline of the operation", async () => {
      api.timeLeftMs = 2_500;
      await awaitEnded(context, fingerprintA, undefined);
      expect(api.waits).to.deep.equal([1_000, 1_000]);
    });
  });
});

describe("awaitConflict", () => {
  it("waits a second after a conflict if this process ended a session with the fingerprint", async () => {
    context.memory.addEnded(fingerprintA, { sessionUUID: id, isPending: false });
    expect(await awaitConflict(context, fingerprintA, undefined)).to.be.true;
    expect(api.waits).to.deep.equal([1_000]);
  });

  it("resolves to false at the deadline of the operation", async () => {
    context.memory.addEnded(fingerprintA, { sessionUUID: id, isPending: false });
    api.timeLeftMs = 500;
    expect(await awaitConflict(context, fingerprintA, undefined)).to.be.false;
  });

  for (const fingerprint of [undefined, fingerprintB]) {
    it(`does not wait for a conflict to end ${fingerprint === undefined ? "without a fingerprint" : "if this process ended no session with the fingerprint"}`, async () => {
      context.memory.addEnded(fingerprintA, { sessionUUID: id, isPending: false });
      expect(await awaitConflict(context, fingerprint, undefined)).to.be.false;
      expect(api.waits).to.be.empty;
    });
  }
});
