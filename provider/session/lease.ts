import type { SessionState } from "./model";
import { maxLeaseMinutes } from "./model";

const minuteMs = 60_000;

/**
 * How far the clock must be past a lease's end before a session that is still reported as running counts as ended.
 * Covers the second that a `Date` header rounds away and the time that an answer travels.
 */
export const expiryToleranceMs = minuteMs;

/** What of a session's recorded facts, or of an answer, tells when its lease ends. */
export interface LeaseFacts {
  /** Minutes. */
  readonly currentLeaseTime?: number | undefined;
  /** ISO 8601. */
  readonly updatedAt?: string | undefined;
}

/** Milliseconds since the epoch at which a lease ends that was set at the given moment. */
export function leaseEndMs(setAtMs: number, leaseMinutes: number): number {
  return setAtMs + leaseMinutes * minuteMs;
}

/**
 * The latest end of the lease, in milliseconds since the epoch, that the known facts allow:
 * - the recorded end, and the service's last change plus the longer of the two lease times;
 * - after a change by others, the longest lease from then on, since the reported lease time may be an old one;
 * - where the reported lease time differs from the recorded one, so much from now, since it may be what remains of a
 *   lease set by others with no change told. One minute is no such sign: a lease that is over shows that, too.
 */
export function latestEndMs(state: SessionState, observed: LeaseFacts | undefined, nowMs: number): number {
  const ends = [state, observed].flatMap((facts) => {
    if (facts?.updatedAt === undefined) return [];
    const isOwn = facts.updatedAt === state.ownUpdatedAt;
    const minutes = isOwn ? Math.max(state.leaseTime, facts.currentLeaseTime ?? 0) : maxLeaseMinutes;
    return [leaseEndMs(Date.parse(facts.updatedAt), minutes)];
  });
  const reported = observed?.currentLeaseTime ?? 0;
  const isUnexplained = reported > 1 && reported !== state.currentLeaseTime;
  return Math.max(
    Date.parse(state.expiresAt),
    ...ends,
    ...(isUnexplained ? [leaseEndMs(nowMs, reported)] : []),
  );
}

/** Is the clock past every end that the facts allow, and by more than the grace? */
export function isPastLease(state: SessionState, observed: LeaseFacts | undefined, nowMs: number): boolean {
  return nowMs > latestEndMs(state, observed, nowMs) + expiryToleranceMs;
}

/**
 * Is at most `renewBefore` minutes of the recorded lease left? A lease of that very length is not due in its first
 * minute: an update right after another one finds nothing to do.
 */
export function isRenewalDue(
  expiresAt: string,
  { leaseTime, renewBefore }: { readonly leaseTime: number; readonly renewBefore?: number },
  nowMs: number,
): boolean {
  if (renewBefore === undefined) return false;
  return Date.parse(expiresAt) - nowMs <= Math.min(renewBefore, leaseTime - 1) * minuteMs;
}

/**
 * The lease of a running session as it is to be recorded after a look at it. Nothing changes while nothing but time
 * has passed, since a reported lease time may be what remains. A later change by the service, a lease time that grew,
 * or one that outlives the recorded end tells that others set the lease.
 */
export function observedLease(
  state: SessionState,
  { currentLeaseTime, updatedAt }: { currentLeaseTime: number; updatedAt: string },
  nowMs: number,
): { currentLeaseTime: number; expiresAt: string } {
  if (updatedAt !== state.updatedAt) {
    const minutes = Math.max(state.leaseTime, currentLeaseTime);
    return { currentLeaseTime, expiresAt: isoMoment(leaseEndMs(Date.parse(updatedAt), minutes)) };
  }
  const grew = currentLeaseTime > (state.currentLeaseTime ?? 0);
  const outlives =
    currentLeaseTime > 1 &&
    currentLeaseTime !== state.currentLeaseTime &&
    nowMs > Date.parse(state.expiresAt);
  if (grew || outlives)
    return { currentLeaseTime, expiresAt: isoMoment(leaseEndMs(nowMs, currentLeaseTime)) };
  return { currentLeaseTime: state.currentLeaseTime ?? currentLeaseTime, expiresAt: state.expiresAt };
}

/** The moment as the state and the service write it: ISO 8601 in UTC. */
export function isoMoment(ms: number): string {
  return new Date(ms).toISOString();
}
