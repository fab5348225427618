import type { Evidence } from "./evidence";
import type { Finding, Question } from "./question";
import { at, notAsked, unclear } from "./question";
import type { Reply, Shown } from "./reply";
import { describe, entriesOf, entryOf, isSuccess, sessionOf } from "./reply";

/** The form of the responses. */
export const formQuestions: readonly Question[] = [
  {
    switchName: "createResponse",
    question: "Response to a create",
    provider: "accepts each; reads the session if it has only an id",
    find: ({ a: { create } }: Evidence): Finding => {
      if (create.status === 202 && !isComplete(sessionOf(create))) return at("202-id-only", "202 with an id");
      return create.status === 200 || create.status === 201
        ? at(String(create.status))
        : unclear(describe(create));
    },
  },
  {
    switchName: "vncPassword",
    question: "Which responses have the VNC password?",
    provider: "keeps the last known password",
    find: ({ b }: Evidence): Finding => {
      const inGet = hasPassword(sessionOf(b.startUp.get));
      const inList = hasPassword(entryOf(b.startUp.list, b.id));
      if (inGet) return inList ? at("everywhere") : at("get-and-create", "GET and create");
      return inList ? unclear("only the list has it") : at("create-only", "at most the create");
    },
  },
  {
    switchName: "vncPasswordWithoutVnc",
    question: "Is there one without VNC?",
    provider: "records it as a secret",
    find: (evidence: Evidence): Finding => {
      if (sessionsOfA(evidence).some(hasPassword)) return at("present");
      const { a, b } = evidence;
      const isVisible = isComplete(sessionOf(a.create)) || hasPassword(sessionOf(b.startUp.get));
      return isVisible ? at("absent") : notAsked("no response shows a password at all");
    },
  },
  {
    switchName: "absentOptional",
    question: "Form of an absent VNC password",
    provider: "takes null as absent",
    find: (evidence: Evidence): Finding => {
      const without = [...sessionsOfA(evidence), ...sessionsOfB(evidence)].filter((one) => !hasPassword(one));
      if (without.length === 0) return notAsked("every response has a password");
      return at(without.some((one) => one.vncPassword === null) ? "null" : "absent");
    },
  },
  {
    switchName: "emptyBody",
    question: "Body of a successful PATCH",
    provider: "ignores it, unless it is a web page",
    find: ({ a: { patch } }: Evidence): Finding => emptyBody(patch.last),
  },
  {
    switchName: "emptyList",
    question: "Form of an empty list",
    provider: "takes each as empty",
    find: ({ listBefore }: Evidence): Finding => emptyList(listBefore),
  },
  {
    switchName: "listExtra",
    question: "Has the list entries that are no sessions?",
    provider: "skips them with a warning; an absent session is then not confirmed",
    find: ({ listBefore, a }: Evidence): Finding =>
      at([...entriesOf(listBefore), ...entriesOf(a.startUp.list)].every(isSession) ? "none" : "unreadable"),
  },
  {
    switchName: "endedCode",
    question: "Code of a 404 for an unknown session",
    provider: "without SESSION_NOT_FOUND the list of sessions confirms the end",
    find: ({ unknownId }: Evidence): Finding => {
      const code = codeOf(unknownId);
      if (unknownId.status !== 404) return unclear(describe(unknownId));
      if (code === undefined) return at("none", "404 without a code");
      return code === "SESSION_NOT_FOUND" || code === "NOT_FOUND" ? at(code) : unclear(describe(unknownId));
    },
  },
  {
    question: "Response to a wrong key",
    provider: "keeps the state, with a warning",
    find: ({ wrongKey }: Evidence): Finding => ({ seen: describe(wrongKey) }),
  },
  {
    switchName: "modes",
    question: "Does another mode show the session?",
    provider: "uses each session in the mode in which it was created",
    find: ({ a: { otherMode } }: Evidence): Finding => {
      if (isSuccess(otherMode)) return at("shared");
      return otherMode.status === 404 ? at("isolated", describe(otherMode)) : unclear(describe(otherMode));
    },
  },
  {
    switchName: "idCase",
    question: "Case of the ids",
    provider: "compares ids without regard to case",
    find: ({ a, b }: Evidence): Finding => {
      const isUpper = (session: Shown | undefined): boolean =>
        [session?.sessionUUID, session?.fingerprintUUID].some(
          (id) => typeof id === "string" && /[A-F]/.test(id),
        );
      if ([a.create, b.create].some((create) => isUpper(sessionOf(create)))) return at("upper-everywhere");
      return at([a.read, b.startUp.get].some((get) => isUpper(sessionOf(get))) ? "upper-on-get" : "lower");
    },
  },
  {
    switchName: "timestampZone",
    question: "Time zone of the timestamps",
    provider: "takes a timestamp without a zone as UTC",
    find: ({ a }: Evidence): Finding => {
      const { createdAt } = sessionOf(a.read) ?? {};
      if (typeof createdAt !== "string") return unclear("no timestamp");
      return at(/(Z|[+-]\d{2}:?\d{2})$/i.test(createdAt) ? "utc" : "none");
    },
  },
  {
    switchName: "timestampPrecision",
    question: "Precision of the timestamps",
    provider: "compares instants; a difference of less than a second is no change",
    find: ({ a }: Evidence): Finding =>
      precision(digitsOf(sessionOf(a.read)), digitsOf(entryOf(a.startUp.list, a.id))),
  },
  {
    switchName: "byteOrderMark",
    question: "Byte order mark before JSON",
    provider: "skips it",
    find: ({ listBefore }: Evidence): Finding => at(listBefore.hasMark ? "present" : "none"),
  },
  {
    question: "Latency of reads (median) and of the slowest create",
    provider: "30 seconds for a read; a create has the timeout of its operation",
    find: ({ medianLatencyMs, slowestCreateMs }: Evidence): Finding => ({
      seen: `${Math.round(medianLatencyMs)} ms, ${Math.round(slowestCreateMs)} ms`,
    }),
  },
];

