import type { WireSession } from "../tasknet";
import { isoMoment, leaseEndMs } from "./lease";
import type { InputName, ApiTarget, SessionInputs, SessionOutputs, SessionState } from "./model";
import { inputNames } from "./model";
import { defined } from "./values";

/** The outputs that an answer carries. A VNC password that it lacks is kept from before: not every answer holds it. */
export function outputsOf(
  session: WireSession,
  before?: Pick<SessionState, "vncPassword">,
): Omit<SessionOutputs, "expiresAt"> {
  return defined({
    sessionUUID: session.sessionUUID,
    fingerprintUUID: session.fingerprintUUID,
    currentLeaseTime: session.currentLeaseTime,
    status: session.status,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    vncPassword: session.vncPassword ?? before?.vncPassword,
  });
}

/** The state of a session just created, its lease counted from the service's own `createdAt`. */
export function createdState(inputs: SessionInputs, session: WireSession, origin: ApiTarget): SessionState {
  return {
    ...inputs,
    ...outputsOf(session),
    expiresAt: isoMoment(leaseEndMs(Date.parse(session.createdAt), inputs.leaseTime)),
    ownUpdatedAt: session.updatedAt,
    fingerprintGiven: inputs.fingerprintUUID !== undefined,
    origin,
  };
}

/** The state of a session of which nothing but the id is known. The lease began now at the latest. */
export function unconfirmedState(
  inputs: SessionInputs,
  sessionUUID: string,
  origin: ApiTarget,
  nowMs: number,
): SessionState {
  return {
    ...inputs,
    sessionUUID,
    expiresAt: isoMoment(leaseEndMs(nowMs, inputs.leaseTime)),
    fingerprintGiven: inputs.fingerprintUUID !== undefined,
    origin,
  };
}

/** Does the state lack what a confirmed session has? */
export function isUnconfirmed(state: SessionState): boolean {
  return state.createdAt === undefined;
}

/** Is an input the same? A UUID is, in capitals or not: the service may write it otherwise than the program. */
export function isSameInput(name: InputName, before: unknown, after: unknown): boolean {
  if (name !== "fingerprintUUID" || typeof before !== "string" || typeof after !== "string")
    return before === after;
  return before.toLowerCase() === after.toLowerCase();
}

/** The inputs that a state records, in check's normal form. */
export function inputsOf(state: SessionState): Partial<SessionInputs> {
  return defined({
    leaseTime: state.leaseTime,
    driver: state.driver,
    isVncEnabled: state.isVncEnabled,
    vncMode: state.vncMode,
    fingerprintUUID: state.fingerprintGiven ? state.fingerprintUUID : undefined,
    fingerprintSecret: state.fingerprintSecret,
    environmentId: state.environmentId,
    environmentSecret: state.environmentSecret,
    showMouse: state.showMouse,
    isProxyEnabled: state.isProxyEnabled,
    renewBefore: state.renewBefore,
    recreateWhenEnded: state.recreateWhenEnded,
  });
}

/** The state with the new inputs in place of the old ones. */
export function withInputs(state: SessionState, news: SessionInputs): SessionState {
  // A fingerprint that is not asked for is the session's own.
  const kept = Object.entries(state).filter(
    ([name]) => name === "fingerprintUUID" || !(inputNames as string[]).includes(name),
  );
  return {
    ...(Object.fromEntries(kept) as Omit<SessionState, keyof SessionInputs>),
    ...news,
    fingerprintGiven: news.fingerprintUUID !== undefined,
  };
}
