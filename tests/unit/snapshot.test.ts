import { expect } from "chai";
import { SnapshotReader, outageAgeMs, snapshotAgeMs } from "../../provider/session/snapshot";
import type { ErrorKind } from "../../provider/tasknet";
import { errorOf, FakeApi, id, notFound, otherId, rejection, wire } from "./fixtures";

const thirdId = "5e551011-0000-4000-8000-000000000003";

describe("SnapshotReader", () => {
  let api: FakeApi;
  let now: number;
  let reader: SnapshotReader;
  beforeEach(() => {
    api = new FakeApi();
    now = 1_000_000;
    const single = { find: api.getSession };
    reader = new SnapshotReader(api, single, () => now);
    api.getSession.callsFake((asked) => Promise.resolve(wire({ sessionUUID: asked })));
    api.listSessions.resolves([wire(), wire({ sessionUUID: otherId }), wire({ sessionUUID: thirdId })]);
  });

  it("the first look is its session's own", async () => {
    expect(await reader.find(id)).to.deep.equal(wire());
    expect(api.calls()).to.deep.equal({ getSession: 1 });
  });

  it("goes by the machine's own clock where it is given none", async () => {
    const own = new SnapshotReader(api, { find: api.getSession });
    await own.find(id);
    await own.find(otherId);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("the next asks for the list, which serves those that follow", async () => {
    await reader.find(id);
    for (const asked of [otherId, thirdId, id])
      expect((await reader.find(asked))?.sessionUUID).to.equal(asked);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("looks at one time share the list", async () => {
    await reader.find(id);
    await Promise.all([reader.find(otherId), reader.find(thirdId)]);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("a session that the list does not show as running is looked at by itself", async () => {
    await reader.find(id);
    api.listSessions.resolves([wire({ sessionUUID: otherId, status: "terminated" })]);
    await reader.find(otherId);
    await reader.find(thirdId);
    expect(api.getSession.args.map(([asked]) => asked)).to.deep.equal([id, otherId, thirdId]);
  });

  describe("a list grows old", () => {
    const cases = [
      { name: "serves to its last moment", ms: snapshotAgeMs, lists: 1 },
      { name: "is asked for anew after it", ms: snapshotAgeMs + 1, lists: 2 },
    ];
    for (const { name, ms, lists } of cases) {
      it(name, async () => {
        await reader.find(id);
        await reader.find(otherId);
        const takenAt = now;
        // Looks in between keep the reader from starting over.
        now = takenAt + snapshotAgeMs / 2;
        await reader.find(otherId);
        now = takenAt + ms;
        await reader.find(thirdId);
        expect(api.listSessions.callCount).to.equal(lists);
      });
    }

    it("a look after a pause of that length is not the first", async () => {
      await reader.find(id);
      now += snapshotAgeMs;
      await reader.find(otherId);
      expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
    });

    it("a look after a longer pause is a first one again", async () => {
      await reader.find(id);
      now += snapshotAgeMs + 1;
      await reader.find(otherId);
      expect(api.calls()).to.deep.equal({ getSession: 2 });
    });
  });

  it("after a write the list is asked for anew", async () => {
    await reader.find(id);
    await reader.find(otherId);
    reader.forget();
    await reader.find(otherId);
    expect(api.listSessions.callCount).to.equal(2);
  });

  const outages: ErrorKind[] = ["timeout", "connection", "unavailable", "rateLimited", "unauthorized"];
  describe("an outage", () => {
    for (const kind of outages) {
      it(`${kind}: spares the looks that follow, for a while`, async () => {
        const error = errorOf[kind]();
        api.getSession.rejects(error);
        expect(await rejection(reader.find(id))).to.equal(error);
        now += outageAgeMs;
        expect(await rejection(reader.find(otherId))).to.equal(error);
        expect(api.calls()).to.deep.equal({ getSession: 1 });

        now += 1;
        api.getSession.resolves(wire({ sessionUUID: otherId }));
        expect((await reader.find(otherId))?.sessionUUID).to.equal(otherId);
      });

      it(`${kind}: of the list fails the look, and finds no session ended`, async () => {
        await reader.find(id);
        const error = errorOf[kind]();
        api.listSessions.rejects(error);
        expect(await rejection(reader.find(otherId))).to.equal(error);
        expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
      });
    }
  });

  describe("a failure that concerns one look alone", () => {
    const others = (Object.keys(errorOf) as ErrorKind[]).filter((kind) => !outages.includes(kind));
    for (const kind of others) {
      it(`${kind}: does not spare the next look`, async () => {
        api.getSession.onFirstCall().rejects(errorOf[kind]());
        await rejection(reader.find(id));
        expect((await reader.find(otherId))?.sessionUUID).to.equal(otherId);
      });

      it(`${kind}: of the list leaves each session to a look of its own`, async () => {
        await reader.find(id);
        api.listSessions.onFirstCall().rejects(errorOf[kind]());
        expect((await reader.find(otherId))?.sessionUUID).to.equal(otherId);
        expect(api.calls()).to.deep.equal({ getSession: 2, listSessions: 1 });
        expect((await reader.find(thirdId))?.sessionUUID).to.equal(thirdId);
        expect(api.calls()).to.deep.equal({ getSession: 3, listSessions: 1 });
      });
    }
  });

  it("an end is the single look's to tell", async () => {
    await reader.find(id);
    api.listSessions.resolves([]);
    api.getSession.resolves(undefined);
    expect(await reader.find(otherId)).to.be.undefined;
    api.getSession.rejects(notFound(false));
    await rejection(reader.find(thirdId));
  });
});
