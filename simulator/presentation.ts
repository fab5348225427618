import type { Clock } from "./clock";
import type { SimulatedSession } from "./sessions";
import { minutesLeft } from "./sessions";
import type { Switches } from "./switches";

/** The responses that show sessions. */
export type View = "create" | "get" | "list";

/** A session as a response within the written contract shows it. */
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

/** What a session's presentation depends on. */
export interface PresentationDeps {
  readonly clock: Clock;
  readonly switches: Readonly<Switches>;
}

/** The status under which a read shows a session, or undefined if it does not show the session at all. */
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
      // Only a lease that ran out is noticed late: an end by request is known at once.
      const isRunOut = session.endedAt === session.endsAt && session.endingUntil === undefined;
      return isRunOut && clock.now() < session.endsAt + switches.lateRunningSeconds * 1000
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

/** Shows a session in a response. */
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
    sessionUUID: id(switches, session.sessionUUID, view),
    fingerprintUUID: id(switches, session.fingerprintUUID, view),
    // The contract bounds what is shown, whatever lease an unchecked PATCH has set.
    currentLeaseTime: Math.min(60, Math.max(1, minutes)),
    isVncEnabled: session.isVncEnabled,
    ...(showsPassword(switches, view) &&
      session.vncPassword !== undefined && { vncPassword: session.vncPassword }),
    createdAt: timestamp(switches, session.createdAt, view),
    updatedAt: timestamp(switches, updatedAt, view),
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

function id({ idCase }: Switches, value: string, view: View): string {
  const isUpper = idCase === "upper-everywhere" || (idCase === "upper-on-get" && view === "get");
  return isUpper ? value.toUpperCase() : value;
}

function timestamp(switches: Switches, at: number, view: View): string {
  const text = new Date(at + switches.timestampOffsetMinutes * 60_000).toISOString();
  switch (switches.timestampPrecision) {
    case "milliseconds":
      return text;
    case "seconds":
      return inSeconds(text);
    case "microseconds":
      // Simulated time has no microseconds: any digits show that a client must read or drop them.
      return text.replace("Z", "417Z");
    case "mixed":
      return view === "list" ? inSeconds(text) : text;
  }
}

function inSeconds(text: string): string {
  return text.replace(/\.\d+/, "");
}
