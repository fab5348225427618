import type { Clock, Timers } from "./clock";
import { systemClock, systemTimers } from "./clock";

/** Default time of one operation, all of its requests and waits included, in milliseconds. */
export const defaultTimeoutMs = 5 * 60_000;

/** What a deadline depends on; each has the system's own as default. */
export interface DeadlineParts {
  readonly clock?: Pick<Clock, "ticks">;
  readonly timers?: Timers;
}

/** The time of one operation. While it is paused, as for a request in our own queue, no time is used. */
export class Deadline {
  private controller: AbortController | undefined;
  private readonly clock: Pick<Clock, "ticks">;
  private readonly timers: Timers;
  private leftMs: number;
  private runningSince = 0;
  private pauses = 0;
  private timer: unknown;
  private isOver = false;

  /** @param timeoutMs milliseconds, more than 0 */
  constructor(
    readonly timeoutMs: number,
    { clock = systemClock, timers = systemTimers }: DeadlineParts = {},
  ) {
    this.clock = clock;
    this.timers = timers;
    this.leftMs = timeoutMs;
    this.run();
  }

  /** Aborts when the time is used up, with a `TimeoutError` as its reason. Without a reader there is no timer. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      this.startTimer();
    }
    return this.controller.signal;
  }

  /** The message of an operation that took too long. */
  get reason(): string {
    return `not done within ${this.timeoutMs / 1000} seconds`;
  }

  /** Milliseconds that are left; 0 if none. */
  remainingMs(): number {
    const used = this.pauses > 0 ? 0 : this.clock.ticks() - this.runningSince;
    return Math.max(0, this.leftMs - used);
  }

  /** Stops the time until as many calls of `resume` have followed. */
  pause(): void {
    if (this.pauses === 0) {
      this.leftMs = this.remainingMs();
      this.timers.clearTimeout(this.timer);
    }
    this.pauses += 1;
  }

  resume(): void {
    this.pauses -= 1;
    if (this.pauses === 0) this.run();
  }

  /** Uses up time in advance, in milliseconds: a rate limit that the request waits out in our own queue counts. */
  spend(ms: number): void {
    this.pause();
    this.leftMs -= ms;
    this.resume();
  }

  /** Lets go of the timer for good: the operation is over. */
  clear(): void {
    this.isOver = true;
    this.timers.clearTimeout(this.timer);
  }

  private run(): void {
    this.runningSince = this.clock.ticks();
    this.startTimer();
  }

  private startTimer(): void {
    const { controller } = this;
    if (controller === undefined || this.isOver || this.pauses > 0) return;
    this.timer = this.timers.setTimeout(() => {
      controller.abort(new DeadlineExceeded(this.reason));
    }, this.remainingMs());
  }
}

/** The reason of an aborted deadline; a class of its own, since a caller's signal may carry any reason. */
class DeadlineExceeded extends Error {
  override readonly name = "TimeoutError";
}

/** Whether a signal was aborted by a deadline. */
export function isTimeout(signal: AbortSignal): boolean {
  return signal.reason instanceof DeadlineExceeded;
}
