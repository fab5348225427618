import { expect } from "chai";
import type { Effect } from "../../provider/tasknet/errors";
import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { RequestLimiter } from "../../provider/tasknet/limiter";
import { createAbortGraceMs } from "../../provider/tasknet/abort";
import type { Fault } from "../../simulator/index";
import {
  anyId,
  body,
  createClient,
  operations,
  plainServers,
  rejection,
  reply,
  seed,
  simulators,
  TestClock,
  until,
} from "./fixtures";

describe("client: cancellation", () => {
  const simulate = simulators();
  const serve = plainServers();

  for (const { name, run } of operations) {
    it(`sends nothing if ${name} is cancelled before it starts`, async () => {
      const sim = await simulate();
      const { client, timers } = createClient(sim.url);
      const error = await rejection(run(client, anyId, { signal: AbortSignal.abort() }));
      expect(error).to.include({ name: "CancelledError", kind: "cancelled", effect: "none" });
      expect(sim.ledger).to.deep.equal([]);
      expect(timers.pending).to.deep.equal([]);
    });

    it(`sends nothing if ${name} is cancelled while it waits in the queue`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      let finish: (() => void) | undefined;
      const limiter = new RequestLimiter(new TestClock(), 1);
      const holder = limiter.run(
        () => new Promise<void>((resolve) => (finish = resolve)),
        new AbortController().signal,
      );
      const aborter = new AbortController();
      const settled = rejection(
        run(createClient(sim.url, { limiter }).client, id, { signal: aborter.signal }),
      );
      aborter.abort();
      expect(await settled).to.include({ kind: "cancelled", effect: "none" });
      finish!();
      await holder;
      await createClient(sim.url, { limiter }).client.getSession(id);
      expect(sim.ledger).to.have.length(1);
    });

    it(`reports an unknown effect without a retry if ${name} is cancelled in flight`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, delayMs: 3_600_000 });
      const aborter = new AbortController();
      const { client, timers } = createClient(sim.url);
      const settled = rejection(run(client, id, { signal: aborter.signal }));
      await until(() => sim.ledger.length === 1);
      aborter.abort();
      if (name === "CreateSession") timers.fire(createAbortGraceMs);
      expect(await settled).to.include({ kind: "cancelled", effect: "unknown" });
      await createClient(sim.url).client.listSessions();
      expect(sim.ledger.map((entry) => entry.operation)).to.deep.equal([name, "ListSessions"]);
      expect(timers.pending).to.deep.equal([]);
    });
  }

  it("receives the response of a create that is cancelled in flight, so that its session is not lost", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", delayMs: 3_600_000 }] });
    const aborter = new AbortController();
    const { client, timers } = createClient(sim.url);
    const made = client.createSession(body, {}, { signal: aborter.signal });
    await until(() => sim.running().length === 1);
    aborter.abort();
    await nextTurn();
    sim.release();
    expect((await made).sessionUUID).to.equal(sim.running()[0]?.sessionUUID);
    expect(timers.pending).to.deep.equal([]);
  });

  it("does not retry a refused create that is cancelled in flight", async () => {
    const fault: Fault = { operation: "CreateSession", status: 503, retryAfter: 1, delayMs: 3_600_000 };
    const sim = await simulate({ faults: [fault] });
    const aborter = new AbortController();
    const settled = rejection(
      createClient(sim.url).client.createSession(body, {}, { signal: aborter.signal }),
    );
    await until(() => sim.ledger.length === 1);
    aborter.abort();
    sim.release();
    expect(await settled).to.include({ kind: "unavailable", effect: "none" });
    expect(sim.ledger).to.have.length(1);
  });

  const waits: { what: string; fault: Fault; effect: Effect }[] = [
    {
      what: "a create that a 503 with Retry-After refused",
      fault: { operation: "CreateSession", status: 503, retryAfter: 5 },
      effect: "none",
    },
    {
      what: "a create that a 429 limited",
      fault: { operation: "CreateSession", status: 429, retryAfter: 5 },
      effect: "none",
    },
    {
      what: "an update that a 429 limited",
      fault: { operation: "UpdateSession", status: 429 },
      effect: "none",
    },
    {
      what: "an update that may have taken effect despite a 500",
      fault: { operation: "UpdateSession", status: 500, effect: "after" },
      effect: "unknown",
    },
    {
      what: "an update whose connection was lost",
      fault: { operation: "UpdateSession", cut: "after" },
      effect: "unknown",
    },
    {
      what: "a delete whose connection was lost",
      fault: { operation: "EndSession", cut: "after" },
      effect: "unknown",
    },
  ];
  for (const { what, fault, effect } of waits) {
    it(`cancels the wait before a retry of ${what}`, async () => {
      const sim = await simulate({ faults: [fault] });
      const id = fault.operation === "CreateSession" ? anyId : await seed(sim);
      const { run } = operations.find(({ name }) => name === fault.operation)!;
      const { client, clock } = createClient(sim.url);
      clock.isHeld = true;
      const aborter = new AbortController();
      const settled = rejection(run(client, id, { signal: aborter.signal }));
      await until(() => clock.waits.length === 1);
      aborter.abort();
      expect(await settled).to.include({ kind: "cancelled", effect });
      clock.wake(60_000);
      await createClient(sim.url).client.listSessions();
      expect(sim.ledger.map((entry) => entry.operation)).to.deep.equal([fault.operation, "ListSessions"]);
    });
  }

  it("reports an unknown effect if a retry is cancelled in the queue after an attempt of unknown effect", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    sim.addFault({ operation: "UpdateSession", cut: "after" });
    sim.addFault({ operation: "UpdateSession", status: 429, retryAfter: 5 });
    const { client, clock } = createClient(sim.url);
    const aborter = new AbortController();
    const settled = rejection(
      client.updateSession(id, 7, {
        signal: aborter.signal,
        onRetry: () => (clock.isHeld = sim.ledger.length === 2),
      }),
    );
    await until(() => clock.waits.length === 2);
    aborter.abort();
    expect(await settled).to.include({ kind: "cancelled", effect: "unknown" });
    clock.wake(5000);
  });

  it("reports an unknown effect and closes the connection if a create is cancelled within its response", async () => {
    let started: ServerResponse | undefined;
    let isClosed = false;
    const server = await serve((_, response) => {
      response.on("close", () => (isClosed = true));
      response.writeHead(200, { "Content-Type": "application/json" });
      response.write('{"sessionUUID":');
      started = response;
    });
    const aborter = new AbortController();
    const { client, timers } = createClient(server.url);
    const settled = rejection(client.createSession(body, {}, { signal: aborter.signal }));
    await until(() => started !== undefined);
    aborter.abort();
    timers.fire(createAbortGraceMs);
    expect(await settled).to.include({ kind: "cancelled", effect: "unknown" });
    // The client must not leave the connection open.
    await until(() => isClosed);
  });

  const reasons: unknown[] = ["text", new Error("mine"), new DOMException("mine", "TimeoutError"), 7];
  for (const reason of reasons) {
    it(`rejects with a CancelledError, whatever the reason of the signal (${String(reason)})`, async () => {
      const sim = await simulate({ faults: [{ operation: "ListSessions", delayMs: 3_600_000 }] });
      const aborter = new AbortController();
      const settled = rejection(createClient(sim.url).client.listSessions({ signal: aborter.signal }));
      await until(() => sim.ledger.length === 1);
      aborter.abort(reason);
      expect((await settled).message).to.equal("Tasknet GET /private/v1/sessions failed: cancelled");
    });
  }

  it("ignores a cancellation after the call has finished", async () => {
    const sim = await simulate();
    const aborter = new AbortController();
    const { client } = createClient(sim.url);
    expect(await client.listSessions({ signal: aborter.signal })).to.deep.equal([]);
    aborter.abort();
    expect(await client.listSessions()).to.deep.equal([]);
  });

  it("cancels only the call whose signal aborts", async () => {
    const waiting: ServerResponse[] = [];
    const server = await serve((_, response) => waiting.push(response));
    const { client } = createClient(server.url);
    const aborter = new AbortController();
    const cancelled = rejection(client.listSessions({ signal: aborter.signal }));
    await until(() => waiting.length === 1);
    const other = client.listSessions();
    await until(() => waiting.length === 2);
    aborter.abort();
    expect((await cancelled).kind).to.equal("cancelled");
    reply(waiting[1]!, 200, "{}");
    expect(await other).to.deep.equal([]);
  });
});
