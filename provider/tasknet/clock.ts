import { setTimeout as delay } from "node:timers/promises";

/** The machine's time and its passing, as parameters: tests move them, they never sleep. */
export interface Clock {
  /** Milliseconds since the epoch by this machine. */
  now(): number;
  /** Milliseconds of a clock that never goes back; its start is arbitrary. */
  ticks(): number;
  /** Resolves after that many milliseconds; rejects at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Timeouts of requests. Apart from the clock, since a test may let waits pass and no request time out. */
export interface Timers {
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** Longest time of a timer of the system, in milliseconds; a longer one would fire at once. */
const maxTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  sleep: (ms, signal) => delay(Math.min(ms, maxTimerMs), undefined, { signal }),
};

export const systemTimers: Timers = {
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, maxTimerMs)),
  clearTimeout: (handle) => {
    clearTimeout(handle as NodeJS.Timeout);
  },
};

/**
 * The server's time: leases end by its clock, so a skewed machine must not end one early or late. It is the
 * machine's time until the first successful response, and follows the `Date` header of the latest one from then on. An
 * error page may come from a proxy with a clock of its own.
 */
export class ServerTime {
  private offsetMs = 0;

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Milliseconds since the epoch by the server's clock. */
  now(): number {
    return this.clock.now() + this.offsetMs;
  }

  /** Takes the `Date` header of a successful response; an absent or unreadable one changes nothing. */
  observe(dateHeader: string | null): void {
    const serverNow = dateHeader === null ? NaN : Date.parse(dateHeader);
    if (!Number.isNaN(serverNow)) this.offsetMs = serverNow - this.clock.now();
  }
}
