import type { UseDeps } from "../fingerprints/deps";
import { refuseSession } from "../fingerprints/use";
import type { CommonDeps, ResourceRequest } from "../resource";
import type { SimulatedResponse } from "../responses";
import { errorResponse } from "../responses";
import { isSameId } from "../ids";
import { isVisible } from "../visibility";
import { isStarting, present, visibleStatus } from "./presentation";
import type { CreateRequest, SessionStore, SimulatedSession } from "./store";

/** Dependencies of the operations on sessions. */
export interface SessionDeps extends CommonDeps {
  readonly switches: CommonDeps["switches"] & UseDeps["switches"];
  readonly stores: UseDeps["stores"] & { readonly sessions: SessionStore };
  /** Maximum number of concurrent sessions; undefined for no limit. */
  readonly capacity: number | undefined;
}

export function list(deps: SessionDeps, request: ResourceRequest): SimulatedResponse {
  const sessions = deps.stores.sessions
    .all()
    .filter((session) => isVisible(request, session, deps.switches.modes))
    .flatMap((session) => {
      const status = visibleStatus(deps, session, "list");
      return status ? [present(deps, session, status, "list")] : [];
    });
  return { status: 200, body: { sessions } };
}

export function create(deps: SessionDeps, { account, mode, body }: ResourceRequest): SimulatedResponse {
  const { stores, switches, capacity } = deps;
  const request = body as CreateRequest;
  const { fingerprintUUID } = request;
  const refusal =
    fingerprintUUID === undefined ? undefined : refuseSession(deps, { account, mode }, fingerprintUUID);
  if (refusal) return refusal;
  const active = stores.sessions.active();
  if (
    switches.sharedFingerprint === "conflict" &&
    active.some((one) => usesFingerprint(one, account, request))
  ) {
    return errorResponse(409, "a running session uses this fingerprint", { code: "SESSION_ALREADY_EXISTS" });
  }
  if (capacity !== undefined && active.length >= capacity) {
    return errorResponse(503, "no free browser");
  }
  const session = stores.sessions.create(request, {
    account,
    mode,
    withVncPassword: request.isVncEnabled || switches.vncPasswordWithoutVnc === "present",
    grantedMinutes: grantedMinutes(deps, request.leaseTime),
  });
  const shown = present(deps, session, "running", "create");
  return { status: 200, body: shown, createdId: session.sessionUUID };
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

export function get(deps: SessionDeps, request: ResourceRequest): SimulatedResponse {
  const session = find(deps, request);
  const status = session && visibleStatus(deps, session, "get");
  if (!status) return notFound(deps, request);
  return { status: 200, body: present(deps, session, status, "get") };
}

export function update(deps: SessionDeps, request: ResourceRequest): SimulatedResponse {
  const { clock, stores, switches } = deps;
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
  stores.sessions.setLease(session, minutes, switches.updatedAtOnPatch === "moves");
  return { status: 200, body: {} };
}

export function end(deps: SessionDeps, request: ResourceRequest): SimulatedResponse {
  const { stores, switches } = deps;
  const session = find(deps, request);
  if (!session) return notFound(deps, request);
  if (session.status === "terminated" && switches.deleteEnded === "404") return notFound(deps, request);
  // A second DELETE of an ending session changes nothing.
  if (session.status === "running") {
    stores.sessions.end(session, switches.endLag === "ending" ? switches.endLagSeconds * 1000 : 0);
  }
  return { status: 200, body: {} };
}

/** Returns the minutes that the simulator grants to a request for `minutes`. */
function grantedMinutes({ switches: { maxGrantedMinutes } }: SessionDeps, minutes: number): number {
  // 60 is the maximum of the contract. A request above it is up to the switch `patchRange`.
  return maxGrantedMinutes < 60 ? Math.min(minutes, maxGrantedMinutes) : minutes;
}

function find(deps: SessionDeps, request: ResourceRequest): SimulatedSession | undefined {
  const session = deps.stores.sessions.find(request.id ?? "");
  return session && isVisible(request, session, deps.switches.modes) ? session : undefined;
}

function notFound({ switches }: SessionDeps, request: ResourceRequest): SimulatedResponse {
  // The contract requires a code. The deviation "none" removes it later: see deviations.ts.
  const code = switches.endedCode === "none" ? "SESSION_NOT_FOUND" : switches.endedCode;
  return errorResponse(404, `no session ${request.id ?? ""}`, { code });
}
