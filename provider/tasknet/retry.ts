import type { ErrorKind, TasknetError } from "./errors";
import { RateLimitedError, UnavailableError } from "./errors";

/** First step of the exponential backoff, in milliseconds. */
const initialBackoffMs = 500;
/** Longest step of the backoff, in milliseconds. */
const maxBackoffMs = 20_000;
/** Tries of a call whose service gives no sign of when to come back. With a Retry-After only the deadline ends it. */
export const maxAttempts = 6;

/** Failures that may be gone at the next try. */
const retryableKinds = new Set<ErrorKind>(["rateLimited", "unavailable", "timeout", "connection"]);

/** May the call be sent again? A create only where it surely had no effect; every other call is idempotent. */
export function mayRetry(method: string, error: TasknetError): boolean {
  return (
    retryableKinds.has(error.kind) && error.status !== 501 && (method !== "POST" || error.effect === "none")
  );
}

/**
 * Milliseconds to wait before the next try, or undefined where none is left.
 * Exponential with full jitter; a Retry-After is the least wait, with jitter on top so that callers do not
 * come back all at once.
 * @param tries how often the call failed in this way, rate limits apart from other failures; 1 after the first
 * @param random a number from 0 up to 1
 */
export function retryDelayMs(error: TasknetError, tries: number, random: number): number | undefined {
  const backoffMs = random * Math.min(maxBackoffMs, initialBackoffMs * 2 ** (tries - 1));
  const hasRetryAfter = error instanceof RateLimitedError || error instanceof UnavailableError;
  if (hasRetryAfter && error.retryAfterMs !== undefined) {
    // A service that says zero and fails again is asked at growing distances all the same.
    if (error.retryAfterMs < initialBackoffMs) return Math.max(error.retryAfterMs, backoffMs);
    return error.retryAfterMs + Math.min(backoffMs, initialBackoffMs);
  }
  // A rate limit without Retry-After is still a promise that the service is there.
  if (error instanceof RateLimitedError) return Math.max(initialBackoffMs, backoffMs);
  return tries < maxAttempts ? backoffMs : undefined;
}

/**
 * The Retry-After header in milliseconds: seconds or an HTTP date, which is read against the answer's own Date.
 * Undefined where absent or unreadable.
 */
export function parseRetryAfter(header: string | null, serverNowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Date.parse finds a date in almost any text, and a Retry-After promises that a create did nothing.
  const moment = /^[a-z]{3,9},.* gmt$/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - serverNowMs);
}
