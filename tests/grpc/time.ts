import sinon from "sinon";
import { systemClock } from "../../provider/tasknet/clock";

/** The machine's time in the tests of one `describe`. */
export interface MachineTime {
  /** Moves the machine's clock, in milliseconds. */
  readonly advance: (ms: number) => void;
  /** Calls a function with the milliseconds of each move of the machine's clock, until the test ends. */
  readonly onAdvance: (follow: (ms: number) => void) => void;
  /** Makes waits last until they are aborted. By default they pass at once, and move the clock. */
  readonly holdWaits: () => void;
}

/** Replaces the machine's clock for the tests of one `describe`; the caller restores sinon's stubs. */
export function machineTime(): MachineTime {
  const realNow = systemClock.now.bind(systemClock);
  const realTicks = systemClock.ticks.bind(systemClock);
  let movedMs = 0;
  let passes = true;
  let followers: ((ms: number) => void)[] = [];
  const advance = (ms: number): void => {
    movedMs += ms;
    for (const follow of followers) follow(ms);
  };

  beforeEach(() => {
    movedMs = 0;
    passes = true;
    followers = [];
    sinon.stub(systemClock, "now").callsFake(() => realNow() + movedMs);
    sinon.stub(systemClock, "ticks").callsFake(() => realTicks() + movedMs);
    sinon.stub(systemClock, "sleep").callsFake((ms, signal) => {
      if (!passes) return aborted(signal);
      if (signal?.aborted !== true) advance(ms);
      return signal?.aborted === true ? aborted(signal) : Promise.resolve();
    });
  });

  return {
    advance,
    onAdvance: (follow) => followers.push(follow),
    holdWaits: () => {
      passes = false;
    },
  };
}

/** Rejects when the signal aborts, as an aborted wait does. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => {
      reject(new DOMException("The operation was aborted", "AbortError"));
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
  });
}
