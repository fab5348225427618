import type { CallOptions } from "../tasknet";
import { endCommand, retryStatus } from "../tasknet";
import { stateDeleteCommand } from "./commands";
import type { SessionContext } from "./context";
import { errorKind, indicatesEnded, isUnreachable, messageOf } from "./errors";
import { isLongOver, leaseOf } from "./lease";
import type { SessionState } from "./model";
import { isRecentCreate, recentCreateMs } from "./recent-create";
import { isSameId, mayHoldUnreadable } from "./values";

/** Pause before another DELETE of a session that the service may still come to know, in milliseconds. */
const pauseMs = 4_000;
/** Longest time, in milliseconds, in which a DELETE and the list of sessions may contradict each other. */
const maxContradictionMs = 60_000;

/** The session to end: what the state holds of it, if there is one. */
export interface EndRequest {
  readonly sessionUUID: string;
  readonly state?: SessionState | undefined;
}

/**
 * Ends a session; one that has ended already is a success.
 * @throws Error with the command that ends it without Pulumi, if it may still be running
 */
export async function end(
  context: SessionContext,
  request: EndRequest,
  options?: CallOptions,
): Promise<void> {
  const { api, memory } = context;
  const { sessionUUID, state } = request;
  const startedAt = api.ticks();
  for (;;) {
    try {
      const { isPending } = await api.endSession(sessionUUID, options);
      if (state?.fingerprintUUID !== undefined)
        memory.addEnded(state.fingerprintUUID, { sessionUUID, isPending });
      return;
    } catch (error) {
      if (state !== undefined && canBeGivenUp(context, state, error)) {
        options?.onWarning?.(givenUp(context, state, error));
        return;
      }
      const evidence = await evidenceOf(context, sessionUUID, error, options);
      const elapsedMs = api.ticks() - startedAt;
      const isAnother =
        (evidence === "contradicted" && elapsedMs < maxContradictionMs) ||
        // The service may lag behind our own create.
        (evidence === "ended" && isRecentCreate(state, api.now()) && elapsedMs < recentCreateMs);
      if (evidence === "ended" && !isAnother) return;
      if (!isAnother) throw failure(context, request, error);
      options?.onRetry?.(retryStatus({ message: `a DELETE found no session ${sessionUUID}` }, pauseMs));
      if (!(await api.wait(pauseMs, options))) throw failure(context, request, error);
    }
  }
}

/** A service that is gone for good must not keep a destroy from its end. */
function canBeGivenUp({ api }: SessionContext, state: SessionState, error: unknown): boolean {
  return isUnreachable(error) && isLongOver(leaseOf(state), api.now());
}

function givenUp({ origin }: SessionContext, { sessionUUID, lease }: SessionState, error: unknown): string {
  return (
    `could not end session ${sessionUUID} at ${origin.endpoint}, but its lease was over at ` +
    `${lease.latest}, so it is removed from the state. ${messageOf(error)}`
  );
}

/** The meaning of a failed DELETE. If the error is no evidence, the list of sessions decides. */
async function evidenceOf(
  { api }: SessionContext,
  sessionUUID: string,
  error: unknown,
  options: CallOptions | undefined,
): Promise<"ended" | "contradicted" | undefined> {
  if (indicatesEnded(error)) return "ended";
  if (errorKind(error) !== "notFound") return undefined;
  // A gateway may have sent the 404. The list of sessions decides.
  const list = await api.listAll(options).catch(() => undefined);
  if (list === undefined || mayHoldUnreadable(list, sessionUUID)) return undefined;
  const isListed = list.sessions.some(
    (session) => isSameId(session.sessionUUID, sessionUUID) && session.status !== "terminated",
  );
  return isListed ? "contradicted" : "ended";
}

function failure(context: SessionContext, { sessionUUID }: EndRequest, error: unknown): Error {
  const remedy =
    errorKind(error) === "unauthorized"
      ? "Set TASKNET_API_KEY and TASKNET_API_KEY_ID to a key that may end it, and run the command again. " +
        `Or let it end with its lease, and run: ${stateDeleteCommand(context)}`
      : `It ends by itself with its lease. To end it without Pulumi: ${endCommand(context.origin, sessionUUID)}\n` +
        `To remove it from the state: ${stateDeleteCommand(context)}`;
  return new Error(
    `could not end session ${sessionUUID} at ${context.origin.endpoint}, and it may still be running. ` +
      `${messageOf(error)}\n${remedy}`,
    { cause: error },
  );
}
