import type { CallOptions, SessionResponse } from "../tasknet";
import { isTasknetError } from "../tasknet";
import { InitFailedError, errorKind, messageOf, replaceCommand } from "../resource";
import type { SessionContext } from "./context";
import { indicatesEnded } from "./errors";
import { isRecreated, isRenewed } from "./keep-until";
import type { Lease, LeaseRequest } from "./lease";
import { isOtherLease, leaseOf, minuteMs, possiblyRenewedLease, recordOf, renewedLease } from "./lease";
import type { SessionInputs, SessionState } from "./model";
import { inputNames } from "./model";
import { observe } from "./observe";
import { leaseRequest } from "./request-timing";
import {
  inputsOf,
  isSameInput,
  isUnconfirmed,
  knownLease,
  observedState,
  outputsOf,
  withInputs,
} from "./state";

/** Pause before another lease request to a session that is still starting, in milliseconds. */
const startingPauseMs = 2_000;

export interface UpdateRequest {
  readonly state: SessionState;
  readonly newInputs: SessionInputs;
  /** Whether a renewal that is due is made although leaseTime stays. Default: true. */
  readonly allowRenewal?: boolean;
}

/**
 * Brings a running session to the new inputs. A lease that changes or is due for renewal is set and read back. An input
 * that is only recorded calls nothing. An update with nothing to do completes an earlier one that failed half-way.
 * @throws InitFailedError if the state must be kept: the lease may have been set, or the session was never confirmed
 */
export async function update(
  context: SessionContext,
  request: UpdateRequest,
  options?: CallOptions,
): Promise<SessionState> {
  const { state } = request;
  try {
    return await change(context, request, options);
  } catch (error) {
    const isKept = isUnconfirmed(state) || context.memory.isInitFailed(state.sessionUUID);
    if (error instanceof InitFailedError) context.memory.addInitFailed(state.sessionUUID);
    if (error instanceof InitFailedError || !isKept) throw error;
    // The engine retries an init failure as an update, and a plain error of that would drop the session.
    throw new InitFailedError(messageOf(error), state, { cause: error });
  }
}

async function change(
  context: SessionContext,
  { state, newInputs, allowRenewal = true }: UpdateRequest,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const { api } = context;
  const isDue = ({ status }: SessionState, lease: Lease): boolean =>
    allowRenewal && status !== "terminated" && isRenewed(lease, newInputs, api.now());
  // The confirmation comes first: a lease that is set before it would hide a second failure.
  const known = isUnconfirmed(state) ? await confirmed(context, state, options) : state;
  const next = withInputs(known, newInputs);
  if (newInputs.leaseTime !== known.leaseTime || isDue(known, leaseOf(known)))
    return setLease(context, known, next, options);

  const before: Partial<SessionInputs> = inputsOf(known);
  const isStored = inputNames.some((name) => !isSameInput(name, before[name], newInputs[name]));
  const isKeptEnded = !isRecreated(newInputs, api.now()) && known.status !== "terminated";
  if ((isStored && !isKeptEnded) || known !== state) return next;

  const seen = await observe(context, known.sessionUUID, known, options);
  switch (seen.kind) {
    case "running":
    case "overdue": {
      const observed = observedState(next, seen.session, api.now());
      // The diff decides by this lease, too: the state records no move of less than a minute.
      const lease = knownLease(next, seen.session, api.now());
      return isDue(observed, lease) ? setLease(context, observed, observed, options) : observed;
    }
    case "notShownYet":
      return next;
    case "ended":
      if (isKeptEnded) return { ...next, status: "terminated" };
      throw new Error(
        `session ${known.sessionUUID} has ended (${seen.reason}). Run \`pulumi up\` again to create a new one.`,
      );
  }
}

/** The state of a session whose create was not confirmed, as it is now. */
async function confirmed(
  context: SessionContext,
  state: SessionState,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const seen = await observe(context, state.sessionUUID, state, options);
  if (seen.kind === "running" || seen.kind === "overdue")
    return observedState(state, seen.session, context.api.now());
  throw new Error(
    `session ${state.sessionUUID} could not be confirmed: ${seen.reason}. Run \`pulumi up\` again.`,
  );
}

