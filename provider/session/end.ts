import type { CallOptions } from "../tasknet";
import type { SessionContext } from "./api";
import { errorKind, messageOf, indicatesEnded } from "./api";
import { endCommand } from "./orphans";

/** Ends a session; one that has ended already is a success. */
export async function end(
  context: SessionContext,
  sessionUUID: string,
  options?: CallOptions,
): Promise<void> {
  try {
    await context.api.endSession(sessionUUID, options);
  } catch (error) {
    if (await hasEnded(context, sessionUUID, error, options)) return;
    const hint =
      errorKind(error) === "unauthorized"
        ? "\nSet TASKNET_API_KEY and TASKNET_API_KEY_ID to a key that may end it and run the command again. Or let it end by itself with its lease and run `pulumi state delete URN`."
        : `\nIt ends by itself with its lease. To end it without Pulumi: ${endCommand(context, sessionUUID)}`;
    throw new Error(
      `session ${sessionUUID} could not be ended and may be running. ${messageOf(error)}${hint}`,
      {
        cause: error,
      },
    );
  }
}

async function hasEnded(
  { api }: SessionContext,
  sessionUUID: string,
  error: unknown,
  options: CallOptions | undefined,
): Promise<boolean> {
  if (indicatesEnded(error)) return true;
  if (errorKind(error) !== "notFound") return false;
  // Something that is not the API may have said 404: only the list of sessions can tell then.
  const sessions = await api.listSessions(options).catch(() => undefined);
  return (
    sessions?.every((session) => session.sessionUUID !== sessionUUID || session.status !== "running") ?? false
  );
}
