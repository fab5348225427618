import { expect } from "chai";
import { setImmediate as nextTurn } from "node:timers/promises";
import { RequestLimiter, maxInFlight } from "../../provider/tasknet/limiter";
import { TestClock, width } from "./fixtures";

describe("client: the limiter", () => {
  const never = new AbortController().signal;

  function succeed(limiter: RequestLimiter, times: number): void {
    for (let calls = 0; calls < times; calls += 1) limiter.onSuccess();
  }

  it("halves its width down to one, and raises it by one after each four successes up to the bound", async () => {
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

  it("resets the count of successes after a rate limit", async () => {
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

  it("halves its width once for simultaneous rate limits, and waits for the longest of them", async () => {
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

  it("stays closed if a timer fires early", async () => {
    const clock = new TestClock();
    clock.passing = (ms) => Math.max(1, ms - 3);
    const limiter = new RequestLimiter(clock);
    const openAt = clock.now() + 100;
    limiter.onRateLimited(100);
    const enteredAt = await limiter.run(() => Promise.resolve(clock.now()), never);
    expect(enteredAt).to.be.at.least(openAt);
    expect(clock.waits).to.deep.equal([100, 3, 2, 1]);
  });

  it("does not run a task that is aborted before it is submitted", async () => {
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

  it("does not run a task that is aborted in the queue, and rejects it immediately", async () => {
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

  it("runs the next task after a task that fails", async () => {
    const limiter = new RequestLimiter(new TestClock(), 1);
    const failing = limiter.run(() => Promise.reject(new Error("failed")), never).catch(() => "failed");
    expect(await failing).to.equal("failed");
    expect(await limiter.run(() => Promise.resolve("in"), never)).to.equal("in");
  });

  it("waits for a task that is aborted while it runs before it runs the next one", async () => {
    const limiter = new RequestLimiter(new TestClock(), 1);
    const aborter = new AbortController();
    let finish: ((result: string) => void) | undefined;
    const running = limiter.run(() => new Promise<string>((resolve) => (finish = resolve)), aborter.signal);
    const order: string[] = [];
    const next = limiter.run(() => Promise.resolve(order.push("next")), never);
    aborter.abort();
    await nextTurn();
    order.push("end");
    finish!("its result");
    expect(await running).to.equal("its result");
    await next;
    expect(order).to.deep.equal(["end", "next"]);
  });
});