async function setLease(
  context: SessionContext,
  state: SessionState,
  next: SessionState,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const { api } = context;
  const { sessionUUID } = state;
  const minutes = next.leaseTime;
  const sentTicks = api.ticks();
  const requestNow = (): LeaseRequest =>
    leaseRequest(api, minutes, { sentTicks, respondedTicks: api.ticks() });
  try {
    await patch(context, sessionUUID, minutes, options);
  } catch (error) {
    const hasEnded = await isEnd(context, state, error, options);
    if (hasEnded && minutes === state.leaseTime && !isRecreated(next, api.now()))
      return { ...next, status: "terminated" };
    if (hasEnded) throw endedBefore(state, error);
    if (!isRefusedShortening(state, requestNow(), error)) throw refusal(context, state, requestNow(), error);
    options?.onWarning?.(
      `could not renew the lease of session ${sessionUUID}, so it stays as it is. ${messageOf(error)}\n` +
        `A longer lease may be set: more than ${minutes} minutes may remain, and Tasknet may refuse to shorten it.`,
    );
    // The pause of a renewal starts again, so that a second update has nothing to do.
    return { ...next, ...recordOf({ ...leaseOf(state), setAt: requestNow().respondedAt }) };
  }
  const request = requestNow();
  const before = { ...leaseOf(state), currentLeaseTime: state.currentLeaseTime, updatedAt: state.updatedAt };
  try {
    const session = await readBack(context, state, options);
    const { currentLeaseTime } = session;
    if (isOtherLease(minutes, currentLeaseTime) && currentLeaseTime !== state.currentLeaseTime) {
      options?.onWarning?.(
        `the lease of session ${sessionUUID} was set, but it is ${currentLeaseTime} minutes instead of ${minutes}`,
      );
    }
    return { ...next, ...outputsOf(session, state), ...recordOf(renewedLease(before, request, session)) };
  } catch (error) {
    throw new InitFailedError(
      `the lease of session ${sessionUUID} was set to ${minutes} minutes, but could not be read back: ${messageOf(error)}\n` +
        "The new lease is recorded in the state. Run `pulumi up` again to complete it.",
      { ...next, ...recordOf(renewedLease(before, request)) },
      { cause: error },
    );
  }
}

/** Sets the lease. A session that is still starting may refuse it, so the request is sent again until it has started. */
async function patch(
  { api }: SessionContext,
  sessionUUID: string,
  minutes: number,
  options: CallOptions | undefined,
): Promise<void> {
  for (;;) {
    try {
      await api.updateSession(sessionUUID, minutes, options);
      return;
    } catch (error) {
      if (errorKind(error) !== "conflict") throw error;
      const session = await api.getSession(sessionUUID, options).catch(() => undefined);
      const isStarting =
        session !== undefined && session.status !== "running" && session.status !== "terminated";
      if (!isStarting || !(await api.wait(startingPauseMs, options))) throw error;
    }
  }
}

/** Whether a failed lease request shows that the session has ended: a 404 may be from a gateway. */
async function isEnd(
  context: SessionContext,
  state: SessionState,
  error: unknown,
  options: CallOptions | undefined,
): Promise<boolean> {
  if (indicatesEnded(error)) return true;
  if (errorKind(error) !== "notFound") return false;
  const seen = await observe(context, state.sessionUUID, state, options).catch(() => undefined);
  return seen?.kind === "ended";
}

/** Whether a refused renewal may have asked for less than what remains of the lease. */
function isRefusedShortening(
  state: SessionState,
  { minutes, sentAt }: LeaseRequest,
  error: unknown,
): boolean {
  const isRenewal = minutes === state.leaseTime;
  return (
    isRenewal && errorKind(error) === "badRequest" && leaseOf(state).latest > sentAt + minutes * minuteMs
  );
}

function endedBefore({ sessionUUID }: SessionState, error: unknown): Error {
  return new Error(
    `session ${sessionUUID} ended before its lease could be set. ${messageOf(error)}\nRun \`pulumi up\` again to create a new one.`,
    { cause: error },
  );
}

/** The session after a lease request. The service may lag behind itself, so a 404 is no end yet. */
async function readBack(
  context: SessionContext,
  state: SessionState,
  options: CallOptions | undefined,
): Promise<SessionResponse> {
  const { sessionUUID } = state;
  try {
    return await context.api.getSession(sessionUUID, options);
  } catch (error) {
    if (errorKind(error) !== "notFound") throw error;
    const seen = await observe(context, sessionUUID, state, options);
    if (seen.kind === "running" || seen.kind === "overdue") return seen.session;
    throw error;
  }
}

/** What a failed lease request leaves: both ends are possible if its outcome is unknown. */
function refusal(context: SessionContext, state: SessionState, request: LeaseRequest, error: unknown): Error {
  const { sessionUUID } = state;
  const { minutes } = request;
  const what = `the lease of session ${sessionUUID} was set to ${minutes} minutes`;
  if (!isTasknetError(error) || error.effect === "unknown") {
    return new InitFailedError(
      `could not confirm that ${what}. ${messageOf(error)}\nRun \`pulumi up\` again to set it.`,
      { ...state, ...recordOf(possiblyRenewedLease(leaseOf(state), request)) },
      { cause: error },
    );
  }
  const shorter =
    error.kind === "badRequest" && minutes < state.leaseTime
      ? `\nTasknet may refuse to shorten a lease. Keep leaseTime at ${state.leaseTime} until the session ends, or replace the session: ${replaceCommand(context)}`
      : "";
  return new Error(
    `could not set the lease of session ${sessionUUID} to ${minutes} minutes, so it stays as it was. ${error.message}${shorter}`,
    { cause: error },
  );
}
