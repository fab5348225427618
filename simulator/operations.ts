import type { MatchedRequest } from "./contract";
import type { PresentationDeps } from "./presentation";
import { isStarting, present, visibleStatus } from "./presentation";
import type { SimulatedResponse } from "./responses";
import { errorResponse } from "./responses";
import type { CreateRequest, SessionStore, SimulatedSession } from "./sessions";
import { isSameId } from "./sessions";

/** What the operations work on and by. */
export interface Deps extends PresentationDeps {
  readonly store: SessionStore;
  /** Most sessions that may run at one time; undefined for no bound. */
  readonly capacity: number | undefined;
}

/** A request that has passed the contract and the key check. */
export interface Call extends MatchedRequest {
  account: string;
  body: unknown;
}

/** Carries out one operation. */
export function operate(deps: Deps, call: Call): SimulatedResponse {
  switch (call.operation) {
    case "ListSessions":
      return list(deps, call);
    case "CreateSession":
      return create(deps, call);
    case "GetSession":
      return get(deps, call);
    case "UpdateSession":
      return update(deps, call);
    case "EndSession":
      return end(deps, call);
  }
}

function list(deps: Deps, call: Call): SimulatedResponse {
  const sessions = deps.store
    .all()
    .filter((session) => isVisible(deps, call, session))
    .flatMap((session) => {
      const status = visibleStatus(deps, session, "list");
      return status ? [present(deps, session, status, "list")] : [];
    });
  return { status: 200, body: { sessions } };
}

function create(deps: Deps, { account, mode, body }: Call): SimulatedResponse {
  const { store, switches, capacity } = deps;
  const request = body as CreateRequest;
  const occupying = store.occupying();
  if (switches.sharedFingerprint === "conflict" && occupying.some((one) => shares(one, account, request))) {
    return errorResponse(409, "a running session uses this fingerprint", { code: "SESSION_ALREADY_EXISTS" });
  }
  if (capacity !== undefined && occupying.length >= capacity) {
    return errorResponse(503, "no free browser");
  }
  const session = store.create(request, {
    account,
    mode,
    withVncPassword: request.isVncEnabled || switches.vncPasswordWithoutVnc === "present",
    grantedMinutes: granted(deps, request.leaseTime),
  });
  const shown = present(deps, session, "running", "create");
  return { status: 200, body: shown, madeSession: session.sessionUUID };
}

/** Whether a session uses the fingerprint that a request of the account gives. */
function shares(session: SimulatedSession, account: string, { fingerprintUUID }: CreateRequest): boolean {
  return (
    session.account === account &&
    session.fingerprintGiven &&
    fingerprintUUID !== undefined &&
    isSameId(session.fingerprintUUID, fingerprintUUID)
  );
}

function get(deps: Deps, call: Call): SimulatedResponse {
  const session = find(deps, call);
  const status = session && visibleStatus(deps, session, "get");
  if (!status) return notFound(deps, call);
  return { status: 200, body: present(deps, session, status, "get") };
}

function update(deps: Deps, call: Call): SimulatedResponse {
  const { clock, store, switches } = deps;
  const session = find(deps, call);
  if (session?.status !== "running") return notFound(deps, call);
  if (switches.patchWhileStarting === "conflict" && isStarting(deps, session)) {
    return errorResponse(409, "the session is still starting");
  }
  const { newLeaseTime } = call.body as { newLeaseTime: number };
  if (switches.patchRange === "checked" && (newLeaseTime < 1 || newLeaseTime > 60)) {
    return errorResponse(400, "newLeaseTime must be 1 to 60 minutes", { details: { newLeaseTime } });
  }
  const minutes = granted(deps, newLeaseTime);
  if (switches.shortening === "refused" && clock.now() + minutes * 60_000 < session.endsAt) {
    return errorResponse(400, "a lease can be made longer only", { details: { newLeaseTime } });
  }
  store.setLease(session, minutes, switches.updatedAtOnPatch === "moves");
  return { status: 200, body: {} };
}

function end(deps: Deps, call: Call): SimulatedResponse {
  const { store, switches } = deps;
  const session = find(deps, call);
  if (!session) return notFound(deps, call);
  if (session.status === "terminated" && switches.deleteEnded === "404") return notFound(deps, call);
  // A second DELETE of an ending session changes nothing.
  if (session.status === "running") {
    store.end(session, switches.endLag === "ending" ? switches.endLagSeconds * 1000 : 0);
  }
  return { status: 200, body: {} };
}

/** The minutes that a lease gets which asks for some. */
function granted({ switches: { maxGrantedMinutes } }: Deps, minutes: number): number {
  // 60 is the longest lease of the contract, and caps nothing: what asks for more is for `patchRange` to judge.
  return maxGrantedMinutes < 60 ? Math.min(minutes, maxGrantedMinutes) : minutes;
}

function find(deps: Deps, call: Call): SimulatedSession | undefined {
  const session = deps.store.find(call.sessionUUID ?? "");
  return session && isVisible(deps, call, session) ? session : undefined;
}

function isVisible(deps: Deps, call: Call, session: SimulatedSession): boolean {
  return session.account === call.account && (deps.switches.modes === "shared" || session.mode === call.mode);
}

function notFound({ switches }: Deps, call: Call): SimulatedResponse {
  // "none" departs from the contract, which wants a code: see departures.ts.
  const code = switches.endedCode === "none" ? "SESSION_NOT_FOUND" : switches.endedCode;
  return errorResponse(404, `no session ${call.sessionUUID ?? ""}`, { code });
}
