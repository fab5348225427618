import { createHash } from "node:crypto";
import PQueue from "p-queue";
import type { Clock } from "./clock";
import { systemClock } from "./clock";

/** Requests in flight at the most: the engine's default parallelism on a small machine, and gentle on the API. */
export const maxInFlight = 16;
/** Successful calls in a row after which one more request may be in flight, once a rate limit has cut the number. */
const successesToGrow = 4;

/**
 * Limits the requests of one account: it bounds those in flight, and a rate limit that one of them meets holds all of
 * them, then lets their number grow again.
 */
export class RequestLimiter {
  private readonly queue: PQueue;
  private openAt = -Infinity;
  private successes = 0;

  constructor(
    private readonly clock: Clock,
    private readonly max: number = maxInFlight,
  ) {
    this.queue = new PQueue({ concurrency: max });
  }

  /** Runs the task when its turn comes; rejects with the signal's reason when it aborts while waiting. */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    // The queue would let go of a task that runs, too, and with it of the id in a response that is on its way.
    const waiting = new AbortController();
    const leave = (): void => {
      waiting.abort(signal.reason);
    };
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave);
    const enter = (): Promise<T> => {
      signal.removeEventListener("abort", leave);
      return task();
    };
    return this.queue.add(enter, { signal: waiting.signal });
  }

  /** Holds every waiting request, in milliseconds, and halves the number allowed in flight. */
  onRateLimited(ms: number): void {
    const until = this.clock.ticks() + ms;
    this.successes = 0;
    // Requests in flight together meet one limit together: the limiter slows down once for all of them.
    if (!this.queue.isPaused) this.queue.concurrency = Math.max(1, Math.floor(this.queue.concurrency / 2));
    this.openAt = Math.max(this.openAt, until);
    if (!this.queue.isPaused) void this.hold();
  }

  /** Records a response without a rate limit. */
  onSuccess(): void {
    this.successes += 1;
    if (this.successes < successesToGrow || this.queue.concurrency >= this.max) return;
    this.successes = 0;
    this.queue.concurrency += 1;
  }

  private async hold(): Promise<void> {
    this.queue.pause();
    // A timer may wake early, and another limit may have been met meanwhile.
    while (this.clock.ticks() < this.openAt) await this.clock.sleep(this.openAt - this.clock.ticks());
    this.queue.start();
  }
}

/** Most accounts whose limiters are kept. */
const maxAccounts = 64;
const byAccount = new Map<string, RequestLimiter>();

/** The limiter of an account, shared by all clients of the process: the limit of one account does not hold another account. */
export function limiterOf({
  endpoint,
  apiKeyId,
  apiKey,
}: {
  readonly endpoint: string;
  readonly apiKeyId: string;
  readonly apiKey: string;
}): RequestLimiter {
  // Whatever else the caller's settings hold: all modes of an account share its limit.
  const digest = accountDigest({ endpoint, apiKeyId, apiKey });
  const limiter = byAccount.get(digest) ?? new RequestLimiter(systemClock);
  byAccount.delete(digest);
  byAccount.set(digest, limiter);
  for (const oldest of byAccount.keys()) {
    if (byAccount.size <= maxAccounts) break;
    byAccount.delete(oldest);
  }
  return limiter;
}

/** A digest that identifies an account without its key. */
export function accountDigest(account: object): string {
  return createHash("sha256").update(JSON.stringify(account)).digest("hex");
}
