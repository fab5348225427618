import type { WireSession } from "../tasknet";
import type { SessionContext } from "./api";
import { messageOf } from "./api";
import type { SessionInputs } from "./model";
import { isSameInput } from "./state";

/** The search may take so long, in milliseconds; it runs after a cancel, too. */
const searchDeadlineMs = 10_000;
/** A `Date` header rounds a second away, so a session may seem older than the call that made it. */
const skewMs = 5_000;

/**
 * What a create may have left running, for the error of a create whose outcome is not known: the sessions made since
 * that match the settings. Nothing is taken over or ended on a guess.
 * @param startedAtMs when the create began, by what was known of the server's clock then
 * @param startedTicks the same moment as `performance.now()` has it
 */
export async function describePossibleOrphans(
  context: SessionContext,
  inputs: SessionInputs,
  startedAtMs: number,
  startedTicks: number,
): Promise<string> {
  const byItself = `A session that was created ends by itself within ${inputs.leaseTime} minutes.`;
  let sessions: WireSession[];
  try {
    sessions = await context.api.listSessions({ deadlineMs: searchDeadlineMs });
  } catch (error) {
    return (
      `A session may be running, and the list of sessions could not be asked either: ${messageOf(error)}\n` +
      `${byItself} To find it later: ${listCommand(context)}`
    );
  }
  // The first answer may have shown that the machine's clock is ahead of the server's.
  const sinceMs = Math.min(startedAtMs, context.api.now() - (performance.now() - startedTicks)) - skewMs;
  const strays = sessions.filter(
    (session) => !context.ownSessions.has(session.sessionUUID) && matches(session, inputs, sinceMs),
  );
  if (strays.length === 0) {
    return `No session with these settings shows in the list of sessions yet. ${byItself} To look again: ${listCommand(context)}`;
  }
  return [
    `These sessions with the same settings were created since and may be its result. ${byItself}`,
    ...strays.map((session) => describe(context, session)),
  ].join("\n");
}

function matches(session: WireSession, inputs: SessionInputs, sinceMs: number): boolean {
  return (
    session.status === "running" &&
    Date.parse(session.createdAt) >= sinceMs &&
    session.driver === inputs.driver &&
    session.isVncEnabled === inputs.isVncEnabled &&
    session.vncMode === inputs.vncMode &&
    (inputs.fingerprintUUID === undefined ||
      isSameInput("fingerprintUUID", session.fingerprintUUID, inputs.fingerprintUUID))
  );
}

function describe(context: SessionContext, { sessionUUID, createdAt }: WireSession): string {
  const adopt =
    context.importCommand === undefined ? "" : `\n    to import it: ${context.importCommand(sessionUUID)}`;
  return `  ${sessionUUID}, created ${createdAt}${adopt}\n    to end it: ${endCommand(context, sessionUUID)}`;
}

// The key goes through a pipe from the shell itself: arguments of a command are shown to all users of a machine.
const key = `printf 'X-Api-Key: %s' "$TASKNET_API_KEY" |`;
const headers = '-H @- -H "X-Api-Key-Id: $TASKNET_API_KEY_ID"';

function listCommand({ origin }: SessionContext): string {
  return `${key} curl ${headers} ${origin.endpoint}/${origin.mode}/v1/sessions`;
}

/** The command that ends a session without Pulumi. */
export function endCommand({ origin }: Pick<SessionContext, "origin">, sessionUUID: string): string {
  return `${key} curl -X DELETE ${headers} ${origin.endpoint}/${origin.mode}/v1/sessions/${sessionUUID}`;
}
