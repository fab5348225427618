import type { CallOptions, WireSession } from "../tasknet";
import type { SessionContext } from "./api";
import { errorKind, messageOf } from "./api";
import { isoMoment, isRenewalDue, leaseEndMs, observedLease } from "./lease";
import type { SessionInputs, SessionState } from "./model";
import { inputNames } from "./model";
import { PartialStateError } from "./partial";
import { createdState, inputsOf, isUnconfirmed, outputsOf } from "./state";

/**
 * Brings a running session to the new inputs: a lease that changes or is due is set anew and read back; what is only
 * recorded calls nothing; an update with nothing to do completes an earlier one that failed half-way.
 * @throws PartialStateError where the lease was set but could not be read back
 */
export async function update(
  context: SessionContext,
  state: SessionState,
  news: SessionInputs,
  options?: CallOptions,
): Promise<SessionState> {
  const next = recorded(state, news);
  const { api } = context;
  const isDue = isRenewalDue(state.expiresAt, news.renewBefore, api.now());
  if (news.leaseTime !== state.leaseTime || isDue) return setLease(context, state, next, options);

  const before: Partial<SessionInputs> = inputsOf(state);
  const isStored = inputNames.some((name) => before[name] !== news[name]);
  if (isStored && !isUnconfirmed(state)) return next;

  const session = await api.getSession(state.sessionUUID, options);
  const seen = isUnconfirmed(state)
    ? createdState(news, session, state.origin)
    : { ...next, ...outputsOf(session, state), ...observedLease(state, session, api.now()) };
  const isDueAsSeen = isRenewalDue(seen.expiresAt, news.renewBefore, api.now());
  return isDueAsSeen ? setLease(context, seen, seen, options) : seen;
}

/** The state with the new inputs in place of the old ones. */
function recorded(state: SessionState, news: SessionInputs): SessionState {
  const outputs = Object.fromEntries(
    Object.entries(state).filter(([name]) => !(inputNames as string[]).includes(name)),
  );
  const fingerprintUUID = news.fingerprintUUID ?? state.fingerprintUUID;
  return {
    ...(outputs as Omit<SessionState, keyof SessionInputs>),
    ...news,
    ...(fingerprintUUID === undefined ? {} : { fingerprintUUID }),
    fingerprintGiven: news.fingerprintUUID !== undefined,
  };
}

async function setLease(
  context: SessionContext,
  state: SessionState,
  next: SessionState,
  options: CallOptions | undefined,
): Promise<SessionState> {
  const { api } = context;
  const id = state.sessionUUID;
  await api.updateSession(id, next.leaseTime, options).catch((error: unknown) => {
    throw new Error(refusal(state, next, error), { cause: error });
  });
  const expiresAt = isoMoment(leaseEndMs(api.now(), next.leaseTime));
  let session: WireSession;
  try {
    session = await api.getSession(id, options);
  } catch (error) {
    throw new PartialStateError(
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
  if (errorKind(error) === "notFound") {
    return `session ${id} ended before its lease could be set. ${messageOf(error)}\nRun \`pulumi up\` again: it is created again.`;
  }
  const shorter =
    errorKind(error) === "badRequest" && next.leaseTime < state.leaseTime
      ? `\nTasknet may refuse to shorten a lease: keep leaseTime at ${state.leaseTime} until the session ends, or replace the session with \`pulumi up --replace URN\`.`
      : "";
  return `the lease of session ${id} could not be set to ${next.leaseTime} minutes; it runs on as it was. ${messageOf(error)}${shorter}`;
}
