import type { CallOptions } from "../tasknet";
import type { EngineLog } from "./log";

/** Longest time that a timer can count, in milliseconds. */
const maxTimerMs = 2 ** 31 - 1;

/** Gives each operation of the engine one AbortSignal, from its time-out and from Cancel. */
export class Cancellation {
  private cancelled = new AbortController();

  constructor(private readonly log: EngineLog) {}

  /** Ends all that is under way. The engine sends Cancel at the end of every command, too. */
  cancel(): void {
    this.cancelled.abort();
  }

  /** Begins anew: a plugin that the engine attaches to serves one command after another. */
  reset(): void {
    if (this.cancelled.signal.aborted) this.cancelled = new AbortController();
  }

  /**
   * Runs one operation.
   * @param urn the resource whose row shows waits
   * @param timeoutSeconds `customTimeouts` of the resource; 0 for none
   */
  run<T>(urn: string, timeoutSeconds: number, step: (options: CallOptions) => Promise<T>): Promise<T> {
    const onWait = (error: Error, waitMs: number): void => {
      this.log.status(urn, `${error.message}; trying again in ${(waitMs / 1000).toFixed(1)} s`);
    };
    const { signal } = this.cancelled;
    if (timeoutSeconds <= 0) return step({ signal, onWait });

    // One deadline for all calls of the operation: each of them gets what is left.
    const timeoutMs = Math.min(timeoutSeconds * 1000, maxTimerMs);
    let endsAt: number | undefined;
    return step({
      signal,
      onWait,
      get deadlineMs() {
        endsAt ??= performance.now() + timeoutMs;
        return Math.max(0, Math.round(endsAt - performance.now()));
      },
    });
  }
}
