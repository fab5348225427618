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
  /** When the session ended: `endsAt` where its lease ran out. */
  endedAt?: number | undefined;
  status: "running" | "terminated";
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
    // No timer ends a lease: it has ended when somebody looks after its end.
    for (const session of this.sessions) {
      if (session.status === "running" && session.endsAt <= now) this.terminate(session, session.endsAt);
    }
    return this.sessions;
  }

  running(): SimulatedSession[] {
    return this.all().filter((session) => session.status === "running");
  }

  find(sessionUUID: string): SimulatedSession | undefined {
    return this.all().find((session) => session.sessionUUID === sessionUUID);
  }

  create(request: CreateRequest, { account, mode, withVncPassword }: Creation): SimulatedSession {
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
      leaseMinutes: request.leaseTime,
      createdLeaseMinutes: request.leaseTime,
      createdAt: now,
      updatedAt: now,
      leaseSetAt: now,
      endsAt: now + request.leaseTime * minute,
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

  end(session: SimulatedSession): void {
    this.terminate(session, this.clock.now());
  }

  private terminate(session: SimulatedSession, at: number): void {
    session.status = "terminated";
    session.endedAt = at;
  }
}

/** Whole minutes until a session's lease runs out, rounded up. */
export function minutesLeft(session: SimulatedSession, now: number): number {
  return Math.ceil((session.endsAt - now) / minute);
}
