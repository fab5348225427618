import type { Evidence } from "./evidence";
import type { Finding, Question } from "./question";
import { at, notAsked, seconds, unclear } from "./question";
import type { Reply } from "./reply";
import { describe, instantOf, isSuccess, sessionOf, statusOf } from "./reply";

/** Reads between which a change is known to the second, in milliseconds. */
const exactMs = 1_500;
const minuteMs = 60_000;
const oneMinuteOnly = "the service granted 1 minute only, so no longer lease can be compared";

/** What the service does with leases. */
export const leaseQuestions: readonly Question[] = [
  {
    switchName: "currentLeaseTime",
    question: "What does currentLeaseTime mean?",
    provider: "never compares it; renews early rather than late",
    find: currentLeaseTime,
  },
  {
    switchName: "updatedAtItself",
    question: "Does updatedAt move without a change?",
    provider: "takes a later value as a new lease by others, of up to 60 minutes",
    find: ({ a }: Evidence): Finding => at(hasMoved(a.read, a.readAgain) ? "moves" : "still"),
  },
  {
    switchName: "updatedAtOnPatch",
    question: "Does updatedAt move with a new lease?",
    provider: "does not rely on it for its own leases",
    find: ({ a }: Evidence): Finding => {
      if (hasMoved(a.read, a.readAgain)) return notAsked("updatedAt moves by itself");
      return at(hasMoved(a.readAgain, a.readAfterPatch) ? "moves" : "stays");
    },
  },
  {
    switchName: "shortening",
    question: "Can a lease be made shorter?",
    provider: "tells what to do if it is refused; a refused renewal is a warning",
    find: shortening,
  },
  {
    switchName: "patchRange",
    question: "Is a lease of 0 minutes refused?",
    provider: "accepts only 1 to 60 minutes as an input",
    find: patchRange,
  },
  {
    switchName: "maxGrantedMinutes",
    question: "Is a lease granted in full?",
    provider: "records the lease that is reported, with a warning",
    find: ({ b }: Evidence): Finding =>
      b.grantedMinutes === 1
        ? at(1, "1 minute instead of 2")
        : notAsked("2 minutes were granted; a longest lease would have to be tried, at its cost"),
  },
  {
    switchName: "timestampOffsetMinutes",
    question: "Do createdAt and the Date header agree?",
    provider: "ignores timestamps that contradict its own create",
    find: ({ a }: Evidence): Finding => {
      const minutes = Math.round((instantOf(sessionOf(a.read), "createdAt") - a.create.dateMs) / minuteMs);
      return Number.isNaN(minutes)
        ? unclear("a timestamp is missing")
        : at(minutes, `${minutes} minutes ahead`);
    },
  },
  {
    switchName: "createdStatus",
    question: "Which status has a new session?",
    provider: "takes every status but terminated as alive",
    find: ({ a: { create, startUp } }: Evidence): Finding => {
      if (startUp.started.lastBeforeMs !== undefined) return at("starting");
      const status = statusOf(sessionOf(create)) ?? statusOf(sessionOf(startUp.get));
      return status === "running" ? at("running") : unclear(status ?? describe(create));
    },
  },
  {
    switchName: "patchWhileStarting",
    question: "Does a new session accept a lease at once?",
    provider: "repeats the request while the session is starting",
    find: ({ a: { patch } }: Evidence): Finding => {
      if (patch.first.status === 409) return at("conflict");
      return isSuccess(patch.first) ? at("accepted") : unclear(describe(patch.first));
    },
  },
  {
    switchName: "startingSeconds",
    question: "How long does a session start?",
    provider: "waits within the timeout of the operation",
    find: startingSeconds,
  },
  {
    switchName: "sharedFingerprint",
    question: "Can two sessions share a fingerprint?",
    provider: "ends the old session first if the fingerprint stays",
    find: ({ c: { shared } }: Evidence): Finding => {
      if (shared === undefined) return notAsked("give --fingerprint with a stored fingerprint");
      if (shared.status === 409) return at("conflict");
      return isSuccess(shared) ? at("allowed") : unclear(describe(shared));
    },
  },
];

function leaseTime(reply: Reply | undefined): unknown {
  return reply === undefined ? undefined : sessionOf(reply)?.currentLeaseTime;
}

function currentLeaseTime({ a, b }: Evidence): Finding {
  if (b.grantedMinutes === 1) return notAsked(oneMinuteOnly);
  if (!isSuccess(a.patch.last)) return unclear(`a new lease: ${describe(a.patch.last)}`);
  if (leaseTime(a.readAfterPatch) === 1) return at("stale", "the lease of the create, after a new lease");
  const late = leaseTime(a.late);
  if (late === 2) return at("total", "the lease as it was last set");
  if (late === 1) return at("remaining", "the minutes that remain");
  return unclear(JSON.stringify(late ?? null));
}

function hasMoved(before: Reply, after: Reply): boolean {
  const [from, to] = [before, after].map((reply) => instantOf(sessionOf(reply), "updatedAt"));
  return from !== to;
}

function shortening({ b, c }: Evidence): Finding {
  // A lease of 0 minutes is shorter than any.
  if (isSuccess(c.patch.last)) return at("accepted");
  if (b.grantedMinutes === 1) return notAsked(oneMinuteOnly);
  if (isSuccess(b.patch.last)) return at("accepted");
  return b.patch.last.status === 400 ? at("refused") : unclear(describe(b.patch.last));
}

function patchRange(evidence: Evidence): Finding {
  const { last } = evidence.c.patch;
  if (isSuccess(last)) return at("unchecked", "a lease of 0 minutes is accepted");
  if (last.status !== 400) return unclear(describe(last));
  const shorter = shortening(evidence);
  // The same response refuses a shorter lease, and a lease above 60 minutes could cost as much.
  return "position" in shorter && shorter.position === "accepted"
    ? at("checked", `a lease of 0 minutes is refused: ${describe(last)}`)
    : notAsked("a lease of 0 minutes is refused, which may be because it is shorter");
}

function startingSeconds({ a, c }: Evidence): Finding {
  const isByStatus = c.patch.first.status !== 409;
  const { lastBeforeMs, firstAfterMs } = isByStatus ? a.startUp.started : c.patch.accepted;
  if (lastBeforeMs === undefined) return notAsked("a new session runs at once");
  if (firstAfterMs === undefined) return notAsked("no session started in time");
  if (firstAfterMs - lastBeforeMs > exactMs) {
    return notAsked(
      `reads did not show it: between ${seconds(lastBeforeMs)} and ${seconds(firstAfterMs)} seconds`,
    );
  }
  return at(seconds(firstAfterMs), `${seconds(firstAfterMs)} seconds`);
}
