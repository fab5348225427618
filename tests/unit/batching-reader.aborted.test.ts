import { expect } from "chai";
import { getEventListeners } from "node:events";
import { SessionBatchingReader, invalidateOnWrite } from "../../provider/session";
import type { SessionList, SessionResponse } from "../../provider/tasknet";
import { Deadline } from "../../provider/tasknet/deadline";
import { errorOf, FakeApi, id, listed, notFound, otherId, rejection, wire } from "./fixtures";

describe("SessionBatchingReader: shared lists", () => {
  let api: FakeApi;
  let reader: SessionBatchingReader;
  let respond: (list: SessionList) => void;
  beforeEach(() => {
    api = new FakeApi();
    reader = new SessionBatchingReader(api, { schedule: queueMicrotask, now: () => api.now() });
    api.listAll.returns(new Promise((resolve) => (respond = resolve)));
  });

  const both = (): SessionList => listed(wire(), wire({ sessionUUID: otherId }));

  /** Starts two reads that wait for the list; the result waits for both. */
  async function waitForList(): Promise<() => Promise<(SessionResponse | undefined)[]>> {
    const found = Promise.all([reader.find(id), reader.find(otherId)]);
    await Promise.resolve();
    return () => found;
  }

  it("fails a cancelled read with the error of its own request while the other reads wait", async () => {
    const aborter = new AbortController();
    const error = errorOf.cancelled();
    api.getSession.rejects(error);
    const remaining = await waitForList();
    const cancelled = rejection(reader.find(id, { signal: aborter.signal }));
    aborter.abort();
    expect(await cancelled).to.equal(error);
    respond(both());
    expect((await remaining()).map((session) => session?.sessionUUID)).to.deep.equal([id, otherId]);
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("does not let a read that is cancelled before it starts wait for the list", async () => {
    const error = errorOf.cancelled();
    api.getSession.rejects(error);
    const remaining = await waitForList();
    const cancelled = rejection(reader.find(id, { signal: AbortSignal.abort() }));
    expect(await cancelled).to.equal(error);
    respond(both());
    await remaining();
  });

  it("fails a read at its deadline with the error of its own request", async () => {
    let expire: (() => void) | undefined;
    const timers = {
      setTimeout: (callback: () => void) => (expire = callback),
      clearTimeout: () => undefined,
    };
    const deadline = new Deadline(1_000, { clock: { ticks: () => 0 }, timers });
    const error = errorOf.timeout();
    api.getSession.rejects(error);
    const remaining = await waitForList();
    const late = rejection(reader.find(id, { deadline }));
    expire!();
    expect(await late).to.equal(error);
    respond(both());
    await remaining();
  });

  it("fails a cancelled read immediately although its own batch requests the list", async () => {
    const aborter = new AbortController();
    const error = errorOf.cancelled();
    api.getSession.rejects(error);
    const cancelled = rejection(reader.find(id, { signal: aborter.signal }));
    const other = reader.find(otherId);
    await Promise.resolve();
    aborter.abort();
    expect(await cancelled).to.equal(error);
    respond(both());
    expect((await other)?.sessionUUID).to.equal(otherId);
  });

  it("does not let a read wait for the slow read of another session of its batch", async () => {
    let respondSlow: ((session: SessionResponse) => void) | undefined;
    api.getSession.returns(new Promise((resolve) => (respondSlow = resolve)));
    const slow = reader.find(id);
    const other = reader.find(otherId);
    await Promise.resolve();
    respond(listed(wire({ sessionUUID: otherId })));
    expect((await other)?.sessionUUID).to.equal(otherId);
    respondSlow!(wire());
    expect((await slow)?.sessionUUID).to.equal(id);
  });

  it("serves a cancellable read from the list, and leaves no listener on its signal", async () => {
    const { signal } = new AbortController();
    const found = Promise.all([reader.find(id, { signal }), reader.find(otherId)]);
    await Promise.resolve();
    respond(both());
    expect((await found)[0]?.sessionUUID).to.equal(id);
    await Promise.resolve();
    expect(getEventListeners(signal, "abort")).to.deep.equal([]);
    expect(api.calls()).to.deep.equal({ listSessions: 1 });
  });

  it("requests the list with the callbacks of the first read, but without its signal", async () => {
    const onRetry = (): void => undefined;
    const onWarning = (): void => undefined;
    const { signal } = new AbortController();
    const found = Promise.all([reader.find(id, { onRetry, onWarning, signal }), reader.find(otherId)]);
    await Promise.resolve();
    respond(both());
    await found;
    expect(api.listAll.args).to.deep.equal([[{ onRetry, onWarning }]]);
  });

  it("does not consider a session as ended if an unreadable entry of the list has its id", async () => {
    const error = notFound();
    api.getSession.rejects(error);
    const failed = rejection(reader.find(id));
    respond({ sessions: [], unreadableIds: [id], unreadableCount: 1 });
    expect(await failed).to.equal(error);
  });
});

describe("invalidateOnWrite: clock", () => {
  it("delegates the clock and the waits to the API", async () => {
    const api = new FakeApi();
    api.timeLeftMs = 10;
    const invalidating = invalidateOnWrite(api, { invalidate: () => undefined });
    expect(invalidating.ticks()).to.equal(api.nowMs);
    expect([await invalidating.wait(7), await invalidating.wait(7)]).to.deep.equal([true, false]);
    expect(api.waits).to.deep.equal([7]);
  });
});
