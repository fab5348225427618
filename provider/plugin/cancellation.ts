import type { CallOptions } from "../tasknet";
import { Deadline, defaultTimeoutMs } from "../tasknet";
import type { EngineLog } from "./log";

/** Longest time that a timer can count, in milliseconds. */
const maxTimerMs = 2 ** 31 - 1;

/** Gives each operation of the engine its deadline, from `customTimeouts`, and a signal, from Cancel. */
export class Cancellation {
  private cancelled = new AbortController();

  constructor(private readonly log: EngineLog) {}

  /** Ends all that is under way. The engine sends Cancel at the end of every command, too. */
  cancel(): void {
    this.cancelled.abort();
  }

  /** Starts again: a plugin that the engine attaches to serves one command after another. */
  reset(): void {
    if (this.cancelled.signal.aborted) this.cancelled = new AbortController();
  }

  /**
   * Runs one operation.
   * @param urn the resource whose row shows retries and warnings
   * @param timeoutSeconds `customTimeouts` of the resource; 0 for the default of 5 minutes
   */
  async run<T>(
    urn: string,
    timeoutSeconds: number,
    operation: (options: CallOptions) => Promise<T>,
  ): Promise<T> {
    const timeoutMs = timeoutSeconds > 0 ? Math.min(timeoutSeconds * 1000, maxTimerMs) : defaultTimeoutMs;
    const deadline = new Deadline(timeoutMs);
    try {
      return await operation({
        deadline,
        signal: this.cancelled.signal,
        onRetry: (status) => {
          this.log.status(urn, status);
        },
        onWarning: (message) => {
          this.log.warning(urn, message);
        },
      });
    } finally {
      deadline.clear();
    }
  }
}
