import type { CallOptions, WireSession } from "../tasknet";
import type { SessionContext } from "./api";
import { errorKind, messageOf } from "./api";
import { isoMoment, leaseEndMs, observedLease } from "./lease";
import type { SessionInputs, SessionState } from "./model";
import { inputSpecs, maxLeaseMinutes } from "./model";
import { observe } from "./observe";
import { createdState, inputsOf, isUnconfirmed, outputsOf } from "./state";

export interface ReadResult {
  /** Undefined where the session has ended, definitely, and is not to be kept. */
  readonly state: SessionState | undefined;
  /** Something the user must know although the read succeeded. */
  readonly warning?: string;
}

/** Reads a session as it is now. Without a state it is looked up by its id alone, for an import. */
export async function read(
  context: SessionContext,
  sessionUUID: string,
  state: SessionState | undefined,
  options?: CallOptions,
): Promise<ReadResult> {
  try {
    const seen = await observe(context, sessionUUID, state, options);
    if (!seen.isEnded) return { state: readState(context, seen.session, state) };
    const isKept = state?.recreateWhenEnded === false;
    return { state: isKept ? { ...state, status: "terminated" } : undefined };
  } catch (error) {
    if (state === undefined || errorKind(error) !== "unauthorized") throw error;
    // A rotated key must not stop work: what is known of the session stays as it is.
    const warning =
      `session ${sessionUUID} could not be read with this API key, so its state is kept as it is. ` +
      `${messageOf(error)}\nSet TASKNET_API_KEY and TASKNET_API_KEY_ID to a valid key, or run ` +
      "`pulumi config set --secret tasknet:apiKey` and `pulumi config set tasknet:apiKeyId ID`.";
    return { state, warning };
  }
}

function readState(
  context: SessionContext,
  session: WireSession,
  state: SessionState | undefined,
): SessionState {
  if (state === undefined) return importedState(context, session);
  if (isUnconfirmed(state)) {
    return { ...state, ...createdState(inputsOf(state) as SessionInputs, session, context.origin) };
  }
  return { ...state, ...outputsOf(session, state), ...observedLease(state, session, context.api.now()) };
}

/** The API shows neither showMouse nor isProxyEnabled, and of the lease only currentLeaseTime. */
function importedState(context: SessionContext, session: WireSession): SessionState {
  const leaseTime = Math.min(maxLeaseMinutes, Math.max(1, Math.ceil(session.currentLeaseTime)));
  return {
    leaseTime,
    driver: session.driver as SessionInputs["driver"],
    isVncEnabled: session.isVncEnabled,
    vncMode: session.vncMode as SessionInputs["vncMode"],
    recreateWhenEnded: inputSpecs.recreateWhenEnded.default,
    ...outputsOf(session),
    expiresAt: isoMoment(leaseEndMs(Date.parse(session.updatedAt), leaseTime)),
    fingerprintGiven: false,
    origin: context.origin,
  };
}
