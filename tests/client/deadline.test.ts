import { expect } from "chai";
import type { Effect } from "../../provider/tasknet/errors";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { RequestInit, Response } from "node-fetch";
import { useFakeTimers } from "sinon";
import { systemClock, systemTimers } from "../../provider/tasknet/clock";
import { defaultTimeoutMs } from "../../provider/tasknet/deadline";
import { maxAttempts } from "../../provider/tasknet/retry";
import { requestTimeoutMs } from "../../provider/tasknet/transport";
import {
  anyId,
  body,
  createClient,
  operations,
  plainServers,
  rejection,
  seed,
  simulators,
  until,
} from "./fixtures";

describe("client: deadlines", () => {
  const simulate = simulators();
  const serve = plainServers();
  const timeoutMs = 10_000;

  for (const { name, run } of operations) {
    for (const status of [429, 503]) {
      it(`fails ${name} immediately if the Retry-After of a ${status} exceeds the deadline`, async () => {
        const sim = await simulate();
        const id = await seed(sim);
        sim.addFault({ operation: name, status, retryAfter: 11 });
        const { client, clock } = createClient(sim.url);
        const error = await rejection(run(client, id, { timeoutMs }));
        expect(error).to.include({ status, retryAfterMs: 11_000, effect: "none" });
        expect(sim.ledger).to.have.length(1);
        expect(clock.waits).to.deep.equal([]);
      });
    }

    it(`retries ${name} after a Retry-After just within the deadline`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      // A create needs time after the wait.
      const retryAfter = name === "CreateSession" ? 9 : 10;
      sim.addFault({ operation: name, status: 503, retryAfter });
      const { client, clock } = createClient(sim.url);
      await run(client, id, { timeoutMs });
      expect(clock.waits).to.deep.equal([retryAfter * 1000]);
    });

    it(`aborts a request of ${name} in flight at the deadline`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, delayMs: 3_600_000 });
      const { client, timers } = createClient(sim.url);
      const settled = rejection(run(client, id, { timeoutMs }));
      await until(() => sim.ledger.length === 1);
      timers.fire(timeoutMs);
      expect(await settled).to.include({
        name: "TimeoutError",
        detail: "not done within 10 seconds",
        effect: "unknown",
      });
      await until(() => timers.pending.length === 0);
    });

    it(`excludes the wait of ${name} in the queue from the deadline`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      const { client, clock, timers, limiter } = createClient(sim.url);
      clock.isHeld = true;
      limiter.onRateLimited(60_000);
      const call = run(client, id, { timeoutMs });
      expect(timers.pending).to.deep.equal([]);
      clock.wake(60_000);
      await call;
      expect(sim.ledger.map((entry) => entry.operation)).to.deep.equal([name]);
    });
  }

  const between: {
    what: string;
    status: number;
    retryAfter?: number;
    create: boolean;
    effect: Effect;
  }[] = [
    { what: "an update of unknown effect", status: 500, create: false, effect: "unknown" },
    { what: "a refused create", status: 503, retryAfter: 1, create: true, effect: "none" },
  ];
  for (const { what, status, retryAfter, create, effect } of between) {
    it(`aborts the wait before a retry of ${what} at the deadline`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      const operation = create ? "CreateSession" : "UpdateSession";
      sim.addFault({ operation, status, retryAfter, message: "not now" });
      const { client, clock, timers } = createClient(sim.url);
      clock.isHeld = true;
      const options = { timeoutMs };
      const call = create ? client.createSession(body, {}, options) : client.updateSession(id, 7, options);
      const settled = rejection(call);
      await until(() => clock.waits.length === 1);
      timers.fire(timeoutMs);
      const error = await settled;
      expect(error).to.include({ kind: "timeout", effect });
      expect(error.detail).to.match(/^not done within 10 seconds; before that: .*not now$/);
      expect(sim.ledger).to.have.length(1);
      clock.wake(10_000);
    });
  }

  it("keeps the id of a response that the deadline cuts off", async () => {
    let hasStarted = false;
    async function* unfinished(signal: AbortSignal): AsyncGenerator<Buffer> {
      yield Buffer.from(`{"sessionUUID":"${anyId}","status":`);
      hasStarted = true;
      await once(signal, "abort");
      throw new Error("aborted");
    }
    const fetch = (_: string, { signal }: RequestInit): Promise<Response> =>
      Promise.resolve({
        status: 200,
        headers: new Headers(),
        body: unfinished(signal as AbortSignal),
      } as never);
    const { client, timers } = createClient("http://127.0.0.1:1", { fetch });
    const settled = rejection(client.createSession(body, {}, { timeoutMs }));
    await until(() => hasStarted);
    timers.fire(timeoutMs);
    expect(await settled).to.include({ kind: "invalidResponse", id: anyId });
  });

  it("applies the deadline in addition to the signal of the caller", async () => {
    const sim = await simulate({ faults: [{ operation: "ListSessions", delayMs: 3_600_000 }] });
    const { client, timers } = createClient(sim.url);
    const { signal } = new AbortController();
    const settled = rejection(client.listSessions({ timeoutMs, signal }));
    await until(() => sim.ledger.length === 1);
    timers.fire(timeoutMs);
    expect((await settled).kind).to.equal("timeout");
  });

  it("sets a deadline of 5 minutes by default", async () => {
    expect(defaultTimeoutMs).to.equal(300_000);
    for (const [retryAfter, attempts] of [
      [300, 2],
      [301, 1],
    ] as const) {
      const sim = await simulate({ faults: [{ operation: "ListSessions", status: 503, retryAfter }] });
      await createClient(sim.url)
        .client.listSessions()
        .catch(() => undefined);
      expect(sim.ledger).to.have.length(attempts);
    }
  });

  it("includes the waits before all retries in the deadline", async () => {
    const sim = await simulate({
      faults: [{ operation: "ListSessions", status: 503, retryAfter: 6, times: 9 }],
    });
    const error = await rejection(createClient(sim.url).client.listSessions({ timeoutMs }));
    expect(error.status).to.equal(503);
    expect(sim.ledger).to.have.length(2);
  });

  it("aborts a request whose response stalls at its timeout", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.write('{"sessionUUID":"');
    });
    const { client, timers } = createClient(server.url);
    const settled = rejection(client.updateSession(anyId, 5));
    await until(() => server.received.length === 1);
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      await until(() => server.received.length === attempt && timers.pending.includes(requestTimeoutMs));
      timers.fire(requestTimeoutMs);
    }
    expect(await settled).to.include({ kind: "timeout", effect: "unknown" });
  });

  describe("systemTimers and systemClock", () => {
    const maxTimerMs = 2 ** 31 - 1;
    const month = 30 * 24 * 3_600_000;

    it("limits a timeout that exceeds the maximum of a timer instead of firing immediately", () => {
      const fake = useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      try {
        let fired = 0;
        const handle = systemTimers.setTimeout(() => (fired += 1), month);
        fake.tick(maxTimerMs - 1);
        expect(fired).to.equal(0);
        systemTimers.clearTimeout(handle);
        systemTimers.setTimeout(() => (fired += 1), 1000);
        fake.tick(1000);
        expect(fired).to.equal(1);
      } finally {
        fake.restore();
      }
    });

    it("limits a sleep that exceeds the maximum of a timer, and rejects when its signal aborts", async () => {
      // Node.js warns of a timer that it fires immediately because of its length.
      const warnings: Error[] = [];
      const warn = (warning: Error): number => warnings.push(warning);
      process.on("warning", warn);
      const aborter = new AbortController();
      const settled = systemClock.sleep(month, aborter.signal).then(
        () => "slept",
        () => "aborted",
      );
      await nextTurn();
      process.off("warning", warn);
      aborter.abort();
      expect(await settled).to.equal("aborted");
      expect(warnings).to.deep.equal([]);
    });

    it("cancels a timeout that is cleared", () => {
      const fake = useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      try {
        let fired = 0;
        systemTimers.clearTimeout(systemTimers.setTimeout(() => (fired += 1), 10));
        fake.tick(20);
        expect(fired).to.equal(0);
      } finally {
        fake.restore();
      }
    });
  });
});
