import { expect } from "chai";
import type { Effect } from "../../provider/tasknet/errors";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { RequestInit, Response } from "node-fetch";
import { useFakeTimers } from "sinon";
import { systemClock, systemTimers } from "../../provider/tasknet/clock";
import { defaultDeadlineMs } from "../../provider/tasknet/client";
import { requestTimeoutMs } from "../../provider/tasknet/transport";
import { anyId, body, kit, operations, plainServers, rejection, seed, simulators, until } from "./fixtures";

describe("client: deadlines", () => {
  const simulate = simulators();
  const serve = plainServers();
  const deadlineMs = 10_000;

  for (const { name, run } of operations) {
    for (const status of [429, 503]) {
      it(`${name}: a Retry-After of a ${status} beyond the deadline fails at once`, async () => {
        const sim = await simulate();
        const id = await seed(sim);
        sim.addFault({ operation: name, status, retryAfter: 11 });
        const { client, clock } = kit(sim.url);
        const error = await rejection(run(client, id, { deadlineMs }));
        expect(error).to.include({ status, retryAfterMs: 11_000, effect: "none" });
        expect(sim.ledger).to.have.length(1);
        expect(clock.waits).to.deep.equal([]);
      });
    }

    it(`${name}: a Retry-After just within the deadline is waited for`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, status: 503, retryAfter: 10 });
      const { client, clock } = kit(sim.url);
      await run(client, id, { deadlineMs });
      expect(clock.waits).to.deep.equal([10_000]);
    });

    it(`${name}: the deadline ends a request in flight`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, delayMs: 3_600_000 });
      const { client, timers } = kit(sim.url);
      const settled = rejection(run(client, id, { deadlineMs }));
      await until(() => sim.ledger.length === 1);
      timers.fire(deadlineMs);
      expect(await settled).to.include({
        name: "TimeoutError",
        detail: "not done within 10 seconds",
        effect: "unknown",
      });
      await until(() => timers.pending.length === 0);
    });

    it(`${name}: the deadline ends the wait for a turn, with nothing sent`, async () => {
      const sim = await simulate();
      const { client, clock, timers, limiter } = kit(sim.url);
      clock.isHeld = true;
      limiter.onRateLimited(60_000);
      const settled = rejection(run(client, anyId, { deadlineMs }));
      timers.fire(deadlineMs);
      expect(await settled).to.include({ kind: "timeout", effect: "none" });
      clock.wake(60_000);
      await kit(sim.url, { limiter }).client.listSessions();
      expect(sim.ledger.map((entry) => entry.operation)).to.deep.equal(["ListSessions"]);
    });
  }

  const between: {
    what: string;
    status: number;
    retryAfter?: number;
    create: boolean;
    effect: Effect;
  }[] = [
    { what: "an update that may have been done", status: 500, create: false, effect: "unknown" },
    { what: "an update that was limited", status: 429, create: false, effect: "none" },
    { what: "a create that was refused", status: 503, retryAfter: 1, create: true, effect: "none" },
    { what: "a create that was limited", status: 429, retryAfter: 1, create: true, effect: "none" },
  ];
  for (const { what, status, retryAfter, create, effect } of between) {
    it(`the deadline ends the wait between tries: ${what}`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      const operation = create ? "CreateSession" : "UpdateSession";
      sim.addFault({ operation, status, retryAfter, message: "not now" });
      const { client, clock, timers } = kit(sim.url);
      clock.isHeld = true;
      const options = { deadlineMs };
      const call = create ? client.createSession(body, {}, options) : client.updateSession(id, 7, options);
      const settled = rejection(call);
      await until(() => clock.waits.length === 1);
      timers.fire(deadlineMs);
      const error = await settled;
      expect(error).to.include({ kind: "timeout", effect });
      expect(error.detail).to.match(/^not done within 10 seconds; before that: .*not now$/);
      expect(sim.ledger).to.have.length(1);
      clock.wake(10_000);
    });
  }

  it("the deadline in the middle of an answer loses no id", async () => {
    let isAnswering = false;
    async function* beginning(signal: AbortSignal): AsyncGenerator<Buffer> {
      yield Buffer.from(`{"sessionUUID":"${anyId}","status":`);
      isAnswering = true;
      await once(signal, "abort");
      throw new Error("aborted");
    }
    const fetch = (_: string, { signal }: RequestInit): Promise<Response> =>
      Promise.resolve({
        status: 200,
        headers: new Headers(),
        body: beginning(signal as AbortSignal),
      } as never);
    const { client, timers } = kit("http://127.0.0.1:1", { fetch });
    const settled = rejection(client.createSession(body, {}, { deadlineMs }));
    await until(() => isAnswering);
    timers.fire(deadlineMs);
    expect(await settled).to.include({ kind: "invalidResponse", sessionUUID: anyId });
  });

  it("the deadline at the limiter remembers that an earlier try may have had an effect", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    sim.addFault({ operation: "UpdateSession", cut: "after" });
    sim.addFault({ operation: "UpdateSession", status: 429, retryAfter: 5 });
    const { client, clock, timers } = kit(sim.url);
    const settled = rejection(
      client.updateSession(id, 7, { deadlineMs, onWait: () => (clock.isHeld = sim.ledger.length === 2) }),
    );
    await until(() => clock.waits.length === 2);
    timers.fire(deadlineMs);
    expect(await settled).to.include({ kind: "timeout", effect: "unknown" });
    clock.wake(5000);
  });

  it("counts beside the caller's signal", async () => {
    const sim = await simulate({ faults: [{ operation: "ListSessions", delayMs: 3_600_000 }] });
    const { client, timers } = kit(sim.url);
    const { signal } = new AbortController();
    const settled = rejection(client.listSessions({ deadlineMs, signal }));
    await until(() => sim.ledger.length === 1);
    timers.fire(deadlineMs);
    expect((await settled).kind).to.equal("timeout");
  });

  it("is 5 minutes where the caller sets none", async () => {
    expect(defaultDeadlineMs).to.equal(300_000);
    for (const [retryAfter, tries] of [
      [300, 2],
      [301, 1],
    ] as const) {
      const sim = await simulate({ faults: [{ operation: "ListSessions", status: 503, retryAfter }] });
      await kit(sim.url)
        .client.listSessions()
        .catch(() => undefined);
      expect(sim.ledger).to.have.length(tries);
    }
  });

  it("counts the waits of all tries together", async () => {
    const sim = await simulate({
      faults: [{ operation: "ListSessions", status: 503, retryAfter: 6, times: 9 }],
    });
    const error = await rejection(kit(sim.url).client.listSessions({ deadlineMs }));
    expect(error.status).to.equal(503);
    expect(sim.ledger).to.have.length(2);
  });

  it("a request times out while its answer stalls half way", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.write('{"sessionUUID":"');
    });
    const { client, timers } = kit(server.url);
    const settled = rejection(client.createSession(body, {}));
    await until(() => server.heard.length === 1);
    timers.fire(requestTimeoutMs);
    expect(await settled).to.include({ kind: "timeout", effect: "unknown" });
  });

  describe("the system's timers", () => {
    const longest = 2 ** 31 - 1;
    const month = 30 * 24 * 3_600_000;

    it("a time-out longer than a timer can be does not fire at once", () => {
      const fake = useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      try {
        let fired = 0;
        const handle = systemTimers.setTimeout(() => (fired += 1), month);
        fake.tick(longest - 1);
        expect(fired).to.equal(0);
        systemTimers.clearTimeout(handle);
        systemTimers.setTimeout(() => (fired += 1), 1000);
        fake.tick(1000);
        expect(fired).to.equal(1);
      } finally {
        fake.restore();
      }
    });

    it("a sleep longer than a timer can be is bounded, and rejects at once when its signal aborts", async () => {
      // Node.js warns of a timer that it makes fire at once for its length.
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

    it("a cleared time-out does not fire", () => {
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
