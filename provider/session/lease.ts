import { parseInstant } from "../tasknet";
import type { LeaseRecord } from "./model";
import { maxLeaseMinutes } from "./model";

export const minuteMs = 60_000;

/**
 * Tolerance, in milliseconds, between the latest end of a lease and the assumption that it is over. It covers the
 * second that a `Date` header rounds away and the time that a response travels.
 */
export const expiryToleranceMs = minuteMs;

/** Distance, in milliseconds, within which a timestamp of the service fits a call of ours. */
export const timestampToleranceMs = 5_000;

/** Time after a lease request of ours, in milliseconds, in which no renewal is due: a second `up` has nothing to do. */
const renewalPauseMs = minuteMs;

/** When a lease ends, in milliseconds since the epoch by the service's clock: earliest <= true end <= latest. */
export interface LeaseBounds {
  /** Decides whether the lease must be renewed. */
  readonly earliest: number;
  /** Decides whether the session can still be running. */
  readonly latest: number;
}

/** All that is known of the end of a lease. */
export interface Lease extends LeaseBounds {
  /** The most likely end, for people. */
  readonly expected: number;
  /** When the service responded to our last lease request. Absent if somebody else set the lease. */
  readonly setAt?: number | undefined;
  /** False if the service's timestamps contradict the time of our own create. */
  readonly hasUsableTimestamps: boolean;
}

/** What a response shows of a lease. */
export interface LeaseFacts {
  /** Minutes; as set, what remains, or an old value: not published. */
  readonly currentLeaseTime?: number | undefined;
  readonly updatedAt?: string | undefined;
}

/** A lease request of ours. */
export interface LeaseRequest {
  /** Minutes. */
  readonly minutes: number;
  readonly sentAt: number;
  readonly respondedAt: number;
}

/** The lease of a session that we have just created. An own session is not older than the call that made it. */
export function createdLease(
  { minutes, sentAt, respondedAt }: LeaseRequest,
  session?: { readonly createdAt: string; readonly currentLeaseTime: number },
): Lease {
  const createdAt = session === undefined ? NaN : parseInstant(session.createdAt);
  const fits = createdAt >= sentAt - timestampToleranceMs && createdAt <= respondedAt + timestampToleranceMs;
  const granted = grantedMinutes(minutes, session?.currentLeaseTime);
  return {
    earliest: (fits ? Math.min(createdAt, respondedAt) : sentAt) + granted.min * minuteMs,
    latest: Math.max(fits ? createdAt : respondedAt, respondedAt) + granted.max * minuteMs,
    expected: (fits ? createdAt : respondedAt) + granted.max * minuteMs,
    setAt: respondedAt,
    hasUsableTimestamps: session === undefined || fits,
  };
}

/** A reported lease that differs by more than the rounding of a minute is what the service granted. */
export function grantedMinutes(asked: number, reported: number | undefined): { min: number; max: number } {
  if (reported === undefined) return { min: asked, max: asked };
  const isRounded = Math.abs(reported - asked) <= 1;
  return isRounded
    ? { min: Math.min(asked, reported), max: Math.max(asked, reported) }
    : { min: reported, max: reported };
}

/** Whether the service granted another lease than the one that was asked for. */
export function isOtherLease(asked: number, reported: number | undefined): boolean {
  const { min, max } = grantedMinutes(asked, reported);
  return min === max && max !== asked;
}

/**
 * The lease after a lease request of ours that the service confirmed.
 * @param before the lease and what was reported of it before the request
 * @param after what was reported after it; absent if it was not read back
 */
export function renewedLease(
  before: Lease & LeaseFacts,
  { minutes, sentAt, respondedAt }: LeaseRequest,
  after?: LeaseFacts,
): Lease {
  const { hasUsableTimestamps } = before;
  const updatedAt = hasUsableTimestamps ? instantOf(after?.updatedAt) : NaN;
  const fits = updatedAt >= sentAt - timestampToleranceMs && updatedAt <= respondedAt + timestampToleranceMs;
  const reported = after?.currentLeaseTime ?? minutes;
  // The value of before the request is an old one, or the service has kept the lease as it was.
  const isSame = reported === before.currentLeaseTime;
  const mayIgnoreShorter = isSame && reported - minutes > 1;
  const ofSame = {
    min: Math.min(minutes, reported),
    max: mayIgnoreShorter ? minutes : Math.max(minutes, reported),
  };
  const granted = isSame ? ofSame : grantedMinutes(minutes, reported);
  const start = fits ? updatedAt : respondedAt;
  const setEnd = Math.max(start, respondedAt) + granted.max * minuteMs;
  return {
    earliest: (fits ? Math.min(updatedAt, respondedAt) : sentAt) + granted.min * minuteMs,
    latest: mayIgnoreShorter ? Math.max(setEnd, before.latest) : setEnd,
    expected: start + granted.max * minuteMs,
    setAt: respondedAt,
    hasUsableTimestamps,
  };
}

