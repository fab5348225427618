import * as pulumi from "@pulumi/pulumi";
import type { WireSession } from "../provider/tasknet";
import type * as lookUps from "./look-ups";

/** A session as the service reports it, without its VNC password. */
export interface SessionInfo {
  readonly sessionUUID: string;
  readonly fingerprintUUID: string;
  /** Minutes; the service does not say whether it is the lease as set or what remains. */
  readonly currentLeaseTime: number;
  readonly driver: string;
  readonly isVncEnabled: boolean;
  readonly vncMode: string;
  /** `running` or `terminated`. */
  readonly status: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

export interface GetSessionArgs {
  readonly sessionUUID: string;
}

export interface ListSessionsArgs {
  /** Only sessions with this driver. Default: all. */
  readonly driver?: string;
  /** Only sessions with this fingerprint. Default: all. */
  readonly fingerprintUUID?: string;
  /** Also those that have ended and are still listed. Default: false. */
  readonly includeEnded?: boolean;
}

/**
 * Looks up a session by its UUID, in a preview, too. Rejects where it does not exist or has ended, and with a `TasknetError`
 * where the service can't be asked.
 */
export async function getSession(args: GetSessionArgs): Promise<SessionInfo> {
  return info(await find(args.sessionUUID));
}

/** {@link getSession} for a UUID that is an output. */
export function getSessionOutput(args: { sessionUUID: pulumi.Input<string> }): pulumi.Output<SessionInfo> {
  return pulumi.output(args).apply(getSession);
}

/** Lists sessions, in a preview, too. Rejects with a `TasknetError` where the service can't be asked. */
export async function listSessions(args: ListSessionsArgs = {}): Promise<SessionInfo[]> {
  const sessions = await (await service()).client().listSessions();
  return sessions
    .filter(
      (session) =>
        (args.includeEnded === true || session.status === "running") &&
        (args.driver === undefined || session.driver === args.driver) &&
        (args.fingerprintUUID === undefined || session.fingerprintUUID === args.fingerprintUUID),
    )
    .map(info);
}

/** The VNC password of a session, as a secret: apart, since a secret would make a whole look-up one. */
export function getVncPassword(args: {
  sessionUUID: pulumi.Input<string>;
}): pulumi.Output<string | undefined> {
  const password = pulumi
    .output(args)
    .apply(async ({ sessionUUID }) => (await find(sessionUUID)).vncPassword);
  return pulumi.secret(password);
}

async function find(sessionUUID: string): Promise<WireSession> {
  const session = await (await service()).reader().find(sessionUUID);
  if (session !== undefined && session.status !== "terminated") return session;
  throw new Error(`session ${sessionUUID} does not exist or has ended`);
}

/** Loaded by the first look-up: a program that only makes sessions has no use for the API's client. */
function service(): Promise<typeof lookUps> {
  return import("./look-ups.js");
}

function info(session: WireSession): SessionInfo {
  const { sessionUUID, fingerprintUUID, currentLeaseTime, driver, isVncEnabled, vncMode } = session;
  const { status, createdAt, updatedAt } = session;
  return {
    sessionUUID,
    fingerprintUUID,
    currentLeaseTime,
    driver,
    isVncEnabled,
    vncMode,
    status,
    createdAt,
    updatedAt,
  };
}
