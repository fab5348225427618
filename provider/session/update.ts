import { isTasknetError } from "../tasknet";
import type { CallOptions, WireSession } from "../tasknet";
import type { SessionContext } from "./api";
import { errorKind, messageOf, indicatesEnded } from "./api";
import { isoMoment, isRenewalDue, leaseEndMs, observedLease } from "./lease";
import type { SessionInputs, SessionState } from "./model";
import { inputNames } from "./model";
import { InitFailedError } from "./init-failed-error";
import { createdState, inputsOf, isSameInput, isUnconfirmed, outputsOf, withInputs } from "./state";

/**
 * Brings a running session to the new inputs: a lease that changes or is due is set anew and read back; what is only
 * recorded calls nothing; an update with nothing to do completes an earlier one that failed half-way.
 * @param mayRenew whether a lease that is due is set anew although leaseTime stays
 * @throws InitFailedError where the lease was set but could not be read back
 */
export async function update(
  context: SessionContext,
  state: SessionState,
  news: SessionInputs,
  options?: CallOptions,
  mayRenew = true,
): Promise<SessionState> {
  const { api } = context;
  const isDue = ({ expiresAt, status }: SessionState): boolean =>
    mayRenew && status !== "terminated" && isRenewalDue(expiresAt, news, api.now());
  // The creation comes first: were the lease set before it is known, a second failure would lose the lease's end.
  const known = isUnconfirmed(state) ? await confirmed(context, state, options) : state;
  const next = withInputs(known, news);
  if (news.leaseTime !== known.leaseTime || isDue(known)) return setLease(context, known, next, options);

  const before: Partial<SessionInputs> = inputsOf(known);
  const isStored = inputNames.some((name) => !isSameInput(name, before[name], news[name]));
  if (isStored || known !== state) return next;

  const session = await api.getSession(known.sessionUUID, options);
  const seen = { ...next, ...outputsOf(session, known), ...observedLease(known, session, api.now()) };
  return isDue(seen) ? setLease(context, seen, seen, options) : seen;
}

/** The state of a session whose creation was not confirmed, as it would have been recorded then. */
async function confirmed(
  { api }: SessionContext,
  state: SessionState,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const session = await api.getSession(state.sessionUUID, options);
  return createdState(inputsOf(state) as SessionInputs, session, state.origin);
}

async function setLease(
  context: SessionContext,
  state: SessionState,
  next: SessionState,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const { api } = context;
  const id = state.sessionUUID;
  try {
    await api.updateSession(id, next.leaseTime, options);
  } catch (error) {
    const isRenewal = next.leaseTime === state.leaseTime;
    if (isRenewal && next.recreateWhenEnded === false && indicatesEnded(error))
      return { ...next, status: "terminated" };
    throw new Error(refusal(state, next, error), { cause: error });
  }
  const expiresAt = isoMoment(leaseEndMs(api.now(), next.leaseTime));
  let session: WireSession;
  try {
    session = await api.getSession(id, options);
  } catch (error) {
    throw new InitFailedError(
      `the lease of session ${id} was set to ${next.leaseTime} minutes, but reading it back failed: ${messageOf(error)}\n` +
        "The new lease is recorded in the state: run `pulumi up` again to complete it.",
      { ...next, expiresAt },
      { cause: error },
    );
  }
  return { ...next, ...outputsOf(session, state), expiresAt, ownUpdatedAt: session.updatedAt };
}

function refusal(state: SessionState, next: SessionState, error: unknown): string {
  const id = state.sessionUUID;
  if (indicatesEnded(error)) {
    return `session ${id} ended before its lease could be set. ${messageOf(error)}\nRun \`pulumi up\` again: it is created again.`;
  }
  const lease = `the lease of session ${id}`;
  const value = `${next.leaseTime} minutes`;
  if (errorKind(error) === "notFound") return `${lease} could not be set to ${value}. ${messageOf(error)}`;
  if (!isTasknetError(error) || error.effect === "unknown") {
    return `${lease} may have been set to ${value}, or not. ${messageOf(error)}\nRun \`pulumi up\` again to set it.`;
  }
  const shorter =
    errorKind(error) === "badRequest" && next.leaseTime < state.leaseTime
      ? `\nTasknet may refuse to shorten a lease: keep leaseTime at ${state.leaseTime} until the session ends, or replace the session with \`pulumi up --replace URN\`.`
      : "";
  return `${lease} could not be set to ${value}; it runs on as it was. ${messageOf(error)}${shorter}`;
}
