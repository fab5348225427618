import { expect } from "chai";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TasknetClient } from "../../provider/tasknet/client";
import { Gate, maxInFlight } from "../../provider/tasknet/gate";
import { anyId, kit, rejection, settings, simulators, TestClock, until } from "./fixtures";

describe("client: the gate", () => {
  const simulate = simulators();
  const never = new AbortController().signal;

  /** How many of many tasks the gate lets in at one time. */
  async function width(gate: Gate): Promise<number> {
    let finish: (() => void) | undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    let entered = 0;
    const tasks = Array.from({ length: 40 }, () =>
      gate.run(() => {
        entered += 1;
        return finished;
      }, never),
    );
    await nextTurn();
    const width = entered;
    finish!();
    if (width > 0) await Promise.all(tasks);
    return width;
  }

  function succeed(gate: Gate, times: number): void {
    for (let calls = 0; calls < times; calls += 1) gate.succeeded();
  }

  describe("over HTTP", () => {
    for (const [what, gate, bound] of [
      ["as it comes", () => new Gate(new TestClock()), maxInFlight],
      ["of 3", () => new Gate(new TestClock(), 3), 3],
      ["of 1", () => new Gate(new TestClock(), 1), 1],
    ] as const) {
      it(`a gate ${what} has ${bound} requests in flight at the most, and as many where it can`, async () => {
        const sim = await simulate({ latencyMs: 10 });
        const { client } = kit(sim.url, { gate: gate() });
        await Promise.all(Array.from({ length: 40 }, () => client.listSessions()));
        expect(sim.ledger).to.have.length(40);
        expect(sim.maxInFlight).to.equal(bound);
      });
    }

    it("all clients of the process share one gate by default", async () => {
      const sim = await simulate({ latencyMs: 10 });
      const clients = [1, 2, 3].map(() => new TasknetClient({ ...settings, endpoint: sim.url }));
      await Promise.all(clients.flatMap((client) => Array.from({ length: 10 }, () => client.listSessions())));
      expect(sim.ledger).to.have.length(30);
      expect(sim.maxInFlight).to.equal(maxInFlight);
    });

    it("a 429 holds the requests of all clients until its time has passed", async () => {
      const sim = await simulate({ faults: [{ operation: "ListSessions", status: 429, retryAfter: 5 }] });
      const clock = new TestClock();
      clock.isHeld = true;
      const gate = new Gate(clock);
      const limited = kit(sim.url, { gate, clock }).client.listSessions();
      await until(() => clock.waits.length === 1);
      const other = rejection(kit(sim.url, { gate, clock }).client.getSession(anyId));
      // A request that goes round the gate arrives; what could have been sent before it would have arrived too.
      await kit(sim.url).client.listSessions();
      expect(sim.ledger.map((entry) => entry.status)).to.deep.equal([429, 200]);
      clock.wake(5000);
      expect(await limited).to.deep.equal([]);
      expect((await other).kind).to.equal("notFound");
      expect(clock.waits).to.deep.equal([5000]);
      expect(sim.ledger).to.have.length(4);
    });

    it("a 429 halves the number in flight, and successes let it grow again", async () => {
      const sim = await simulate({ latencyMs: 10 });
      const gate = new Gate(new TestClock(), 4);
      const { client } = kit(sim.url, { gate });
      sim.addFault({ operation: "ListSessions", status: 429, retryAfter: 1 });
      await client.listSessions();
      sim.clearLedger();
      await Promise.all(Array.from({ length: 3 }, () => client.listSessions()));
      expect(sim.maxInFlight).to.equal(2);
      // The success after the 429 and these three make four.
      sim.clearLedger();
      await Promise.all(Array.from({ length: 3 }, () => client.listSessions()));
      expect(sim.maxInFlight).to.equal(3);
      expect(await width(gate)).to.equal(3);
    });

    it("a limit that the service really has is kept to, and all calls get through", async () => {
      const sim = await simulate({
        faults: [{ operation: "ListSessions", status: 429, retryAfter: 1, times: 20 }],
      });
      const { client, clock } = kit(sim.url);
      await Promise.all(Array.from({ length: 30 }, () => client.listSessions()));
      expect(sim.ledger.filter((entry) => entry.status === 200)).to.have.length(30);
      expect(sim.ledger.filter((entry) => entry.status === 429)).to.have.length(20);
      expect(clock.waits.length).to.be.at.most(20);
    });

    it("an answer that is an error lets the number grow too", async () => {
      const sim = await simulate();
      const gate = new Gate(new TestClock(), 2);
      gate.slowDown(0);
      const { client } = kit(sim.url, { gate });
      for (let calls = 0; calls < 4; calls += 1) await rejection(client.getSession(anyId));
      expect(await width(gate)).to.equal(2);
    });
  });

  it("halves down to one, and grows by one after each four successes, up to its bound", async () => {
    const gate = new Gate(new TestClock(), 8);
    const widths = [await width(gate)];
    for (let limits = 0; limits < 4; limits += 1) {
      gate.slowDown(1000);
      await nextTurn();
      widths.push(await width(gate));
    }
    expect(widths).to.deep.equal([8, 4, 2, 1, 1]);
    succeed(gate, 3);
    expect(await width(gate)).to.equal(1);
    succeed(gate, 1);
    expect(await width(gate)).to.equal(2);
    succeed(gate, 24);
    expect(await width(gate)).to.equal(8);
    succeed(gate, 40);
    expect(await width(gate)).to.equal(8);
  });

  it("a limit starts the count of successes again", async () => {
    const gate = new Gate(new TestClock(), 4);
    gate.slowDown(1000);
    await nextTurn();
    succeed(gate, 3);
    gate.slowDown(1000);
    await nextTurn();
    succeed(gate, 3);
    expect(await width(gate)).to.equal(1);
    succeed(gate, 1);
    expect(await width(gate)).to.equal(2);
  });

  it("limits that are met together halve once, and hold until the latest end", async () => {
    const clock = new TestClock();
    clock.isHeld = true;
    const gate = new Gate(clock, 8);
    for (const ms of [1000, 5000, 3000]) gate.slowDown(ms);
    let isIn = false;
    const task = gate.run(() => {
      isIn = true;
      return Promise.resolve();
    }, never);
    clock.wake(1000);
    await nextTurn();
    expect(isIn).to.equal(false);
    clock.wake(3999);
    await nextTurn();
    expect(isIn).to.equal(false);
    clock.wake(1);
    await task;
    expect(clock.waits).to.deep.equal([1000, 4000, 1]);
    expect(await width(gate)).to.equal(4);
  });

  it("a timer that wakes early does not open it", async () => {
    const clock = new TestClock();
    clock.passing = (ms) => Math.max(1, ms - 3);
    const gate = new Gate(clock);
    const openAt = clock.now() + 100;
    gate.slowDown(100);
    const enteredAt = await gate.run(() => Promise.resolve(clock.now()), never);
    expect(enteredAt).to.be.at.least(openAt);
    expect(clock.waits).to.deep.equal([100, 3, 2, 1]);
  });

  it("a task aborted while held never runs, and its caller hears of it at once", async () => {
    const clock = new TestClock();
    clock.isHeld = true;
    const gate = new Gate(clock);
    gate.slowDown(1000);
    const aborter = new AbortController();
    const reason = new Error("no longer wanted");
    let ran = false;
    const task = gate
      .run(() => {
        ran = true;
        return Promise.resolve();
      }, aborter.signal)
      .catch((error: unknown) => error);
    aborter.abort(reason);
    expect(await task).to.equal(reason);
    clock.wake(1000);
    await nextTurn();
    expect(await width(gate)).to.equal(maxInFlight / 2);
    expect(ran).to.equal(false);
  });

  it("a task that fails leaves its place to others", async () => {
    const gate = new Gate(new TestClock(), 1);
    const failing = gate.run(() => Promise.reject(new Error("failed")), never).catch(() => "failed");
    expect(await failing).to.equal("failed");
    expect(await gate.run(() => Promise.resolve("in"), never)).to.equal("in");
  });

  it("a task aborted while it runs is waited for, and keeps its place until it ends", async () => {
    const gate = new Gate(new TestClock(), 1);
    const aborter = new AbortController();
    let finish: ((answer: string) => void) | undefined;
    const running = gate.run(() => new Promise<string>((resolve) => (finish = resolve)), aborter.signal);
    const order: string[] = [];
    const next = gate.run(() => Promise.resolve(order.push("next")), never);
    aborter.abort();
    await nextTurn();
    order.push("end");
    finish!("its answer");
    expect(await running).to.equal("its answer");
    await next;
    expect(order).to.deep.equal(["end", "next"]);
  });
});
