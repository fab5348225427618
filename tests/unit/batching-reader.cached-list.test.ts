import { expect } from "chai";
import { invalidateOnWrite, SessionBatchingReader } from "../../provider/session";
import { listTtlMs } from "../../provider/resource/batching-reader";
import type { ErrorKind, SessionList } from "../../provider/tasknet";
import { badRequest, errorOf, FakeApi, id, notFound, otherId, rejection, wire, listed } from "./fixtures";

const thirdId = "5e551011-0000-4000-8000-000000000003";

describe("SessionBatchingReader: the cached list", () => {
  let api: FakeApi;
  let now: number;
  let reader: SessionBatchingReader;
  beforeEach(() => {
    api = new FakeApi();
    now = 1_000_000;
    reader = new SessionBatchingReader(api, { schedule: queueMicrotask, now: () => now });
    api.getSession.callsFake((sessionUUID) => Promise.resolve(wire({ sessionUUID })));
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId }), wire({ sessionUUID: thirdId })));
  });

  it("requests a list for the second read of a burst, and serves later reads from it", async () => {
    await reader.find(id);
    expect(api.calls()).to.deep.equal({ getSession: 1 });
    for (const sessionUUID of [otherId, thirdId, id])
      expect((await reader.find(sessionUUID))?.sessionUUID).to.equal(sessionUUID);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("serves reads that start while the list is requested", async () => {
    await reader.find(id);
    const second = reader.find(otherId);
    await Promise.resolve();
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
    const third = reader.find(thirdId);
    expect([(await second)?.sessionUUID, (await third)?.sessionUUID]).to.deep.equal([otherId, thirdId]);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("uses the clock of the machine if no clock is given", async () => {
    const own = new SessionBatchingReader(api, { schedule: queueMicrotask });
    await own.find(id);
    await own.find(otherId);
    await own.find(thirdId);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("requests no list if only one session is read repeatedly", async () => {
    for (let reads = 0; reads < 3; reads += 1) await reader.find(id);
    expect(api.calls()).to.deep.equal({ getSession: 3 });
  });

  it("requests one list for many reads that arrive in small groups", async () => {
    const ids = Array.from(
      { length: 200 },
      (_, i) => `5e551011-0000-4000-8000-${String(i).padStart(12, "0")}`,
    );
    api.listAll.resolves(listed(...ids.map((sessionUUID) => wire({ sessionUUID }))));
    for (let at = 0; at < ids.length; at += 8) {
      const few = ids.slice(at, at + 8);
      const found = await Promise.all(few.map((sessionUUID) => reader.find(sessionUUID)));
      expect(found.map((session) => session?.sessionUUID)).to.deep.equal(few);
    }
    expect(api.calls()).to.deep.equal({ listSessions: 1 });
  });

  it("reads a session that the list does not show as running with its own request", async () => {
    await reader.find(id);
    api.listAll.resolves(listed(wire({ sessionUUID: otherId, status: "terminated" })));
    await reader.find(otherId);
    await reader.find(thirdId);
    expect(api.getSession.args.map(([sessionUUID]) => sessionUUID)).to.deep.equal([id, otherId, thirdId]);
    expect(api.listAll.callCount).to.equal(1);
  });

  it("considers a session as ended after a foreign 404 if the list lacks it", async () => {
    await reader.find(id);
    api.listAll.resolves(listed());
    api.getSession.rejects(notFound());
    expect(await reader.find(otherId)).to.be.undefined;
    expect(api.listAll.callCount).to.equal(1);
  });

  describe("of a certain age", () => {
    const cases = [
      { title: "serves reads from the list until its time to live is over", ms: listTtlMs, lists: 1 },
      { title: "requests another list after the time to live", ms: listTtlMs + 1, lists: 2 },
    ];
    for (const { title, ms, lists } of cases) {
      it(title, async () => {
        await reader.find(id);
        await reader.find(otherId);
        const requestedAt = now;
        // Reads in between prolong the burst.
        now = requestedAt + listTtlMs / 2;
        await reader.find(otherId);
        now = requestedAt + ms;
        await reader.find(thirdId);
        expect(api.listAll.callCount).to.equal(lists);
      });
    }

    it("continues the burst with a read after a pause of the time to live", async () => {
      await reader.find(id);
      now += listTtlMs;
      await reader.find(otherId);
      expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
    });

    it("starts another burst with a read after a pause longer than the time to live", async () => {
      await reader.find(id);
      now += listTtlMs + 1;
      await reader.find(otherId);
      expect(api.calls()).to.deep.equal({ getSession: 2 });
    });
  });

  describe("of a session written since the list was requested", () => {
    const writes = {
      "a new lease": (invalidating: FakeApi) => invalidating.updateSession(id, 30),
      "an end": (invalidating: FakeApi) => invalidating.endSession(id),
    };
    for (const [name, write] of Object.entries(writes)) {
      for (const outcome of ["resolves", "rejects"] as const) {
        it(`requests another list after ${name} that ${outcome}`, async () => {
          const invalidating = invalidateOnWrite(api, reader) as unknown as FakeApi;
          await Promise.all([reader.find(id), reader.find(otherId)]);
          now += 1;
          if (outcome === "resolves") {
            api.updateSession.resolves();
            api.endSession.resolves({ isPending: false });
          } else {
            api.updateSession.rejects(badRequest());
            api.endSession.rejects(badRequest());
          }
          await write(invalidating).catch(() => undefined);
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

    it("requests another list after a write at the same time as the list", async () => {
      await Promise.all([reader.find(id), reader.find(otherId)]);
      reader.invalidate(id);
      await reader.find(id);
      expect(api.listAll.callCount).to.equal(2);
    });

    it("requests another list after a write that finished later than the list", async () => {
      const invalidating = invalidateOnWrite(api, reader);
      let finish: (() => void) | undefined;
      api.updateSession.returns(new Promise((resolve) => (finish = resolve)));
      const write = invalidating.updateSession(id, 30);
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

  it("does not serve an uncached read from the list", async () => {
    await Promise.all([reader.find(id), reader.find(otherId)]);
    api.listAll.resolves(listed(wire({ currentLeaseTime: 44 })));
    expect((await reader.uncached.find(id))?.currentLeaseTime).to.equal(44);
    expect(api.listAll.callCount).to.equal(2);
  });

  it("serves waiting reads from a list that takes longer than its time to live", async () => {
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

  it("keeps the list although an older one fails later", async () => {
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

  describe("that fails", () => {
    const perSession: ErrorKind[] = ["invalidResponse"];
    for (const kind of Object.keys(errorOf) as ErrorKind[]) {
      it(`${perSession.includes(kind) ? "reads each session with its own request" : "fails the read"} if the list fails (${kind}), and requests another list`, async () => {
        await reader.find(id);
        api.listAll.onFirstCall().rejects(errorOf[kind]());
        const failing = reader.find(otherId);
        if (perSession.includes(kind)) expect((await failing)?.sessionUUID).to.equal(otherId);
        else expect((await rejection(failing)).message).to.equal(errorOf[kind]().message);
        expect((await reader.find(thirdId))?.sessionUUID).to.equal(thirdId);
        expect(api.listAll.callCount).to.equal(2);
      });
    }
  });
});

describe("invalidateOnWrite", () => {
  it("delegates each call to the API", async () => {
    const api = new FakeApi();
    const invalidated: string[] = [];
    const invalidating = invalidateOnWrite(api, {
      invalidate: (sessionUUID) => invalidated.push(sessionUUID),
    });
    const options = { timeoutMs: 5 };
    api.createSession.resolves(wire());
    api.getSession.resolves(wire());
    api.listAll.resolves(listed(wire()));
    api.updateSession.resolves();
    api.endSession.resolves({ isPending: false });
    const body = { leaseTime: 5, isVncEnabled: false, vncMode: "ro", driver: "puppeteer" } as const;
    expect(invalidating.now()).to.equal(api.nowMs);
    expect(await invalidating.createSession(body, {}, options)).to.deep.equal(wire());
    expect(await invalidating.getSession(id, options)).to.deep.equal(wire());
    expect(await invalidating.listAll(options)).to.deep.equal(listed(wire()));
    expect(invalidated).to.deep.equal([]);
    await invalidating.updateSession(id, 7, options);
    await invalidating.endSession(otherId, options);
    expect(invalidated).to.deep.equal([id, id, otherId, otherId]);
    expect(api.createSession.args).to.deep.equal([[body, {}, options]]);
    expect(api.getSession.args).to.deep.equal([[id, options]]);
    expect(api.listAll.args).to.deep.equal([[options]]);
    expect(api.updateSession.args).to.deep.equal([[id, 7, options]]);
    expect(api.endSession.args).to.deep.equal([[otherId, options]]);
  });
});
