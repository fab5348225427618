import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import { isSameId } from "../ids";

/** A session in the store. Times are simulated milliseconds since 1970. */
export interface SimulatedSession {
  sessionUUID: string;
  /** The fingerprint of the request, or a generated one. */
  fingerprintUUID: string;
  /** Whether the create request had the fingerprint. */
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
  /** The last lease, in minutes. */
  leaseMinutes: number;
  /** The lease of the create, in minutes, 1..60. */
  createdLeaseMinutes: number;
  createdAt: number;
  updatedAt: number;
  /** When the last lease was set; the lease counts from here. */
  leaseSetAt: number;
  /** When the lease expires. */
  endsAt: number;
  /** When an ending session ends, unless its lease expires before. */
  endingUntil?: number | undefined;
  /** When the session ended; equals `endsAt` if its lease expired. */
  endedAt?: number | undefined;
  /** "ending" lasts from a DELETE to `endingUntil`, if the switch `endLag` is on. */
  status: "running" | "ending" | "terminated";
}

/** The body of a create request that has passed the contract. */
export interface CreateRequest {
  leaseTime: number;
  isVncEnabled: boolean;
  vncMode: "rw" | "ro";
  driver: "puppeteer" | "api";
  fingerprintUUID?: string;
  showMouse?: boolean;
  isProxyEnabled?: boolean;
}

/** What the store needs for a create, in addition to the request. */
export interface CreateOptions {
  /** The granted lease, in minutes; the request may ask for a longer one. */
  grantedMinutes: number;
  account: string;
  mode: string;
  withVncPassword: boolean;
}

/** A minute, in milliseconds. */
const minuteMs = 60_000;

/** Stores all sessions, and applies the rules of their leases. */
export class SessionStore {
  private readonly sessions: SimulatedSession[];
  private readonly clock: Clock;

  constructor(clock: Clock, sessions: readonly SimulatedSession[] = []) {
    this.clock = clock;
    this.sessions = [...sessions];
  }

  /** Returns all sessions in the order of their creation. Ends the sessions whose lease has expired. */
  all(): readonly SimulatedSession[] {
    const now = this.clock.now();
    // No timer ends a session, since a manual clock has no timers.
    for (const session of this.sessions) {
      const endsAt = Math.min(session.endsAt, session.endingUntil ?? Infinity);
      if (session.status !== "terminated" && endsAt <= now) this.terminate(session, endsAt);
    }
    return this.sessions;
  }

  /** Returns the sessions whose lease has not expired and that received no DELETE. */
  running(): SimulatedSession[] {
    return this.all().filter((session) => session.status === "running");
  }

  /** Returns the sessions that use a browser: the running and the ending ones. */
  active(): SimulatedSession[] {
    return this.all().filter((session) => session.status !== "terminated");
  }

  /** Returns the session with this id, in any case. */
  find(sessionUUID: string): SimulatedSession | undefined {
    return this.all().find((session) => isSameId(session.sessionUUID, sessionUUID));
  }

  create(request: CreateRequest, options: CreateOptions): SimulatedSession {
    const { account, mode, withVncPassword, grantedMinutes } = options;
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
      endsAt: now + grantedMinutes * minuteMs,
      status: "running",
    };
    this.sessions.push(session);
    return session;
  }

  /** Sets a lease, which counts from now. */
  setLease(session: SimulatedSession, minutes: number, movesUpdatedAt: boolean): void {
    const now = this.clock.now();
    session.leaseMinutes = minutes;
    session.leaseSetAt = now;
    session.endsAt = now + minutes * minuteMs;
    if (movesUpdatedAt) session.updatedAt = now;
  }

  /** Ends a session at once, or `lagMs` simulated milliseconds from now. */
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

/** Returns the minutes until a session's lease expires, rounded up. */
export function minutesLeft(session: SimulatedSession, now: number): number {
  return Math.ceil((session.endsAt - now) / minuteMs);
}
