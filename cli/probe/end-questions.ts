import type { Evidence } from "./evidence";
import type { Finding, Question } from "./question";
import { at, notAsked, seconds, unclear } from "./question";
import type { Reply } from "./reply";
import { describe, entryOf, isBetween, isSuccess, sessionOf, statusOf } from "./reply";

/** What the service does before a session is visible, and after its end. */
export const endQuestions: readonly Question[] = [
  {
    switchName: "createLag",
    question: "Which reads lack a new session?",
    provider: "reads again for a minute before a session of its own counts as ended",
    find: ({ a: { startUp } }: Evidence): Finding => {
      const { getLags, listLags } = startUp;
      if (getLags) return at(listLags ? "both" : "get");
      return at(listLags ? "list" : "none");
    },
  },
  {
    switchName: "createLagSeconds",
    question: "For how long?",
    provider: "the same",
    find: createLagSeconds,
  },
  {
    switchName: "getEnded",
    question: "GET after the lease has expired",
    provider: "takes a 404 and terminated as an end; a late status is an assumed end",
    find: ({ b }: Evidence): Finding => afterExpiry(b.firstGet, sessionOf(b.firstGet), "404"),
  },
  {
    switchName: "listEnded",
    question: "Is it still in the list?",
    provider: "filters by status",
    find: ({ b }: Evidence): Finding => afterExpiry(b.firstList, entryOf(b.firstList, b.id), "absent"),
  },
  {
    switchName: "lateRunningSeconds",
    question: "For how long does it show as running?",
    provider: "replaces it a minute after the latest expiry, and sends it a DELETE",
    find: lateRunningSeconds,
  },
  {
    switchName: "deleteEnded",
    question: "DELETE after the lease has expired",
    provider: "takes both as done",
    find: ({ b: { deleteEnded } }: Evidence): Finding => {
      if (isSuccess(deleteEnded)) return at("200", describe(deleteEnded));
      return isGone(deleteEnded) ? at("404", describe(deleteEnded)) : unclear(describe(deleteEnded));
    },
  },
  {
    question: "PATCH after the lease has expired",
    provider: "creates a new session with the next update",
    find: ({ b: { patchEnded } }: Evidence): Finding => ({ seen: describe(patchEnded) }),
  },
  {
    switchName: "endLag",
    question: "Does a DELETE end the session at once?",
    provider: "waits for the end before it uses the fingerprint again",
    find: ({ deleted: { reply, firstGet } }: Evidence): Finding => {
      if (!isSuccess(reply)) return unclear(describe(reply));
      const isEnding = reply.status === 202 || isBetween(sessionOf(firstGet));
      return isEnding ? at("ending", `${reply.status}, then the status ending`) : at("none", "at once");
    },
  },
  {
    switchName: "endLagSeconds",
    question: "How long does it end?",
    provider: "waits within the timeout of the operation",
    find: ({ deleted: { reply, firstGet, endedMs } }: Evidence): Finding => {
      if (reply.status !== 202 && !isBetween(sessionOf(firstGet))) return notAsked("a session ends at once");
      if (endedMs === undefined) return notAsked("the session did not end in time");
      return at(seconds(endedMs), `${seconds(endedMs)} seconds`);
    },
  },
];

function isGone({ status }: Reply): boolean {
  return status === 404 || status === 410;
}

function createLagSeconds({ a: { startUp } }: Evidence): Finding {
  const { getLags, listLags, getMs, listMs } = startUp;
  const lags = [...(getLags ? [getMs] : []), ...(listLags ? [listMs] : [])];
  if (lags.length === 0) return notAsked("all reads show a new session at once");
  if (lags.includes(undefined)) return notAsked("the reads did not show the session in time");
  const ms = Math.max(...lags.filter((lag) => lag !== undefined));
  return at(seconds(ms), `${seconds(ms)} seconds`);
}

/** The state of an expired session in a read. */
function afterExpiry(reply: Reply, session: ReturnType<typeof sessionOf>, missing: string): Finding {
  const status = statusOf(session);
  if (status === "terminated") return at("terminated");
  if (status !== undefined) return at("late-running", `still ${status}`);
  return isSuccess(reply) || isGone(reply)
    ? at(missing, describeMissing(reply, missing))
    : unclear(describe(reply));
}

function describeMissing(reply: Reply, missing: string): string {
  return missing === "absent" ? "no" : describe(reply);
}

function lateRunningSeconds({ b }: Evidence): Finding {
  const isLate = (status: string | undefined): boolean => status !== undefined && status !== "terminated";
  const late = [
    ...(isLate(statusOf(sessionOf(b.firstGet))) ? [b.getEndedMs] : []),
    ...(isLate(statusOf(entryOf(b.firstList, b.id))) ? [b.listEndedMs] : []),
  ];
  if (late.length === 0) return notAsked("no read shows an expired session as running");
  if (late.includes(undefined)) return notAsked("it still showed as running 2 minutes later");
  const ms = Math.max(...late.filter((one) => one !== undefined));
  return at(seconds(ms), `${seconds(ms)} seconds`);
}
