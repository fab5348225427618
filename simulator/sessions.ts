import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "./clock";

/** A session as the simulator keeps it. Moments are simulated milliseconds since 1970. */
export interface SimulatedSession {
  sessionUUID: string;
  /** As given, or a throw-away one. */
  fingerprintUUID: string;
  /** Whether the request that made the session gave the fingerprint. */
  fingerprintGiven: boolean;
  account: string;
  mode: string;
  driver: "puppeteer" | "api";
  isVncEnabled: boolean;
  vncMode: "rw" | "ro";
  showMouse: boolean;
  isProxyEnabled: boolean;
  /** `vnc-` and 24 hexadecimal digits. */
  vncPassword?: string | undefined;
  /** The lease as last set, in minutes. */
  leaseMinutes: number;
  /** The lease as set at create, in minutes, 1..60. */
  createdLeaseMinutes: number;
  createdAt: number;
  updatedAt: number;
  /** When the lease was last set; it counts from here. */
  leaseSetAt: number;
  /** When the lease runs out. */
  endsAt: number;
  /** When an ending session ends, unless its lease runs out before. */
  endingUntil?: number | undefined;
  /** When the session ended: `endsAt` where its lease ran out. */
  endedAt?: number | undefined;
  /** "ending" from a DELETE to `endingUntil`, where the switch `endLag` is on. */
  status: "running" | "ending" | "terminated";
}

/** What a request to create a session says, once it has passed the contract. */
export interface CreateRequest {
  leaseTime: number;
  isVncEnabled: boolean;
  vncMode: "rw" | "ro";
  driver: "puppeteer" | "api";
  fingerprintUUID?: string;
  showMouse?: boolean;
  isProxyEnabled?: boolean;
}

/** Who makes a session, and how. */
export interface Creation {
  /** Minutes of the lease that are granted; the request may ask for more. */
  grantedMinutes: number;
  account: string;
  mode: string;
  withVncPassword: boolean;
}

const minute = 60_000;

/** All sessions, and the rules of their leases. */
export class SessionStore {
  private readonly sessions: SimulatedSession[];
  private readonly clock: Clock;

  constructor(clock: Clock, sessions: readonly SimulatedSession[] = []) {
    this.clock = clock;
    this.sessions = [...sessions];
  }

  /** All sessions in the order of their creation. Leases that have run out by now have ended. */
  all(): readonly SimulatedSession[] {
    const now = this.clock.now();
    // No timer ends a session: each use of the store ends those whose time has come.
    for (const session of this.sessions) {
      const endsAt = Math.min(session.endsAt, session.endingUntil ?? Infinity);
      if (session.status !== "terminated" && endsAt <= now) this.terminate(session, endsAt);
    }
    return this.sessions;
  }

  /** The sessions whose lease has not run out and that were not sent a DELETE. */
  running(): SimulatedSession[] {
    return this.all().filter((session) => session.status === "running");
  }

  /** The sessions that take up a browser: those that run, and those that are ending. */
  occupying(): SimulatedSession[] {
    return this.all().filter((session) => session.status !== "terminated");
  }

  /** The session with this id, in letters of any case. */
  find(sessionUUID: string): SimulatedSession | undefined {
    return this.all().find((session) => isSameId(session.sessionUUID, sessionUUID));
  }

  create(request: CreateRequest, creation: Creation): SimulatedSession {
    const { account, mode, withVncPassword, grantedMinutes } = creation;
    const now = this.clock.now();
    const session: SimulatedSession = {
      sessionUUID: randomUUID(),
      fingerprintUUID: request.fingerprintUUID ?? randomUUID(),
      fingerprintGiven: request.fingerprintUUID !== undefined,
      account,
      mode,
      driver: request.driver,
      isVncEnabled: request.isVncEnabled,
      vncMode: request.vncMode,
      showMouse: request.showMouse ?? false,
      isProxyEnabled: request.isProxyEnabled ?? false,
      ...(withVncPassword && { vncPassword: `vnc-${randomBytes(12).toString("hex")}` }),
      leaseMinutes: grantedMinutes,
      createdLeaseMinutes: grantedMinutes,
      createdAt: now,
      updatedAt: now,
      leaseSetAt: now,
      endsAt: now + grantedMinutes * minute,
      status: "running",
    };
    this.sessions.push(session);
    return session;
  }

  /** Sets a new lease, which counts from now. */
  setLease(session: SimulatedSession, minutes: number, movesUpdatedAt: boolean): void {
    const now = this.clock.now();
    session.leaseMinutes = minutes;
    session.leaseSetAt = now;
    session.endsAt = now + minutes * minute;
    if (movesUpdatedAt) session.updatedAt = now;
  }

  /** Ends a session, at once or `lagMs` simulated milliseconds from now. */
  end(session: SimulatedSession, lagMs = 0): void {
    const now = this.clock.now();
    if (lagMs <= 0) {
      this.terminate(session, now);
      return;
    }
    session.status = "ending";
    session.endingUntil = now + lagMs;
  }

  private terminate(session: SimulatedSession, at: number): void {
    session.status = "terminated";
    session.endedAt = at;
  }
}

/** Whether two ids are the same, in letters of any case. */
export function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whole minutes until a session's lease runs out, rounded up. */
export function minutesLeft(session: SimulatedSession, now: number): number {
  return Math.ceil((session.endsAt - now) / minute);
}
