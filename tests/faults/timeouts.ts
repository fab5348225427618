import sinon from "sinon";
import { systemClock, systemTimers } from "../../provider/tasknet/clock";
import type { Simulator } from "../../simulator";
import type { TestProvider } from "../grpc/fixtures";
import { until } from "../grpc/fixtures";

/** The timers of the API client, which fire only when a test calls `fireNext`. */
export interface ManualTimers {
  /** Advances the clock to the next timeout, and fires it. */
  readonly fireNext: (advance: TestProvider["advance"]) => void;
}

/** Replaces the timers for the tests of one `describe`; the caller restores sinon's stubs. */
export function manualTimers(): ManualTimers {
  const armed = new Map<unknown, { readonly callback: () => void; readonly dueAt: number }>();
  beforeEach(() => {
    sinon.stub(systemTimers, "setTimeout").callsFake((callback, ms) => {
      const handle = {};
      armed.set(handle, { callback, dueAt: systemClock.ticks() + ms });
      return handle;
    });
    sinon.stub(systemTimers, "clearTimeout").callsFake((handle) => armed.delete(handle));
  });
  afterEach(() => {
    armed.clear();
  });
  return {
    fireNext: (advance) => {
      const [next] = [...armed].sort(([, one], [, other]) => one.dueAt - other.dueAt);
      if (next === undefined) throw new Error("no timeout bounds the request");
      const [handle, { callback, dueAt }] = next;
      armed.delete(handle);
      advance(Math.max(0, dueAt - systemClock.ticks()));
      callback();
    },
  };
}

/** Runs an operation whose requests may get no response: each times out after it has had its effect. */
export async function runHanging<T>(
  simulator: Simulator,
  operation: () => Promise<T>,
  fireNext: () => void,
): Promise<T> {
  const progress = { isOver: false };
  const isOver = (): boolean => progress.isOver;
  const result = operation().finally(() => (progress.isOver = true));
  result.catch(() => undefined);
  let timedOut = 0;
  const hanging = (): number =>
    simulator.ledger.filter(({ fault, status }) => fault?.includes("delay") && status === 0).length;
  while (!isOver()) {
    const before = JSON.stringify(simulator.sessions());
    await until(() => isOver() || hanging() > timedOut);
    if (isOver()) break;
    const call = simulator.ledger.at(-1);
    const isEffectDue = call !== undefined && call.method !== "GET" && timedOut === 0;
    const hasActed = (): boolean => JSON.stringify(simulator.sessions()) !== before;
    if (isEffectDue) await until(() => isOver() || hasActed());
    timedOut = hanging();
    fireNext();
  }
  return result;
}
