import type { ErrorKind, SessionResponse } from "../tasknet";
import { errorKind } from "../resource";
import type { SessionReader, SessionReadOptions } from "./context";

/** Time after an outage in which no other read is sent, in milliseconds. */
export const cooldownMs = 30_000;

/** Failures that would meet the next session's read as well. */
const outages = new Set<ErrorKind | undefined>([
  "timeout",
  "connection",
  "unavailable",
  "rateLimited",
  "unauthorized",
]);

/**
 * A reader for diffs, which the engine may ask for one after another: after an outage the next reads do not wait for it
 * again, and fail with the same error.
 */
export class CircuitBreakerReader implements SessionReader {
  private outage: { readonly seenAt: number; readonly error: unknown } | undefined;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly reader: SessionReader,
    private readonly now: () => number,
  ) {}

  async find(sessionUUID: string, options?: SessionReadOptions): Promise<SessionResponse | undefined> {
    if (this.outage !== undefined && this.now() - this.outage.seenAt <= cooldownMs) throw this.outage.error;
    try {
      return await this.reader.find(sessionUUID, options);
    } catch (error) {
      if (outages.has(errorKind(error))) this.outage = { seenAt: this.now(), error };
      throw error;
    }
  }
}
