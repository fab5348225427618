import type { MatchedRequest } from "./contract";
import type { PresentationDeps } from "./presentation";
import { isStarting, present, visibleStatus } from "./presentation";
import type { SimulatedResponse } from "./responses";
import { errorResponse } from "./responses";
import type { CreateRequest, SessionStore, SimulatedSession } from "./sessions";
import { isSameId } from "./sessions";

/** Dependencies of the operations. */
export interface OperationDeps extends PresentationDeps {
  readonly store: SessionStore;
  /** Maximum number of concurrent sessions; undefined for no limit. */
  readonly capacity: number | undefined;
}

/** A request that has passed the key check and the contract. */
export interface AuthorizedRequest extends MatchedRequest {
  account: string;
  body: unknown;
}

/** Executes one operation. */
export function execute(deps: OperationDeps, request: AuthorizedRequest): SimulatedResponse {
  switch (request.operation) {
    case "ListSessions":
      return list(deps, request);
    case "CreateSession":
      return create(deps, request);
    case "GetSession":
      return get(deps, request);
    case "UpdateSession":
      return update(deps, request);
    case "EndSession":
      return end(deps, request);
  }
}

function list(deps: OperationDeps, request: AuthorizedRequest): SimulatedResponse {
  const sessions = deps.store
    .all()
    .filter((session) => isVisible(deps, request, session))
    .flatMap((session) => {
      const status = visibleStatus(deps, session, "list");
      return status ? [present(deps, session, status, "list")] : [];
    });
  return { status: 200, body: { sessions } };
}

function create(deps: OperationDeps, { account, mode, body }: AuthorizedRequest): SimulatedResponse {
  const { store, switches, capacity } = deps;
  const request = body as CreateRequest;
  const active = store.active();
  if (
    switches.sharedFingerprint === "conflict" &&
    active.some((one) => usesFingerprint(one, account, request))
  ) {
    return errorResponse(409, "a running session uses this fingerprint", { code: "SESSION_ALREADY_EXISTS" });
  }
  if (capacity !== undefined && active.length >= capacity) {
    return errorResponse(503, "no free browser");
  }
  const session = store.create(request, {
    account,
    mode,
    withVncPassword: request.isVncEnabled || switches.vncPasswordWithoutVnc === "present",
    grantedMinutes: grantedMinutes(deps, request.leaseTime),
  });
  const shown = present(deps, session, "running", "create");
  return { status: 200, body: shown, createdSessionUUID: session.sessionUUID };
}

/** Whether a session of the account has the fingerprint that the request gives. */
function usesFingerprint(
  session: SimulatedSession,
  account: string,
  { fingerprintUUID }: CreateRequest,
): boolean {
  return (
    session.account === account &&
    session.fingerprintGiven &&
    fingerprintUUID !== undefined &&
    isSameId(session.fingerprintUUID, fingerprintUUID)
  );
}

function get(deps: OperationDeps, request: AuthorizedRequest): SimulatedResponse {
  const session = find(deps, request);
  const status = session && visibleStatus(deps, session, "get");
  if (!status) return notFound(deps, request);
  return { status: 200, body: present(deps, session, status, "get") };
}

function update(deps: OperationDeps, request: AuthorizedRequest): SimulatedResponse {
  const { clock, store, switches } = deps;
  const session = find(deps, request);
  if (session?.status !== "running") return notFound(deps, request);
  if (switches.patchWhileStarting === "conflict" && isStarting(deps, session)) {
    return errorResponse(409, "the session is still starting");
  }
  const { newLeaseTime } = request.body as { newLeaseTime: number };
  if (switches.patchRange === "checked" && (newLeaseTime < 1 || newLeaseTime > 60)) {
    return errorResponse(400, "newLeaseTime must be 1 to 60 minutes", { details: { newLeaseTime } });
  }
  const minutes = grantedMinutes(deps, newLeaseTime);
  if (switches.shortening === "refused" && clock.now() + minutes * 60_000 < session.endsAt) {
    return errorResponse(400, "a lease can be made longer only", { details: { newLeaseTime } });
  }
  store.setLease(session, minutes, switches.updatedAtOnPatch === "moves");
  return { status: 200, body: {} };
}

function end(deps: OperationDeps, request: AuthorizedRequest): SimulatedResponse {
  const { store, switches } = deps;
  const session = find(deps, request);
  if (!session) return notFound(deps, request);
  if (session.status === "terminated" && switches.deleteEnded === "404") return notFound(deps, request);
  // A second DELETE of an ending session changes nothing.
  if (session.status === "running") {
    store.end(session, switches.endLag === "ending" ? switches.endLagSeconds * 1000 : 0);
  }
  return { status: 200, body: {} };
}

/** Returns the minutes that the simulator grants to a request for `minutes`. */
function grantedMinutes({ switches: { maxGrantedMinutes } }: OperationDeps, minutes: number): number {
  // 60 is the maximum of the contract. A request above it is up to the switch `patchRange`.
  return maxGrantedMinutes < 60 ? Math.min(minutes, maxGrantedMinutes) : minutes;
}

function find(deps: OperationDeps, request: AuthorizedRequest): SimulatedSession | undefined {
  const session = deps.store.find(request.sessionUUID ?? "");
  return session && isVisible(deps, request, session) ? session : undefined;
}

function isVisible(deps: OperationDeps, request: AuthorizedRequest, session: SimulatedSession): boolean {
  return (
    session.account === request.account && (deps.switches.modes === "shared" || session.mode === request.mode)
  );
}

function notFound({ switches }: OperationDeps, request: AuthorizedRequest): SimulatedResponse {
  // The contract requires a code. The deviation "none" removes it later: see deviations.ts.
  const code = switches.endedCode === "none" ? "SESSION_NOT_FOUND" : switches.endedCode;
  return errorResponse(404, `no session ${request.sessionUUID ?? ""}`, { code });
}
