import type { Clock } from "./clock";
import type { MatchedRequest } from "./contract";
import type { SimulatedResponse } from "./responses";
import { errorResponse } from "./responses";
import type { CreateRequest, SessionStore, SimulatedSession } from "./sessions";
import { minutesLeft } from "./sessions";
import type { Switches } from "./switches";

/** What the operations work on and by. */
export interface Deps {
  readonly clock: Clock;
  readonly store: SessionStore;
  readonly switches: Readonly<Switches>;
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
      const status = seenAs(deps, session, deps.switches.listEnded);
      return status ? [present(deps, session, status, deps.switches.vncPassword === "everywhere")] : [];
    });
  return { status: 200, body: { sessions } };
}

function create(deps: Deps, { account, mode, body }: Call): SimulatedResponse {
  const { store, switches, capacity } = deps;
  const request = body as CreateRequest;
  const running = store.running();
  const taken = running.some(
    (session) =>
      session.account === account &&
      session.fingerprintGiven &&
      session.fingerprintUUID === request.fingerprintUUID,
  );
  if (taken && switches.sharedFingerprint === "conflict") {
    return errorResponse(409, "a running session uses this fingerprint", { code: "SESSION_ALREADY_EXISTS" });
  }
  if (capacity !== undefined && running.length >= capacity) {
    return errorResponse(503, "no free browser");
  }
  const withVncPassword = request.isVncEnabled || switches.vncPasswordWithoutVnc === "present";
  const session = store.create(request, { account, mode, withVncPassword });
  return { status: 200, body: present(deps, session, "running", true) };
}

function get(deps: Deps, call: Call): SimulatedResponse {
  const session = find(deps, call);
  const status = session && seenAs(deps, session, deps.switches.getEnded);
  if (!status) return notFound(call);
  return { status: 200, body: present(deps, session, status, deps.switches.vncPassword !== "create-only") };
}

function update(deps: Deps, call: Call): SimulatedResponse {
  const { clock, store, switches } = deps;
  const session = find(deps, call);
  if (session?.status !== "running") return notFound(call);
  const { newLeaseTime } = call.body as { newLeaseTime: number };
  if (switches.patchRange === "checked" && (newLeaseTime < 1 || newLeaseTime > 60)) {
    return errorResponse(400, "newLeaseTime must be 1 to 60 minutes", { details: { newLeaseTime } });
  }
  if (switches.shortening === "refused" && clock.now() + newLeaseTime * 60_000 < session.endsAt) {
    return errorResponse(400, "a lease can be made longer only", { details: { newLeaseTime } });
  }
  store.setLease(session, newLeaseTime, switches.updatedAtOnPatch === "moves");
  return { status: 200, body: {} };
}

function end(deps: Deps, call: Call): SimulatedResponse {
  const session = find(deps, call);
  if (!session) return notFound(call);
  if (session.status === "terminated") {
    return deps.switches.deleteEnded === "200" ? { status: 200, body: {} } : notFound(call);
  }
  deps.store.end(session);
  return { status: 200, body: {} };
}

function find(deps: Deps, call: Call): SimulatedSession | undefined {
  const session = deps.store.find(call.sessionUUID ?? "");
  return session && isVisible(deps, call, session) ? session : undefined;
}

function isVisible(deps: Deps, call: Call, session: SimulatedSession): boolean {
  return session.account === call.account && (deps.switches.modes === "shared" || session.mode === call.mode);
}

function notFound(call: Call): SimulatedResponse {
  return errorResponse(404, `no session ${call.sessionUUID ?? ""}`, { code: "SESSION_NOT_FOUND" });
}

/** The status under which a session is shown, or undefined where it is not shown at all. */
function seenAs(
  { clock, switches }: Deps,
  session: SimulatedSession,
  position: Switches["getEnded"] | Switches["listEnded"],
): SimulatedSession["status"] | undefined {
  if (session.status === "running") return "running";
  switch (position) {
    case "terminated":
      return "terminated";
    case "late-running": {
      // Only a lease that ran out is noticed late: an end by request is known at once.
      const ranOut = session.endedAt === session.endsAt;
      return ranOut && clock.now() < session.endsAt + switches.lateRunningSeconds * 1000
        ? "running"
        : undefined;
    }
    case "404":
    case "absent":
      return undefined;
  }
}

function present(
  { clock, switches }: Deps,
  session: SimulatedSession,
  status: SimulatedSession["status"],
  withPassword: boolean,
): object {
  const minutes = {
    total: session.leaseMinutes,
    remaining: minutesLeft(session, clock.now()),
    stale: session.createdLeaseMinutes,
  }[switches.currentLeaseTime];
  return {
    sessionUUID: session.sessionUUID,
    fingerprintUUID: session.fingerprintUUID,
    // The contract bounds what is shown, whatever lease an unchecked PATCH has set.
    currentLeaseTime: Math.min(60, Math.max(1, minutes)),
    isVncEnabled: session.isVncEnabled,
    ...(withPassword && session.vncPassword !== undefined && { vncPassword: session.vncPassword }),
    createdAt: new Date(session.createdAt).toISOString(),
    updatedAt: new Date(session.updatedAt).toISOString(),
    driver: session.driver,
    status,
    vncMode: session.vncMode,
  };
}
