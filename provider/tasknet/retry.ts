import type { Deadline } from "./deadline";
import type { ErrorKind, TasknetError } from "./errors";
import { RateLimitedError } from "./errors";

/** First step of the exponential backoff, in milliseconds. */
const initialBackoffMs = 500;
/** Longest step of the backoff, in milliseconds. */
const maxBackoffMs = 20_000;
/** Tries of a call whose service gives no sign of when to come back. With a Retry-After only the deadline ends it. */
export const maxAttempts = 6;

/** Failures that may pass before the next attempt. */
const retryableKinds = new Set<ErrorKind>(["rateLimited", "unavailable", "timeout", "connection"]);

/** Whether a request may be sent again. A create only if it certainly had no effect; every other request is idempotent. */
export function mayRetry(isCreate: boolean, error: TasknetError): boolean {
  return retryableKinds.has(error.kind) && error.status !== 501 && (!isCreate || error.effect === "none");
}

/** An error, with the service's Retry-After in milliseconds where its kind has one and the service sent it. */
interface MaybeRetryAfter {
  readonly kind: ErrorKind;
  readonly retryAfterMs?: number | undefined;
}

/**
 * Milliseconds to wait before the next attempt, or undefined if none is left.
 * Exponential with full jitter; a Retry-After is the least wait, with jitter on top so that callers do not
 * come back all at once.
 * @param tries how often the call failed in this way, rate limits apart from other failures; 1 after the first
 * @param random a number from 0 up to 1
 */
export function retryDelayMs(error: TasknetError, tries: number, random: number): number | undefined {
  const backoffMs = random * Math.min(maxBackoffMs, initialBackoffMs * 2 ** (tries - 1));
  const { retryAfterMs }: MaybeRetryAfter = error;
  if (retryAfterMs !== undefined) {
    // Retry-After: 0 does not stop the backoff.
    if (retryAfterMs < initialBackoffMs) return Math.max(retryAfterMs, backoffMs);
    return retryAfterMs + Math.min(backoffMs, initialBackoffMs);
  }
  // A rate limit without Retry-After is still a promise that the service is there.
  if (error instanceof RateLimitedError) return Math.max(initialBackoffMs, backoffMs);
  return tries < maxAttempts ? backoffMs : undefined;
}

/**
 * The Retry-After header in milliseconds: seconds or an HTTP date, which is read against the response's own Date.
 * Undefined where absent or unreadable.
 */
export function parseRetryAfter(header: string | null, serverNowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Date.parse finds a date in almost any text, and a Retry-After promises that a create did nothing.
  const moment = /^[a-z]{3,9},.* gmt$/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - serverNowMs);
}

/** How requests of one operation are repeated. */
export interface RetryPolicy {
  /** Whether the requests create a resource. */
  readonly isCreate: boolean;
  readonly deadline: Deadline;
  /** Rate limits after which the operation gives up. At least 1. Default: only the deadline ends it. */
  readonly maxRateLimits?: number | undefined;
  /** A number from 0 up to 1, for the jitter of waits. */
  readonly random: () => number;
  /** Waits before the next attempt. */
  readonly wait: (ms: number, error: TasknetError) => Promise<void>;
  /** Makes an error of what an attempt threw. */
  readonly errorOf: (thrown: unknown, previous: TasknetError | undefined) => TasknetError;
  readonly isAborted: () => boolean;
}

/** Runs attempts until one succeeds, or until the policy allows no more: then it rejects with the last error. */
export async function withRetries<T>(policy: RetryPolicy, attempt: () => Promise<T>): Promise<T> {
  const { maxRateLimits = Infinity } = policy;
  // Counted separately: a service that limits a request for a while has not failed it.
  let limits = 0;
  let failures = 0;
  let previous: TasknetError | undefined;
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      const error = policy.errorOf(thrown, previous);
      const isLimit = error instanceof RateLimitedError;
      const attempts = isLimit ? (limits += 1) : (failures += 1);
      if (limits >= maxRateLimits || policy.isAborted() || !mayRetry(policy.isCreate, error)) throw error;
      const waitMs = retryDelayMs(error, attempts, policy.random());
      if (waitMs === undefined) throw error;
      const remainingMs = policy.deadline.remainingMs();
      // A create needs time to finish, so none is sent just before the deadline.
      const isTooLate = policy.isCreate ? waitMs >= remainingMs : waitMs > remainingMs;
      if (isTooLate) throw error;
      previous = error;
      await policy.wait(waitMs, error);
    }
  }
}

/** Columns of a terminal that a status line fits, the resource's own row included. */
const maxStatusLength = 100;

/** The status line of a retry; it starts with the time to the next attempt. */
export function retryStatus({ message }: { readonly message: string }, waitMs: number): string {
  const status = `retrying in ${(waitMs / 1000).toFixed(1)} s: ${message}`.replaceAll("\n", " ");
  return status.length <= maxStatusLength ? status : `${status.slice(0, maxStatusLength - 3)}...`;
}
