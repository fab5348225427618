import type { CallOptions, SessionResponse } from "../tasknet";
import { endCommand } from "../tasknet";
import { defined, isUnreachable, keptAfterFailure, messageOf, stateDeleteCommand } from "../resource";
import type { SessionContext } from "./context";
import { isRecreated } from "./keep-until";
import { importedLease, isLongOver, leaseOf, recordOf } from "./lease";
import type { SessionInputs, SessionState } from "./model";
import { inputSpecs, maxLeaseMinutes } from "./model";
import { observe } from "./observe";
import { observedState, outputsOf } from "./state";

/**
 * Reads a session as it is now. Without a state it is read by its id, for an import. A known session is kept, with
 * a warning, while the service does not report that it has ended.
 * @returns undefined if the service reports that the session has ended, and it is not to be kept
 * @throws Error if the service could not be read, which shows nothing of the session
 */
export async function read(
  context: SessionContext,
  sessionUUID: string,
  state: SessionState | undefined,
  options?: CallOptions,
): Promise<SessionState | undefined> {
  let seen;
  try {
    seen = await observe(context, sessionUUID, state, options);
  } catch (error) {
    if (state === undefined) throw error;
    // It must throw even without a listener for warnings.
    const warning = keptWithWarning(context, state, error);
    options?.onWarning?.(warning);
    return state;
  }
  switch (seen.kind) {
    case "running":
      return state === undefined
        ? importedState(context, sessionUUID, seen.session)
        : observedState(state, seen.session, context.api.now());
    case "ended":
      return state === undefined || isRecreated(state, context.api.now())
        ? undefined
        : { ...state, status: "terminated" };
    case "overdue":
      options?.onWarning?.(
        `session ${sessionUUID} still shows as running, but ${seen.reason}. It stays in the state: ` +
          "`pulumi up` replaces it, and `pulumi destroy` ends it.",
      );
      return state && observedState(state, seen.session, context.api.now());
    case "notShownYet":
      options?.onWarning?.(`session ${sessionUUID} stays in the state: ${seen.reason}.`);
      return state;
  }
}

/** The warning with which a known session is kept although its read failed; throws if it must not go on. */
function keptWithWarning(context: SessionContext, state: SessionState, error: unknown): string {
  const { sessionUUID } = state;
  const { endpoint } = context.origin;
  const failed = `could not read session ${sessionUUID} at ${endpoint}`;
  const warning = keptAfterFailure(failed, error, "end");
  if (warning !== undefined) return warning;
  if (isUnreachable(error) && isLongOver(leaseOf(state), context.api.now())) {
    return (
      `${failed}, so its state stays as it is. ${messageOf(error)}\n` +
      `Its lease was over at ${state.lease.latest}, more than ${maxLeaseMinutes} minutes ago: \`pulumi destroy\` removes it.`
    );
  }
  throw new Error(
    `${failed}, and nothing was changed. ${messageOf(error)}\n` +
      "Run the command again when the service responds. To go on without it, end the session and remove it from the state:\n" +
      `  ${endCommand(context.origin, sessionUUID)}\n  ${stateDeleteCommand(context)}`,
    { cause: error },
  );
}

/** The API shows neither showMouse nor isProxyEnabled, and of the lease only currentLeaseTime. */
function importedState(context: SessionContext, sessionUUID: string, session: SessionResponse): SessionState {
  const leaseTime = Math.min(maxLeaseMinutes, Math.max(1, Math.ceil(session.currentLeaseTime)));
  const { driver, isVncEnabled, vncMode } = session;
  return {
    leaseTime,
    ...(defined({ driver, isVncEnabled, vncMode }) as Partial<SessionInputs>),
    recreateWhenEnded: inputSpecs.recreateWhenEnded.default,
    sessionUUID,
    ...outputsOf(session),
    ...recordOf(importedLease(session, context.api.now())),
    fingerprintGiven: false,
    origin: context.origin,
  };
}
