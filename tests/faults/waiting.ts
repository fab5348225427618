import sinon from "sinon";
import { systemClock, systemTimers } from "../../provider/tasknet/clock";
import { requestTimeoutMs } from "../../provider/tasknet/transport";
import type { Simulator } from "../../simulator";
import { until } from "../grpc/fixtures";

/** Lets the waits of the API client pass at once, and its time-outs fire only when a test says so. */
export function waitsPass(): void {
  const realNow = systemClock.now.bind(systemClock);
  const armed = new Map<object, { callback: () => void; ms: number }>();
  let waitedMs = 0;

  beforeEach(() => {
    waitedMs = 0;
    sinon.stub(systemClock, "now").callsFake(() => realNow() + waitedMs);
    sinon.stub(systemClock, "sleep").callsFake((ms) => {
      waitedMs += ms;
      return Promise.resolve();
    });
    sinon.stub(systemTimers, "setTimeout").callsFake((callback, ms) => {
      const handle = {};
      armed.set(handle, { callback, ms });
      return handle;
    });
    sinon.stub(systemTimers, "clearTimeout").callsFake((handle) => armed.delete(handle as object));
    timeOutRequests = () => {
      for (const { callback, ms } of [...armed.values()]) if (ms === requestTimeoutMs) callback();
    };
  });
  afterEach(() => {
    armed.clear();
  });
}

let timeOutRequests = (): void => undefined;

/** Runs a step whose calls may never be answered: each is timed out once it has had its effect. */
export async function runHanging<T>(simulator: Simulator, step: () => Promise<T>): Promise<T> {
  const progress = { isOver: false };
  const result = step().finally(() => (progress.isOver = true));
  result.catch(() => undefined);
  let seen = 0;
  const hanging = (): number =>
    simulator.ledger.filter(({ fault, status }) => fault?.includes("delay") && status === 0).length;
  while (!progress.isOver) {
    const before = JSON.stringify(simulator.sessions());
    await until(() => progress.isOver || hanging() > seen);
    const call = simulator.ledger.at(-1);
    const isEffectDue = call !== undefined && call.method !== "GET" && seen === 0;
    const hasActed = (): boolean => JSON.stringify(simulator.sessions()) !== before;
    if (isEffectDue) await until(() => progress.isOver || hasActed());
    seen = hanging();
    timeOutRequests();
  }
  return result;
}
