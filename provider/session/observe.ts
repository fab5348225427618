import type { CallOptions, WireSession } from "../tasknet";
import type { SessionContext } from "./api";
import { messageOf } from "./api";
import { isoMoment, isPastLease, latestEndMs } from "./lease";
import type { SessionState } from "./model";

/** What a look at a session told. */
export type Observation =
  | { readonly isEnded: false; readonly session: WireSession }
  | { readonly isEnded: true; readonly reason: string; readonly session?: WireSession };

/** Looks at a session. Rejects where the service can't be asked: an error is never an end. */
export async function observe(
  context: SessionContext,
  sessionUUID: string,
  state: SessionState | undefined,
  options?: CallOptions,
): Promise<Observation> {
  const session = await context.reader.find(sessionUUID, options);
  if (session === undefined) return { isEnded: true, reason: "Tasknet no longer knows it" };
  if (session.status === "terminated")
    return { isEnded: true, reason: "Tasknet reports it as terminated", session };
  const nowMs = context.api.now();
  if (state !== undefined && isPastLease(state, session, nowMs)) {
    return { isEnded: true, reason: `its lease ran out at ${latestEnd(state, session, nowMs)}`, session };
  }
  return { isEnded: false, session };
}

/** A look that never fails: where the service can't be asked the clock alone decides, and `warning` says so. */
export interface Liveness {
  readonly isEnded: boolean;
  readonly reason: string;
  readonly session?: WireSession;
  readonly warning?: string;
}

/** What the clock alone tells of a session, as far as it is recorded. */
export function assumeFromClock(state: SessionState, nowMs: number): Liveness {
  if (state.status === "terminated") return { isEnded: true, reason: "it is recorded as terminated" };
  const reason = `its lease ran out at ${latestEnd(state, undefined, nowMs)}`;
  return { isEnded: isPastLease(state, undefined, nowMs), reason };
}

/** Looks at a session for a diff, which must not fail for a service out of reach. */
export async function observeOrAssume(
  context: SessionContext,
  state: SessionState,
  options?: CallOptions,
): Promise<Liveness> {
  if (state.status === "terminated") return assumeFromClock(state, context.api.now());
  try {
    const seen = await observe(context, state.sessionUUID, state, options);
    return seen.isEnded ? seen : { isEnded: false, reason: "", session: seen.session };
  } catch (error) {
    const nowMs = context.api.now();
    const { isEnded, reason } = assumeFromClock(state, nowMs);
    const verdict = isEnded
      ? `${reason} by the clock, so it counts as ended`
      : `by the clock its lease may last until ${latestEnd(state, undefined, nowMs)}, so it counts as running`;
    const warning = `session ${state.sessionUUID} could not be looked at; ${verdict}. ${messageOf(error)}`;
    return { isEnded, reason, warning };
  }
}

function latestEnd(state: SessionState, observed: WireSession | undefined, nowMs: number): string {
  return isoMoment(latestEndMs(state, observed, nowMs));
}
