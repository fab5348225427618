import type { View } from "../format";
import { formatId, formatTimestamp } from "../format";
import type { CommonDeps } from "../resource";
import { isLagging } from "../visibility";
import type { SimulatedSession } from "./store";
import { minutesLeft } from "./store";
import type { SessionSwitches } from "./switches";

/** A session in a response that keeps to the written contract. */
export interface ShownSession {
  sessionUUID: string;
  fingerprintUUID: string;
  /** 1 to 60 minutes. */
  currentLeaseTime: number;
  isVncEnabled: boolean;
  vncPassword?: string;
  /** ISO 8601, with the zone Z. */
  createdAt: string;
  updatedAt: string;
  driver: SimulatedSession["driver"];
  status: "running" | "terminated";
  vncMode: SimulatedSession["vncMode"];
}

/** Returns the status of a session in a read, or undefined if the read does not contain the session. */
export function visibleStatus(
  deps: CommonDeps,
  session: SimulatedSession,
  view: "get" | "list",
): ShownSession["status"] | undefined {
  const { clock, switches } = deps;
  if (isLagging(deps, session, view)) return undefined;
  if (session.status !== "terminated") return "running";
  switch (view === "get" ? switches.getEnded : switches.listEnded) {
    case "terminated":
      return "terminated";
    case "late-running": {
      // The lag is only for leases that expired. An end by request shows at once.
      const isExpired = session.endedAt === session.endsAt && session.endingUntil === undefined;
      return isExpired && clock.now() < session.endsAt + switches.lateRunningSeconds * 1000
        ? "running"
        : undefined;
    }
    case "404":
    case "absent":
      return undefined;
  }
}

/** Whether a session was created less than `startingSeconds` ago. */
export function isStarting({ clock, switches }: CommonDeps, session: SimulatedSession): boolean {
  return clock.now() < session.createdAt + switches.startingSeconds * 1000;
}

/** Presents a session in a response. */
export function present(
  { clock, switches }: CommonDeps,
  session: SimulatedSession,
  status: ShownSession["status"],
  view: View,
): ShownSession {
  const now = clock.now();
  const minutes = {
    total: session.leaseMinutes,
    remaining: minutesLeft(session, now),
    stale: session.createdLeaseMinutes,
  }[switches.currentLeaseTime];
  const updatedAt = switches.updatedAtItself === "moves" ? now : session.updatedAt;
  return {
    sessionUUID: formatId(switches, session.sessionUUID, view),
    fingerprintUUID: formatId(switches, session.fingerprintUUID, view),
    // An unchecked PATCH can set a lease outside the bounds of the contract.
    currentLeaseTime: Math.min(60, Math.max(1, minutes)),
    isVncEnabled: session.isVncEnabled,
    ...(showsPassword(switches, view) &&
      session.vncPassword !== undefined && { vncPassword: session.vncPassword }),
    createdAt: formatTimestamp(switches, session.createdAt, view),
    updatedAt: formatTimestamp(switches, updatedAt, view),
    driver: session.driver,
    status,
    vncMode: session.vncMode,
  };
}

function showsPassword({ vncPassword }: SessionSwitches, view: View): boolean {
  switch (vncPassword) {
    case "everywhere":
      return true;
    case "get-and-create":
      return view !== "list";
    case "create-only":
      return view === "create";
  }
}
