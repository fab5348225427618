import type { CallOptions, EntryList, SessionResponse } from "../tasknet";
import { endCommand } from "../tasknet";
import type { Evidence } from "../resource";
import {
  errorKind,
  evidenceOfNotFound,
  isRecentCreate,
  isUnreachable,
  messageOf,
  removeResource,
  stateDeleteCommand,
} from "../resource";
import type { SessionContext } from "./context";
import { indicatesEnded } from "./errors";
import { isLongOver, leaseOf } from "./lease";
import type { SessionState } from "./model";

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
  const { api } = context;
  const { sessionUUID, state } = request;
  const removal = {
    clock: api,
    send: () => send(context, request, options),
    evidenceOf: (error: unknown) => evidenceOf(context, sessionUUID, error, options),
    // The service has shown a terminated session already, so it cannot lag behind its create.
    isRecent: () => state?.status !== "terminated" && isRecentCreate(state, api.now()),
    failure: (error: unknown) => failure(context, request, error),
    found: `a DELETE found no session ${sessionUUID}`,
  };
  await removeResource(removal, options);
}

async function send(
  context: SessionContext,
  { sessionUUID, state }: EndRequest,
  options: CallOptions | undefined,
): Promise<void> {
  try {
    const { isPending } = await context.api.endSession(sessionUUID, options);
    if (state?.fingerprintUUID !== undefined)
      context.memory.addEnded(state.fingerprintUUID, { sessionUUID, isPending });
  } catch (error) {
    if (state === undefined || !canBeGivenUp(context, state, error)) throw error;
    options?.onWarning?.(givenUp(context, state, error));
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
): Promise<Evidence> {
  if (indicatesEnded(error)) return "gone";
  const list = async (): Promise<EntryList<SessionResponse>> => {
    const { sessions, ...rest } = await api.listAll(options);
    return { entries: sessions, ...rest };
  };
  return evidenceOfNotFound(error, sessionUUID, list, aliveIds);
}

function aliveIds(sessions: readonly SessionResponse[]): string[] {
  return sessions.filter(({ status }) => status !== "terminated").map(({ sessionUUID }) => sessionUUID);
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
