import { expect } from "chai";
import { end } from "../../provider/session";
import type { ErrorKind } from "../../provider/tasknet";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  fingerprintA,
  id,
  importedStateOf,
  listed,
  msAt,
  notFound,
  origin,
  rejection,
  stateOf,
  wire,
} from "./fixtures";

describe("end of a session that the service does not end", () => {
  let api: FakeApi;
  let warnings: string[];
  const options = { onWarning: (message: string): void => void warnings.push(message) };
  beforeEach(() => {
    api = new FakeApi();
    warnings = [];
  });

  describe("if the service is unreachable", () => {
    const unreachable: ErrorKind[] = ["timeout", "connection"];
    for (const kind of unreachable) {
      it(`drops a session (${kind}) once the maximum lease after its latest expiry is over, with a warning`, async () => {
        api.nowMs = msAt(90) + 1;
        api.endSession.rejects(errorOf[kind]());
        await end(contextOf(api), { sessionUUID: id, state: stateOf() }, options);
        expect(warnings).to.have.length(1);
        expect(warnings[0])
          .to.contain(id)
          .and.contain(origin.endpoint)
          .and.contain(at(30))
          .and.contain("removed from the state")
          .and.contain(errorOf[kind]().message);
      });

      for (const [given, listeners] of [
        ["options", undefined],
        ["a listener to warnings", {}],
      ] as const) {
        it(`drops a session (${kind}) even without ${given}`, async () => {
          api.nowMs = msAt(90) + 1;
          api.endSession.rejects(errorOf[kind]());
          await end(contextOf(api), { sessionUUID: id, state: stateOf() }, listeners);
          expect(api.calls()).to.deep.equal({ endSession: 1 });
        });
      }

      it(`rejects (${kind}) until the maximum lease after the latest expiry is over`, async () => {
        api.nowMs = msAt(90);
        api.endSession.rejects(errorOf[kind]());
        const failed = end(contextOf(api), { sessionUUID: id, state: stateOf() }, options);
        expect((await rejection(failed)).message).to.contain("may still be running");
        expect(warnings).to.be.empty;
      });

      it(`rejects (${kind}) without a state at any time`, async () => {
        api.nowMs = msAt(10_000);
        api.endSession.rejects(errorOf[kind]());
        await rejection(end(contextOf(api), { sessionUUID: id }, options));
      });
    }

    const otherKinds = (Object.keys(errorOf) as ErrorKind[]).filter(
      (kind) => !unreachable.includes(kind) && kind !== "notFound",
    );
    for (const kind of otherKinds) {
      it(`rejects after an error that is no outage (${kind}) at any time`, async () => {
        api.nowMs = msAt(10_000);
        api.endSession.rejects(errorOf[kind]());
        await rejection(end(contextOf(api), { sessionUUID: id, state: stateOf() }, options));
        expect(warnings).to.be.empty;
      });
    }
  });

  describe("if the service does not know the session", () => {
    beforeEach(() => {
      api.nowMs = msAt(0.5);
      api.endSession.rejects(notFound("SESSION_NOT_FOUND"));
    });

    it("sends another DELETE within a minute of the own create", async () => {
      api.endSession.onSecondCall().resolves({ isPending: false });
      await end(contextOf(api), { sessionUUID: id, state: stateOf() });
      expect(api.calls()).to.deep.equal({ endSession: 2 });
      expect(api.waits).to.deep.equal([4_000]);
    });

    it("sends another DELETE even without a listener to retries", async () => {
      api.endSession.onSecondCall().resolves({ isPending: false });
      await end(contextOf(api), { sessionUUID: id, state: stateOf() }, {});
      expect(api.calls()).to.deep.equal({ endSession: 2 });
    });

    it("sends only one DELETE after an error that is not evidence of an end", async () => {
      api.endSession.rejects(errorOf.unavailable());
      await rejection(end(contextOf(api), { sessionUUID: id, state: stateOf() }));
      expect(api.calls()).to.deep.equal({ endSession: 1 });
    });

    it("resolves after a minute of its own clock if the clock of the service stands still", async () => {
      api.now = () => msAt(0.5);
      api.timeLeftMs = 100_000;
      await end(contextOf(api), { sessionUUID: id, state: stateOf() });
      expect(api.waits).to.deep.equal(Array(15).fill(4_000));
    });

    it("sends another DELETE after a generic 404 that the list confirms", async () => {
      api.endSession.onFirstCall().rejects(notFound());
      api.endSession.onSecondCall().resolves({ isPending: false });
      api.listAll.resolves(listed());
      await end(contextOf(api), { sessionUUID: id, state: stateOf() });
      expect(api.calls()).to.deep.equal({ endSession: 2, listSessions: 1 });
    });

    it("resolves a minute after the own create", async () => {
      await end(contextOf(api), { sessionUUID: id, state: stateOf() });
      expect(api.calls()).to.deep.equal({ endSession: 9 });
      expect(api.nowMs).to.be.within(msAt(1), msAt(1.1));
    });

    it("rejects if the deadline of the operation is earlier than a minute after the create", async () => {
      api.timeLeftMs = 4_000;
      const failed = end(contextOf(api), { sessionUUID: id, state: stateOf() });
      expect((await rejection(failed)).message)
        .to.contain("may still be running")
        .and.contain("npx pulumi-tasknet end");
    });

    for (const [name, state] of [
      ["an imported session", importedStateOf()],
      ["a session without a state", undefined],
    ] as const) {
      it(`resolves after one DELETE of ${name}`, async () => {
        await end(contextOf(api), { sessionUUID: id, state });
        expect(api.calls()).to.deep.equal({ endSession: 1 });
      });
    }
  });

  it("rejects after a generic 404 if the list has an unreadable entry with the id of the session", async () => {
    api.endSession.rejects(notFound());
    api.listAll.resolves({ sessions: [], unreadableIds: [id.toUpperCase()], unreadableCount: 1 });
    await rejection(end(contextOf(api), { sessionUUID: id }));
  });

  it("rejects after a generic 404 if the list shows the id of the session in capitals", async () => {
    api.endSession.rejects(notFound());
    api.listAll.resolves(listed(wire({ sessionUUID: id.toUpperCase() })));
    await rejection(end(contextOf(api), { sessionUUID: id }));
  });

  for (const isPending of [true, false]) {
    it(`remembers whether the service only accepted the DELETE (${isPending})`, async () => {
      api.endSession.resolves({ isPending });
      const context = contextOf(api);
      await end(context, { sessionUUID: id, state: stateOf({ fingerprintUUID: fingerprintA }) });
      expect(context.memory.endedWith(fingerprintA.toUpperCase())).to.deep.equal({
        sessionUUID: id,
        isPending,
      });
    });
  }
});
