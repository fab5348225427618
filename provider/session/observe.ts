import type { CallOptions, SessionResponse } from "../tasknet";
import { retryStatus } from "../tasknet";
import type { SessionContext } from "./context";
import { isRecentCreate, isSameId, messageOf, recentCreateMs } from "../resource";
import { isPastLatest } from "./lease";
import type { SessionState } from "./model";
import { knownLease } from "./state";

/** The outcome of a read of a session. */
export type Observation =
  | { readonly kind: "running"; readonly session: SessionResponse }
  /** The service reports that the session has ended. */
  | { readonly kind: "ended"; readonly reason: string }
  /** The service reports that the session runs, but its lease is over by the clock: an assumption. */
  | { readonly kind: "overdue"; readonly reason: string; readonly session: SessionResponse }
  /** The service does not show the session yet, and our create was less than a minute ago. */
  | { readonly kind: "notShownYet"; readonly reason: string };

/** What a diff knows of a session: an observation, or only the state if the service could not be reached. */
export type Liveness =
  | Observation
  | { readonly kind: "assumedRunning" }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Pause before the second read of a session that the service does not show yet, in milliseconds; it doubles. */
const firstPauseMs = 1_000;
/** Longest pause between two such reads, in milliseconds. */
const maxPauseMs = 8_000;

/**
 * Observes a session. Rejects if the service could not be read: an error is never an end. The service may lag behind
 * itself, so a session that we created less than a minute ago is read again before it counts as ended.
 */
export async function observe(
  context: SessionContext,
  sessionUUID: string,
  state: SessionState | undefined,
  options?: CallOptions,
): Promise<Observation> {
  const { api, reader } = context;
  const startedAt = api.ticks();
  let pauseMs = firstPauseMs;
  // A list need not hold the passwords.
  const isComplete = ({ isVncEnabled = state?.isVncEnabled, vncPassword }: SessionResponse): boolean =>
    isVncEnabled !== true || (vncPassword ?? state?.vncPassword) !== undefined;
  for (;;) {
    const session = await reader.find(sessionUUID, { ...options, isComplete });
    if (session !== undefined) return observationOf(state, session, api.now());
    const isOver = api.ticks() - startedAt > recentCreateMs;
    if (isOver || !isRecentCreate(state, api.now())) break;
    if (pauseMs === firstPauseMs) {
      // An error teaches no time, and without the service's time every create may seem recent.
      const { sessions } = await api.listAll(options);
      const listed = sessions.find((one) => isSameId(one.sessionUUID, sessionUUID));
      if (listed !== undefined) return observationOf(state, listed, api.now());
      if (!isRecentCreate(state, api.now())) break;
    }
    options?.onRetry?.(retryStatus({ message: `Tasknet does not show session ${sessionUUID} yet` }, pauseMs));
    if (!(await api.wait(pauseMs, options))) {
      return {
        kind: "notShownYet",
        reason: "Tasknet does not show it yet, and it was created less than a minute ago",
      };
    }
    pauseMs = Math.min(2 * pauseMs, maxPauseMs);
  }
  return { kind: "ended", reason: "Tasknet no longer knows it" };
}

function observationOf(
  state: SessionState | undefined,
  session: SessionResponse,
  nowMs: number,
): Observation {
  if (session.status === "terminated") return { kind: "ended", reason: "Tasknet reports it as terminated" };
  if (state !== undefined && isPastLatest(knownLease(state, session, nowMs), nowMs)) {
    return { kind: "overdue", reason: `its lease was over at ${state.lease.latest}`, session };
  }
  return { kind: "running", session };
}

/** Observes a session for a diff, which must not fail if the service is out of reach. */
export async function observeOrAssume(
  context: SessionContext,
  state: SessionState,
  options?: CallOptions,
): Promise<Liveness> {
  try {
    return await observe(context, state.sessionUUID, state, options);
  } catch (error) {
    return { kind: "unreachable", reason: messageOf(error) };
  }
}
