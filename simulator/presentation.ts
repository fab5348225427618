import type { Clock } from "./clock";
import type { SimulatedSession } from "./sessions";
import { minutesLeft } from "./sessions";
import type { Switches } from "./switches";

/** The kinds of response that contain sessions. */
export type View = "create" | "get" | "list";

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

/** Dependencies of the presentation. */
export interface PresentationDeps {
  readonly clock: Clock;
  readonly switches: Readonly<Switches>;
}

/** Returns the status of a session in a read, or undefined if the read does not contain the session. */
export function visibleStatus(
  { clock, switches }: PresentationDeps,
  session: SimulatedSession,
  view: "get" | "list",
): ShownSession["status"] | undefined {
  const isLagging = clock.now() < session.createdAt + switches.createLagSeconds * 1000;
  if (isLagging && (switches.createLag === view || switches.createLag === "both")) return undefined;
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
export function isStarting({ clock, switches }: PresentationDeps, session: SimulatedSession): boolean {
  return clock.now() < session.createdAt + switches.startingSeconds * 1000;
}

/** Presents a session in a response. */
export function present(
  { clock, switches }: PresentationDeps,
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

function showsPassword({ vncPassword }: Switches, view: View): boolean {
  switch (vncPassword) {
    case "everywhere":
      return true;
    case "get-and-create":
      return view !== "list";
    case "create-only":
      return view === "create";
  }
}

function formatId({ idCase }: Switches, value: string, view: View): string {
  const isUpper = idCase === "upper-everywhere" || (idCase === "upper-on-get" && view === "get");
  return isUpper ? value.toUpperCase() : value;
}

function formatTimestamp(switches: Switches, at: number, view: View): string {
  const text = new Date(at + switches.timestampOffsetMinutes * 60_000).toISOString();
  switch (switches.timestampPrecision) {
    case "milliseconds":
      return text;
    case "seconds":
      return withoutFraction(text);
    case "microseconds":
      // Simulated time has no microseconds. Any digits other than zeros test how a client parses them.
      return text.replace("Z", "417Z");
    case "mixed":
      return view === "list" ? withoutFraction(text) : text;
  }
}

function withoutFraction(text: string): string {
  return text.replace(/\.\d+/, "");
}
