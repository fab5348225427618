import { expect } from "chai";
import { setImmediate as nextTurn } from "node:timers/promises";
import { RequestLimiter, maxInFlight } from "../../provider/tasknet/limiter";
import { TestClock, width } from "./fixtures";

describe("client: the limiter", () => {
  const never = new AbortController().signal;

  function succeed(limiter: RequestLimiter, times: number): void {
    for (let calls = 0; calls < times; calls += 1) limiter.onSuccess();
  }

  it("halves down to one, and grows by one after each four successes, up to its bound", async () => {
    const limiter = new RequestLimiter(new TestClock(), 8);
    const widths = [await width(limiter)];
    for (let limits = 0; limits < 4; limits += 1) {
      limiter.onRateLimited(1000);
      await nextTurn();
      widths.push(await width(limiter));
    }
    expect(widths).to.deep.equal([8, 4, 2, 1, 1]);
    succeed(limiter, 3);
    expect(await width(limiter)).to.equal(1);
    succeed(limiter, 1);
    expect(await width(limiter)).to.equal(2);
    succeed(limiter, 24);
    expect(await width(limiter)).to.equal(8);
    succeed(limiter, 40);
    expect(await width(limiter)).to.equal(8);
  });

  it("a limit starts the count of successes again", async () => {
    const limiter = new RequestLimiter(new TestClock(), 4);
    limiter.onRateLimited(1000);
    await nextTurn();
    succeed(limiter, 3);
    limiter.onRateLimited(1000);
    await nextTurn();
    succeed(limiter, 3);
    expect(await width(limiter)).to.equal(1);
    succeed(limiter, 1);
    expect(await width(limiter)).to.equal(2);
  });

  it("limits that are met together halve once, and hold until the latest end", async () => {
    const clock = new TestClock();
    clock.isHeld = true;
    const limiter = new RequestLimiter(clock, 8);
    for (const ms of [1000, 5000, 3000]) limiter.onRateLimited(ms);
    let isIn = false;
    const task = limiter.run(() => {
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
    expect(await width(limiter)).to.equal(4);
  });

  it("a timer that wakes early does not open it", async () => {
    const clock = new TestClock();
    clock.passing = (ms) => Math.max(1, ms - 3);
    const limiter = new RequestLimiter(clock);
    const openAt = clock.now() + 100;
    limiter.onRateLimited(100);
    const enteredAt = await limiter.run(() => Promise.resolve(clock.now()), never);
    expect(enteredAt).to.be.at.least(openAt);
    expect(clock.waits).to.deep.equal([100, 3, 2, 1]);
  });

  it("a task aborted before it is handed in never runs", async () => {
    const reason = new Error("no longer wanted");
    let ran = false;
    const task = new RequestLimiter(new TestClock())
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
    const limiter = new RequestLimiter(clock);
    limiter.onRateLimited(1000);
    const aborter = new AbortController();
    const reason = new Error("no longer wanted");
    let ran = false;
    const task = limiter
      .run(() => {
        ran = true;
        return Promise.resolve();
      }, aborter.signal)
      .catch((error: unknown) => error);
    aborter.abort(reason);
    expect(await task).to.equal(reason);
    clock.wake(1000);
    await nextTurn();
    expect(await width(limiter)).to.equal(maxInFlight / 2);
    expect(ran).to.equal(false);
  });

  it("a task that fails leaves its place to others", async () => {
    const limiter = new RequestLimiter(new TestClock(), 1);
    const failing = limiter.run(() => Promise.reject(new Error("failed")), never).catch(() => "failed");
    expect(await failing).to.equal("failed");
    expect(await limiter.run(() => Promise.resolve("in"), never)).to.equal("in");
  });

  it("a task aborted while it runs is waited for, and keeps its place until it ends", async () => {
    const limiter = new RequestLimiter(new TestClock(), 1);
    const aborter = new AbortController();
    let finish: ((answer: string) => void) | undefined;
    const running = limiter.run(() => new Promise<string>((resolve) => (finish = resolve)), aborter.signal);
    const order: string[] = [];
    const next = limiter.run(() => Promise.resolve(order.push("next")), never);
    aborter.abort();
    await nextTurn();
    order.push("end");
    finish!("its answer");
    expect(await running).to.equal("its answer");
    await next;
    expect(order).to.deep.equal(["end", "next"]);
  });
});
