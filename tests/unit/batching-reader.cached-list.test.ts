import { expect } from "chai";
import { invalidateOnWrite } from "../../provider/session";
import { listTtlMs, BatchingReader } from "../../provider/session/batching-reader";
import type { ErrorKind, SessionList } from "../../provider/tasknet";
import { badRequest, errorOf, FakeApi, id, notFound, otherId, rejection, wire, listed } from "./fixtures";

const thirdId = "5e551011-0000-4000-8000-000000000003";

describe("BatchingReader: the list that it keeps", () => {
  let api: FakeApi;
  let now: number;
  let reader: BatchingReader;
  beforeEach(() => {
    api = new FakeApi();
    now = 1_000_000;
    reader = new BatchingReader(api, { schedule: queueMicrotask, now: () => now });
    api.getSession.callsFake((asked) => Promise.resolve(wire({ sessionUUID: asked })));
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId }), wire({ sessionUUID: thirdId })));
  });

  it("is asked for by the look that isBurst a first one, and serves those after it", async () => {
    await reader.find(id);
    expect(api.calls()).to.deep.equal({ getSession: 1 });
    for (const asked of [otherId, thirdId, id])
      expect((await reader.find(asked))?.sessionUUID).to.equal(asked);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("serves looks that come while it is under way", async () => {
    await reader.find(id);
    const second = reader.find(otherId);
    await Promise.resolve();
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
    const third = reader.find(thirdId);
    expect([(await second)?.sessionUUID, (await third)?.sessionUUID]).to.deep.equal([otherId, thirdId]);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("goes by the machine's own clock where none is given", async () => {
    const own = new BatchingReader(api, { schedule: queueMicrotask });
    await own.find(id);
    await own.find(otherId);
    await own.find(thirdId);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("is not asked for where one session is looked at again and again", async () => {
    for (let looks = 0; looks < 3; looks += 1) await reader.find(id);
    expect(api.calls()).to.deep.equal({ getSession: 3 });
  });

  it("of many looks at a few a time is asked for once", async () => {
    const ids = Array.from(
      { length: 200 },
      (_, i) => `5e551011-0000-4000-8000-${String(i).padStart(12, "0")}`,
    );
    api.listAll.resolves(listed(...ids.map((sessionUUID) => wire({ sessionUUID }))));
    for (let at = 0; at < ids.length; at += 8) {
      const few = ids.slice(at, at + 8);
      const found = await Promise.all(few.map((asked) => reader.find(asked)));
      expect(found.map((session) => session?.sessionUUID)).to.deep.equal(few);
    }
    expect(api.calls()).to.deep.equal({ listSessions: 1 });
  });

  it("leaves a session that it does not show as running to a look of its own", async () => {
    await reader.find(id);
    api.listAll.resolves(listed(wire({ sessionUUID: otherId, status: "terminated" })));
    await reader.find(otherId);
    await reader.find(thirdId);
    expect(api.getSession.args.map(([asked]) => asked)).to.deep.equal([id, otherId, thirdId]);
    expect(api.listAll.callCount).to.equal(1);
  });

  it("makes a 404 of something else than the API an end, since the list was right", async () => {
    await reader.find(id);
    api.listAll.resolves(listed());
    api.getSession.rejects(notFound());
    expect(await reader.find(otherId)).to.be.undefined;
    expect(api.listAll.callCount).to.equal(1);
  });

  describe("grows old", () => {
    const cases = [
      { name: "serves to its last moment", ms: listTtlMs, lists: 1 },
      { name: "is asked for anew after it", ms: listTtlMs + 1, lists: 2 },
    ];
    for (const { name, ms, lists } of cases) {
      it(name, async () => {
        await reader.find(id);
        await reader.find(otherId);
        const askedAt = now;
        // Looks in between keep the reader from starting over.
        now = askedAt + listTtlMs / 2;
        await reader.find(otherId);
        now = askedAt + ms;
        await reader.find(thirdId);
        expect(api.listAll.callCount).to.equal(lists);
      });
    }

    it("a look after a pause of that length isBurst the last one", async () => {
      await reader.find(id);
      now += listTtlMs;
      await reader.find(otherId);
      expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
    });

    it("a look after a longer pause is a first one again", async () => {
      await reader.find(id);
      now += listTtlMs + 1;
      await reader.find(otherId);
      expect(api.calls()).to.deep.equal({ getSession: 2 });
    });
  });

  describe("serves no session written since it was asked for", () => {
    const writes = {
      "a new lease": (noting: FakeApi) => noting.updateSession(id, 30),
      "an end": (noting: FakeApi) => noting.endSession(id),
    };
    for (const [name, write] of Object.entries(writes)) {
      for (const outcome of ["resolves", "rejects"] as const) {
        it(`${name} that ${outcome}`, async () => {
          const noting = invalidateOnWrite(api, reader) as unknown as FakeApi;
          await Promise.all([reader.find(id), reader.find(otherId)]);
          now += 1;
          if (outcome === "resolves") {
            api.updateSession.resolves();
            api.endSession.resolves({ isPending: false });
          } else {
            api.updateSession.rejects(badRequest());
            api.endSession.rejects(badRequest());
          }
          await write(noting).catch(() => undefined);
          await reader.find(otherId);
          expect(api.listAll.callCount, "another session").to.equal(1);
          now += 1;
          await reader.find(id);
          expect(api.listAll.callCount, "the session itself").to.equal(2);
          await reader.find(id);
          expect(api.listAll.callCount, "the new list").to.equal(2);
        });
      }
    }

    it("nor one written at the same moment", async () => {
      await Promise.all([reader.find(id), reader.find(otherId)]);
      reader.invalidate(id);
      await reader.find(id);
      expect(api.listAll.callCount).to.equal(2);
    });

    it("nor one whose write ended after it", async () => {
      const noting = invalidateOnWrite(api, reader);
      let finish: (() => void) | undefined;
      api.updateSession.returns(new Promise((resolve) => (finish = resolve)));
      const write = noting.updateSession(id, 30);
      now += 1;
      await Promise.all([reader.find(id), reader.find(otherId)]);
      now += 1;
      finish!();
      await write;
      now += 1;
      await reader.find(id);
      expect(api.listAll.callCount).to.equal(2);
    });
  });

  it("serves no fresh look", async () => {
    await Promise.all([reader.find(id), reader.find(otherId)]);
    api.listAll.resolves(listed(wire({ currentLeaseTime: 44 })));
    expect((await reader.uncached.find(id))?.currentLeaseTime).to.equal(44);
    expect(api.listAll.callCount).to.equal(2);
  });

  it("serves reads that wait for it although it takes longer than its time to live", async () => {
    let respond: ((list: SessionList) => void) | undefined;
    api.listAll.onFirstCall().returns(new Promise((resolve) => (respond = resolve)));
    const waiting = [reader.find(id), reader.find(otherId)];
    await Promise.resolve();
    now += listTtlMs + 1;
    const late = reader.find(thirdId);
    respond!(listed(wire(), wire({ sessionUUID: otherId }), wire({ sessionUUID: thirdId })));
    expect((await Promise.all([...waiting, late])).map((session) => session?.sessionUUID)).to.deep.equal([
      id,
      otherId,
      thirdId,
    ]);
    expect(api.calls()).to.deep.equal({ listSessions: 1 });
  });

  it("stays when an older one fails late", async () => {
    let fail: ((error: Error) => void) | undefined;
    api.listAll.onFirstCall().returns(new Promise((_, reject) => (fail = reject)));
    const late = [rejection(reader.find(id)), rejection(reader.find(otherId))];
    await Promise.resolve();
    now += 1;
    reader.invalidate(id);
    reader.invalidate(thirdId);
    now += 1;
    await Promise.all([reader.find(thirdId), reader.find(id)]);
    fail!(errorOf.unavailable());
    await Promise.all(late);
    await reader.find(otherId);
    expect(api.listAll.callCount).to.equal(2);
  });

  describe("when it fails", () => {
    const alone: ErrorKind[] = ["invalidResponse"];
    for (const kind of Object.keys(errorOf) as ErrorKind[]) {
      it(`${kind}: ${alone.includes(kind) ? "leaves each session to a look of its own" : "fails the look"}, and is asked for again`, async () => {
        await reader.find(id);
        api.listAll.onFirstCall().rejects(errorOf[kind]());
        const failing = reader.find(otherId);
        if (alone.includes(kind)) expect((await failing)?.sessionUUID).to.equal(otherId);
        else expect((await rejection(failing)).message).to.equal(errorOf[kind]().message);
        expect((await reader.find(thirdId))?.sessionUUID).to.equal(thirdId);
        expect(api.listAll.callCount).to.equal(2);
      });
    }
  });
});

describe("invalidateOnWrite", () => {
  it("hands each call on", async () => {
    const api = new FakeApi();
    const noted: string[] = [];
    const noting = invalidateOnWrite(api, { invalidate: (sessionUUID) => noted.push(sessionUUID) });
    const options = { timeoutMs: 5 };
    api.createSession.resolves(wire());
    api.getSession.resolves(wire());
    api.listAll.resolves(listed(wire()));
    api.updateSession.resolves();
    api.endSession.resolves({ isPending: false });
    const body = { leaseTime: 5, isVncEnabled: false, vncMode: "ro", driver: "puppeteer" } as const;
    expect(noting.now()).to.equal(api.nowMs);
    expect(await noting.createSession(body, {}, options)).to.deep.equal(wire());
    expect(await noting.getSession(id, options)).to.deep.equal(wire());
    expect(await noting.listAll(options)).to.deep.equal(listed(wire()));
    expect(noted).to.deep.equal([]);
    await noting.updateSession(id, 7, options);
    await noting.endSession(otherId, options);
    expect(noted).to.deep.equal([id, id, otherId, otherId]);
    expect(api.createSession.args).to.deep.equal([[body, {}, options]]);
    expect(api.getSession.args).to.deep.equal([[id, options]]);
    expect(api.listAll.args).to.deep.equal([[options]]);
    expect(api.updateSession.args).to.deep.equal([[id, 7, options]]);
    expect(api.endSession.args).to.deep.equal([[otherId, options]]);
  });
});
