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
  kit,
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
    it(`${name}: before it begins, nothing is sent`, async () => {
      const sim = await simulate();
      const { client, timers } = kit(sim.url);
      const error = await rejection(run(client, anyId, { signal: AbortSignal.abort() }));
      expect(error).to.include({ name: "CancelledError", kind: "cancelled", effect: "none" });
      expect(sim.ledger).to.deep.equal([]);
      expect(timers.pending).to.deep.equal([]);
    });

    it(`${name}: while it waits for its turn, nothing is sent`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      let finish: (() => void) | undefined;
      const limiter = new RequestLimiter(new TestClock(), 1);
      const holder = limiter.run(
        () => new Promise<void>((resolve) => (finish = resolve)),
        new AbortController().signal,
      );
      const aborter = new AbortController();
      const settled = rejection(run(kit(sim.url, { limiter }).client, id, { signal: aborter.signal }));
      aborter.abort();
      expect(await settled).to.include({ kind: "cancelled", effect: "none" });
      finish!();
      await holder;
      await kit(sim.url, { limiter }).client.getSession(id);
      expect(sim.ledger).to.have.length(1);
    });

    it(`${name}: in flight, it may have had an effect, and is not sent again`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, delayMs: 3_600_000 });
      const aborter = new AbortController();
      const { client, timers } = kit(sim.url);
      const settled = rejection(run(client, id, { signal: aborter.signal }));
      await until(() => sim.ledger.length === 1);
      aborter.abort();
      if (name === "CreateSession") timers.fire(createAbortGraceMs);
      expect(await settled).to.include({ kind: "cancelled", effect: "unknown" });
      await kit(sim.url).client.listSessions();
      expect(sim.ledger.map((entry) => entry.operation)).to.deep.equal([name, "ListSessions"]);
      expect(timers.pending).to.deep.equal([]);
    });
  }

  it("a create on the wire is heard to its end, since its session is lost without its id", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", delayMs: 3_600_000 }] });
    const aborter = new AbortController();
    const { client, timers } = kit(sim.url);
    const made = client.createSession(body, {}, { signal: aborter.signal });
    await until(() => sim.running().length === 1);
    aborter.abort();
    await nextTurn();
    sim.release();
    expect((await made).sessionUUID).to.equal(sim.running()[0]?.sessionUUID);
    expect(timers.pending).to.deep.equal([]);
  });

  it("a create on the wire that is refused is not sent again", async () => {
    const fault: Fault = { operation: "CreateSession", status: 503, retryAfter: 1, delayMs: 3_600_000 };
    const sim = await simulate({ faults: [fault] });
    const aborter = new AbortController();
    const settled = rejection(kit(sim.url).client.createSession(body, {}, { signal: aborter.signal }));
    await until(() => sim.ledger.length === 1);
    aborter.abort();
    sim.release();
    expect(await settled).to.include({ kind: "unavailable", effect: "none" });
    expect(sim.ledger).to.have.length(1);
  });

  const waits: { what: string; fault: Fault; effect: Effect }[] = [
    {
      what: "a create refused with a 503 and Retry-After",
      fault: { operation: "CreateSession", status: 503, retryAfter: 5 },
      effect: "none",
    },
    {
      what: "a create limited with a 429",
      fault: { operation: "CreateSession", status: 429, retryAfter: 5 },
      effect: "none",
    },
    {
      what: "an update limited with a 429",
      fault: { operation: "UpdateSession", status: 429 },
      effect: "none",
    },
    {
      what: "an update that a 500 may have done",
      fault: { operation: "UpdateSession", status: 500, effect: "after" },
      effect: "unknown",
    },
    {
      what: "an update whose connection was cut",
      fault: { operation: "UpdateSession", cut: "after" },
      effect: "unknown",
    },
    {
      what: "an end whose connection was cut",
      fault: { operation: "EndSession", cut: "after" },
      effect: "unknown",
    },
  ];
  for (const { what, fault, effect } of waits) {
    it(`during the wait for the next try: ${what}`, async () => {
      const sim = await simulate({ faults: [fault] });
      const id = fault.operation === "CreateSession" ? anyId : await seed(sim);
      const { run } = operations.find(({ name }) => name === fault.operation)!;
      const { client, clock } = kit(sim.url);
      clock.isHeld = true;
      const aborter = new AbortController();
      const settled = rejection(run(client, id, { signal: aborter.signal }));
      await until(() => clock.waits.length === 1);
      aborter.abort();
      expect(await settled).to.include({ kind: "cancelled", effect });
      clock.wake(60_000);
      await kit(sim.url).client.listSessions();
      expect(sim.ledger.map((entry) => entry.operation)).to.deep.equal([fault.operation, "ListSessions"]);
    });
  }

  it("at the limiter, after an earlier try that may have had an effect", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    sim.addFault({ operation: "UpdateSession", cut: "after" });
    sim.addFault({ operation: "UpdateSession", status: 429, retryAfter: 5 });
    const { client, clock } = kit(sim.url);
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

  it("in the middle of an answer", async () => {
    let answer: ServerResponse | undefined;
    let isClosed = false;
    const server = await serve((_, response) => {
      response.on("close", () => (isClosed = true));
      response.writeHead(200, { "Content-Type": "application/json" });
      response.write('{"sessionUUID":');
      answer = response;
    });
    const aborter = new AbortController();
    const { client, timers } = kit(server.url);
    const settled = rejection(client.createSession(body, {}, { signal: aborter.signal }));
    await until(() => answer !== undefined);
    aborter.abort();
    timers.fire(createAbortGraceMs);
    expect(await settled).to.include({ kind: "cancelled", effect: "unknown" });
    // The connection is not left open behind the caller's back.
    await until(() => isClosed);
  });

  const reasons: unknown[] = ["text", new Error("mine"), new DOMException("mine", "TimeoutError"), 7];
  for (const reason of reasons) {
    it(`is a CancelledError whatever the reason (${String(reason)})`, async () => {
      const sim = await simulate({ faults: [{ operation: "ListSessions", delayMs: 3_600_000 }] });
      const aborter = new AbortController();
      const settled = rejection(kit(sim.url).client.listSessions({ signal: aborter.signal }));
      await until(() => sim.ledger.length === 1);
      aborter.abort(reason);
      expect((await settled).message).to.equal("Tasknet GET /private/v1/sessions failed: cancelled");
    });
  }

  it("after the end of a call changes nothing", async () => {
    const sim = await simulate();
    const aborter = new AbortController();
    const { client } = kit(sim.url);
    expect(await client.listSessions({ signal: aborter.signal })).to.deep.equal([]);
    aborter.abort();
    expect(await client.listSessions()).to.deep.equal([]);
  });

  it("of one call leaves the others alone", async () => {
    const waiting: ServerResponse[] = [];
    const server = await serve((_, response) => waiting.push(response));
    const { client } = kit(server.url);
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
