import type { Lease, LeaseFacts } from "./lease";
import { instantOf, minuteMs, timestampToleranceMs } from "./lease";
import { maxLeaseMinutes } from "./model";

/** Precision of the service's timestamps, in milliseconds: a list and a GET may write them differently. */
const timestampPrecisionMs = 1_000;

/** What changed between the recorded facts of a lease and those observed now. */
interface Evidence {
  /** The service dates its last change later than before: others changed something, or the date moves by itself. */
  readonly isLater: boolean;
  /** The reported lease time differs, so it is not an old value. */
  readonly differs: boolean;
  /** The reported lease time is longer than before and than the declared one: others set a lease. */
  readonly grew: boolean;
}

function evidenceOf(
  recorded: LeaseFacts,
  observed: { readonly currentLeaseTime: number; readonly updatedAt: string },
  leaseTime: number,
): Evidence {
  const from = instantOf(recorded.updatedAt);
  const to = instantOf(observed.updatedAt);
  const { currentLeaseTime: after } = observed;
  const { currentLeaseTime: before = after } = recorded;
  return {
    isLater: to - from >= timestampPrecisionMs,
    differs: after !== before,
    // A lease of ours that was not read back is longer than the recorded value, too.
    grew: after > Math.max(before, leaseTime),
  };
}

export interface ObservedLease {
  readonly lease: Lease;
  /** Whether the observation shows more than the passing of time. */
  readonly isNews: boolean;
}

/**
 * The lease after an observation of the running session.
 * @param leaseTime the declared lease, in minutes
 */
export function observedLease(
  lease: Lease,
  recorded: LeaseFacts,
  observed: { readonly currentLeaseTime: number; readonly updatedAt: string },
  leaseTime: number,
  nowMs: number,
): ObservedLease {
  const evidence = evidenceOf(recorded, observed, leaseTime);
  const minutes = observed.currentLeaseTime;
  const fromNow = nowMs + minutes * minuteMs;
  const updatedAt = instantOf(observed.updatedAt);
  const hasUsableTimestamps = lease.hasUsableTimestamps && !(updatedAt > nowMs + timestampToleranceMs);
  const changedAt = evidence.isLater && hasUsableTimestamps ? updatedAt : NaN;
  const latest = observedLatest(lease, evidence, minutes, nowMs);
  const earliest = evidence.grew
    ? // The minute covers a reported lease time that is rounded up.
      Math.max(lease.earliest, hasUsableTimestamps ? updatedAt + (minutes - 1) * minuteMs : lease.earliest)
    : leastCredible(
        lease.earliest,
        [changedAt + Math.min(leaseTime, minutes) * minuteMs, changedAt + minutes * minuteMs, fromNow],
        nowMs,
      );
  // A reported lease time is rounded to a minute, so a smaller move is no news.
  const isNews =
    evidence.isLater ||
    evidence.grew ||
    Math.abs(latest - lease.latest) > minuteMs ||
    lease.earliest - earliest > minuteMs;
  const estimate = changedAt + minutes * minuteMs;
  const expected = estimate > nowMs ? estimate : fromNow;
  const isMoved = isNews && Math.abs(expected - lease.expected) > minuteMs;
  return {
    isNews,
    lease: {
      ...lease,
      earliest: Math.min(earliest, latest),
      latest,
      expected: Math.min(isMoved ? expected : lease.expected, latest),
      hasUsableTimestamps,
    },
  };
}

function observedLatest(
  lease: Lease,
  { isLater, differs, grew }: Evidence,
  minutes: number,
  nowMs: number,
): number {
  const fromNow = nowMs + minutes * minuteMs;
  // Others set a shorter lease: the one case in which the end moves back.
  if (isLater && differs && !grew) return fromNow;
  // A lease that is over shows one minute, too: it does not show a new lease.
  if (differs && minutes > 1) return Math.max(lease.latest, fromNow);
  // Others set some lease, and the reported lease time may be an old value.
  if (isLater) return Math.max(lease.latest, nowMs + maxLeaseMinutes * minuteMs);
  return lease.latest;
}

/** The least of the ends; one that has passed is not credible for a session that runs. */
function leastCredible(recorded: number, ends: readonly number[], nowMs: number): number {
  return Math.min(recorded, ...ends.filter((end) => end > nowMs));
}
