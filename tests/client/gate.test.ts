import { expect } from "chai";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Gate, maxInFlight } from "../../provider/tasknet/gate";
import { TestClock, width } from "./fixtures";

describe("client: the gate", () => {
  const never = new AbortController().signal;

  function succeed(gate: Gate, times: number): void {
    for (let calls = 0; calls < times; calls += 1) gate.succeeded();
  }

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

  it("a clock that is set back makes no later limit longer", async () => {
    const clock = new TestClock();
    const gate = new Gate(clock);
    gate.slowDown(60_000);
    await gate.run(() => Promise.resolve(), never);
    clock.wake(-60_000);
    gate.slowDown(1000);
    await gate.run(() => Promise.resolve(), never);
    expect(clock.waits).to.deep.equal([60_000, 1000]);
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

  it("a task aborted before it is handed in never runs", async () => {
    const reason = new Error("no longer wanted");
    let ran = false;
    const task = new Gate(new TestClock())
      .run(() => {
        ran = true;
        return Promise.resolve();
      }, AbortSignal.abort(reason))
      .catch((error: unknown) => error);
    expect(await task).to.equal(reason);
    expect(ran).to.equal(false);
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