/** Whether a response has all fields, rather than only an id and a status. */
function isComplete(session: Shown | undefined): boolean {
  return session?.createdAt !== undefined;
}

function hasPassword(session: Shown | undefined): boolean {
  return typeof session?.vncPassword === "string";
}

/** The complete sessions that responses show. */
function complete(...sessions: (Shown | undefined)[]): Shown[] {
  return sessions.filter((session): session is Shown => isComplete(session));
}

function sessionsOfA({ a }: Evidence): Shown[] {
  return complete(sessionOf(a.create), sessionOf(a.read), entryOf(a.startUp.list, a.id));
}

function sessionsOfB({ b }: Evidence): Shown[] {
  return complete(sessionOf(b.create), sessionOf(b.startUp.get), entryOf(b.startUp.list, b.id));
}

function isSession(entry: unknown): boolean {
  return (
    typeof entry === "object" &&
    entry !== null &&
    "sessionUUID" in entry &&
    typeof entry.sessionUUID === "string"
  );
}

function codeOf({ json }: Reply): unknown {
  return typeof json === "object" && json !== null && "code" in json ? json.code : undefined;
}

function emptyBody(reply: Reply): Finding {
  if (!isSuccess(reply)) return unclear(describe(reply));
  const { json, text } = reply;
  if (text === "") return reply.status === 204 ? at("none-204", "204 without a body") : unclear("no body");
  if (json === undefined) return at("text", "plain text");
  if (json === null) return at("null");
  if (json === true) return at("true");
  return at(Array.isArray(json) ? "array" : "object");
}

function emptyList(list: Reply): Finding {
  const { json } = list;
  if (!isSuccess(list) || typeof json !== "object" || json === null) return unclear(describe(list));
  if (entriesOf(list).length > 0) return notAsked("the list was not empty before the probe");
  if (!("sessions" in json)) return at("absent", "no field sessions");
  return at(json.sessions === null ? "null" : "array");
}

/** The digits of the fraction of a second in createdAt. */
function digitsOf(session: Shown | undefined): number | undefined {
  const { createdAt } = session ?? {};
  return typeof createdAt === "string" ? (/\.(\d+)/.exec(createdAt)?.[1]?.length ?? 0) : undefined;
}

function precision(inGet: number | undefined, inList: number | undefined): Finding {
  const digits = `${inGet ?? "no"} digits in a GET, ${inList ?? "no"} in a list`;
  switch (`${inGet} ${inList}`) {
    case "3 3":
      return at("milliseconds");
    case "0 0":
      return at("seconds");
    case "6 6":
      return at("microseconds");
    case "3 0":
      return at("mixed", digits);
    default:
      return unclear(digits);
  }
}
