import type { CallOptions, SessionResponse } from "../tasknet";
import { endCommand, listCommand, parseInstant } from "../tasknet";
import { importCommand } from "./commands";
import type { SessionContext } from "./context";
import { messageOf } from "./errors";
import type { FailedCreate } from "./memory";
import { leaseRequest } from "./request-timing";
import { isSameInput } from "./state";

/** Timeout of the search, in milliseconds; it runs after a cancel, too. */
const searchTimeoutMs = 10_000;
/** Pauses between the searches, in milliseconds: the list may lag behind a create by seconds. */
const pausesMs = [1_000, 2_000, 4_000];
/** A `Date` header rounds a second away, so a session may seem older than the call that made it; in milliseconds. */
const skewMs = 5_000;
/** Maximum number of sessions that an error names. */
const maxNamed = 20;

/**
 * Text for the error of a create with an unknown outcome: the sessions that may be its result. Nothing is taken over or
 * ended on a guess.
 */
export async function describePossibleOrphans(
  context: SessionContext,
  failed: FailedCreate,
  options?: CallOptions,
): Promise<string> {
  const { inputs } = failed;
  const byItself = `A session that was created ends by itself within ${inputs.leaseTime} minutes.`;
  let found: Search;
  try {
    found = await search(context, failed, options);
  } catch (error) {
    return (
      `A session may be running, and the list of sessions could not be read: ${messageOf(error)}\n` +
      `${byItself} To find it later: ${listCommand(context.origin)}`
    );
  }
  const { recent, matching, unreadableIds } = found;
  const lookAgain = `To list the sessions again: ${listCommand(context.origin)}`;
  const unread =
    unreadableIds.length === 0
      ? ""
      : `\nThe list has entries that could not be read: ${unreadableIds.join(", ")}.`;
  if (recent.length > 0) {
    return `${[
      `These sessions with the same settings were created since and may be its result. ${byItself}`,
      ...named(context, recent),
    ].join("\n")}${unread}`;
  }
  const none = `No session with these settings shows in the list of sessions yet. ${byItself} ${lookAgain}${unread}`;
  if (matching.length === 0) return none;
  return [
    none,
    "Older sessions with the same settings run, too. If the service's timestamps are wrong, one of them may be its result:",
    ...named(context, matching),
  ].join("\n");
}

interface Search {
  /** Matching sessions created since, by the service's timestamps. */
  readonly recent: readonly SessionResponse[];
  /** All matching sessions; older ones only if none is recent. */
  readonly matching: readonly SessionResponse[];
  readonly unreadableIds: readonly string[];
}

/** Searches the list, and again if no session shows. After a cancel it searches once. */
async function search(
  context: SessionContext,
  failed: FailedCreate,
  options: CallOptions | undefined,
): Promise<Search> {
  let found = await searchOnce(context, failed);
  for (const pauseMs of pausesMs) {
    if (found.recent.length > 0 || options?.signal?.aborted === true) break;
    await context.api.wait(pauseMs);
    found = await searchOnce(context, failed);
  }
  return found;
}

async function searchOnce(
  { api, memory }: SessionContext,
  { inputs, timing }: FailedCreate,
): Promise<Search> {
  const { sessions, unreadableIds } = await api.listAll({ timeoutMs: searchTimeoutMs });
  const matching = sessions.filter(
    (session) => !memory.isOwn(session.sessionUUID) && matches(session, inputs),
  );
  const sinceMs = leaseRequest(api, inputs.leaseTime, timing).sentAt - skewMs;
  const isOlder = ({ createdAt }: SessionResponse): boolean => parseInstant(createdAt) < sinceMs;
  return {
    recent: matching.filter((session) => !isOlder(session)),
    matching,
    unreadableIds,
  };
}

function matches(session: SessionResponse, inputs: FailedCreate["inputs"]): boolean {
  const names = ["driver", "isVncEnabled", "vncMode", "fingerprintUUID"] as const;
  return (
    session.status !== "terminated" &&
    names.every((name) => {
      const [asked, reported] = [inputs[name], session[name]];
      return asked === undefined || reported === undefined || isSameInput(name, reported, asked);
    })
  );
}

function named(context: SessionContext, sessions: readonly SessionResponse[]): string[] {
  const rest = sessions.slice(maxNamed).map(({ sessionUUID }) => sessionUUID);
  const lines = sessions.slice(0, maxNamed).map((session) => describe(context, session));
  return rest.length === 0 ? lines : [...lines, `  and ${rest.join(", ")}`];
}

function describe(context: SessionContext, { sessionUUID, createdAt }: SessionResponse): string {
  const command = importCommand(context, sessionUUID);
  const adopt = command === undefined ? "" : `\n    to import it: ${command}`;
  return `  ${sessionUUID}, created ${createdAt}${adopt}\n    to end it: ${endCommand(context.origin, sessionUUID)}`;
}