/** The lease after a lease request of ours whose outcome is not known: both ends are possible. */
export function possiblyRenewedLease(before: Lease, { minutes, sentAt, respondedAt }: LeaseRequest): Lease {
  return {
    ...before,
    earliest: Math.min(before.earliest, sentAt + minutes * minuteMs),
    latest: Math.max(before.latest, respondedAt + minutes * minuteMs),
  };
}

/**
 * The lease of a running session that we did not create. Somebody else may have set it just now, and the reported
 * lease time may be an old value: only the longest lease from now on is a safe latest end.
 */
export function importedLease(
  { currentLeaseTime, updatedAt }: Required<LeaseFacts> & { currentLeaseTime: number },
  nowMs: number,
): Lease {
  const setAt = instantOf(updatedAt);
  const hasUsableTimestamps = setAt <= nowMs + timestampToleranceMs;
  const fromUpdate = setAt + currentLeaseTime * minuteMs;
  const fromNow = nowMs + currentLeaseTime * minuteMs;
  const isCredible = hasUsableTimestamps && fromUpdate > nowMs;
  return {
    earliest: isCredible ? Math.min(fromUpdate, fromNow) : nowMs,
    latest: nowMs + Math.max(maxLeaseMinutes, currentLeaseTime) * minuteMs,
    expected: isCredible ? fromUpdate : fromNow,
    hasUsableTimestamps,
  };
}

/** Whether the lease is over by the clock, even by the latest end that the facts allow. */
export function isPastLatest({ latest }: LeaseBounds, nowMs: number): boolean {
  return nowMs > latest + expiryToleranceMs;
}

/** Whether even the longest lease, set just before the latest known end, is over. */
export function isLongOver({ latest }: LeaseBounds, nowMs: number): boolean {
  return nowMs > latest + maxLeaseMinutes * minuteMs;
}

/** Whether at most `renewBefore` minutes of the lease can be left. Past its latest end no renewal is due. */
export function isRenewalDue(lease: Lease, renewBefore: number | undefined, nowMs: number): boolean {
  const { earliest, latest, setAt = -Infinity } = lease;
  if (nowMs > latest || nowMs < setAt + renewalPauseMs) return false;
  return earliest - nowMs <= (renewBefore ?? -Infinity) * minuteMs;
}

/** The lease as the state records it. */
export function recordOf(lease: Lease): { expiresAt: string; lease: LeaseRecord } {
  const { earliest, latest, expected, setAt, hasUsableTimestamps } = lease;
  return {
    expiresAt: isoInstant(expected),
    lease: {
      earliest: isoInstant(earliest),
      latest: isoInstant(latest),
      ...(setAt === undefined ? {} : { setAt: isoInstant(setAt) }),
      ...(hasUsableTimestamps ? {} : { hasUsableTimestamps }),
    },
  };
}

/** The lease that a state records. */
export function leaseOf(state: { readonly expiresAt: string; readonly lease: LeaseRecord }): Lease {
  const { earliest, latest, setAt, hasUsableTimestamps = true } = state.lease;
  return {
    earliest: parseInstant(earliest),
    latest: parseInstant(latest),
    expected: parseInstant(state.expiresAt),
    setAt: setAt === undefined ? undefined : parseInstant(setAt),
    hasUsableTimestamps,
  };
}

/** An instant as the state and the service write it: ISO 8601 in UTC. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/** The instant of a timestamp, in milliseconds since the epoch; NaN if it is absent or cannot be read. */
export function instantOf(text: string | undefined): number {
  return text === undefined ? NaN : parseInstant(text);
}
