import type { SessionResponse } from "../tasknet";
import type { ApiTarget } from "../resource";
import type { Lease, LeaseRequest } from "./lease";
import { createdLease, isoInstant, leaseOf, recordOf } from "./lease";
import type { InputName, SessionInputs, SessionOutputs, SessionState } from "./model";
import { inputNames } from "./model";
import { observedLease } from "./observed-lease";
import { defined, isSameId } from "../resource";

type Reported = Omit<SessionOutputs, "expiresAt" | "sessionUUID">;

/** Inputs that a response shows. */
const shownInputs = ["driver", "isVncEnabled", "vncMode", "fingerprintUUID"] as const;

/**
 * The outputs that a response carries. What it lacks is kept from before: not every response holds a VNC password. An id
 * keeps its recorded letters.
 */
export function outputsOf(
  session: SessionResponse,
  before: Partial<Pick<SessionState, "vncPassword" | "fingerprintUUID" | "createdAt">> = {},
): Reported {
  const { fingerprintUUID = before.fingerprintUUID } = session;
  return defined({
    fingerprintUUID: isSameId(fingerprintUUID, before.fingerprintUUID)
      ? before.fingerprintUUID
      : fingerprintUUID,
    currentLeaseTime: session.currentLeaseTime,
    status: session.status,
    // It never changes, but responses may write it in another precision.
    createdAt: before.createdAt ?? session.createdAt,
    updatedAt: session.updatedAt,
    vncPassword: session.vncPassword ?? before.vncPassword,
  });
}

/** The state of a session that we have just created, as the service reports it. */
export function createdState(
  inputs: SessionInputs,
  session: SessionResponse,
  request: LeaseRequest,
  origin: ApiTarget,
): SessionState {
  const { driver, isVncEnabled, vncMode, fingerprintUUID } = session;
  const differing = differingInputs(inputs, session);
  return {
    ...inputs,
    ...(defined({ driver, isVncEnabled, vncMode, fingerprintUUID }) as Partial<SessionInputs>),
    ...outputsOf(session, defined({ fingerprintUUID: inputs.fingerprintUUID })),
    sessionUUID: session.sessionUUID,
    ...recordOf(createdLease(request, session)),
    ownCreateAt: isoInstant(request.respondedAt),
    fingerprintGiven: inputs.fingerprintUUID !== undefined,
    ...(differing.length === 0 ? {} : { declared: pick(inputs, differing) }),
    origin,
  };
}

/** The state of a session of which only the id is known. */
export function unconfirmedState(
  inputs: SessionInputs,
  sessionUUID: string,
  request: LeaseRequest,
  origin: ApiTarget,
): SessionState {
  return {
    ...inputs,
    sessionUUID,
    ...recordOf(createdLease(request)),
    ownCreateAt: isoInstant(request.respondedAt),
    fingerprintGiven: inputs.fingerprintUUID !== undefined,
    origin,
  };
}

/** Whether the state lacks what a confirmed session has. */
export function isUnconfirmed(state: SessionState): boolean {
  return state.createdAt === undefined;
}

/** Inputs of a create that the service reports with other values. */
export function differingInputs(inputs: SessionInputs, session: SessionResponse): InputName[] {
  return shownInputs.filter((name) => {
    const [asked, reported] = [inputs[name], session[name]];
    return asked !== undefined && reported !== undefined && !isSameInput(name, asked, reported);
  });
}

/** The state after an observation of the running session. While only time passes, nothing changes. */
export function observedState(state: SessionState, session: SessionResponse, nowMs: number): SessionState {
  const { lease, isNews } = observedLease(leaseOf(state), state, session, state.leaseTime, nowMs);
  const { currentLeaseTime, updatedAt, ...outputs } = outputsOf(session, state);
  return {
    ...state,
    ...outputs,
    ...(isNews || isUnconfirmed(state) ? { currentLeaseTime, updatedAt, ...recordOf(lease) } : {}),
  };
}

/** The lease as it is known after an observation, for decisions; more exact than what the state records. */
export function knownLease(state: SessionState, session: SessionResponse | undefined, nowMs: number): Lease {
  const lease = leaseOf(state);
  return session === undefined ? lease : observedLease(lease, state, session, state.leaseTime, nowMs).lease;
}

/** Whether an input is the same. Ids are compared without regard to case: the service may write them differently. */
export function isSameInput(name: InputName, before: unknown, after: unknown): boolean {
  return name === "fingerprintUUID" ? isSameId(before, after) : before === after;
}

/** The inputs that a state records, in check's normal form. */
export function inputsOf(state: SessionState): Partial<SessionInputs> {
  const { fingerprintGiven, declared } = state;
  const inputs = inputNames
    .filter((name) => name !== "fingerprintUUID" || fingerprintGiven)
    .map((name) => [name, state[name]]);
  return { ...defined(Object.fromEntries(inputs) as Partial<SessionInputs>), ...declared };
}

/** The state with the new inputs in place of the old ones; what the service reports stays. */
export function withInputs(state: SessionState, inputs: SessionInputs): SessionState {
  const isKept = (name: string): boolean =>
    name === "fingerprintUUID" || name in (state.declared ?? {}) || !(inputNames as string[]).includes(name);
  const kept = Object.entries(state).filter(([name]) => isKept(name));
  const given = Object.entries(inputs).filter(([name]) => !(name in (state.declared ?? {})));
  return {
    ...(Object.fromEntries(kept) as Omit<SessionState, keyof SessionInputs>),
    ...(Object.fromEntries(given) as unknown as SessionInputs),
    fingerprintGiven: inputs.fingerprintUUID !== undefined,
  };
}

function pick(inputs: SessionInputs, names: readonly InputName[]): Partial<SessionInputs> {
  return Object.fromEntries(names.map((name) => [name, inputs[name]]));
}
