import * as pulumi from "@pulumi/pulumi";
import { SharedReader } from "../provider/session";
import type { SessionReader } from "../provider/session";
import type { Settings } from "../provider/settings";
import { resolveSettings } from "../provider/settings";
import type { WireSession } from "../provider/tasknet";
import { TasknetClient } from "../provider/tasknet";
import { version } from "../provider/version";

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
  const sessions = await client().listSessions();
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
  const session = await reader().find(sessionUUID);
  if (session !== undefined && session.status !== "terminated") return session;
  throw new Error(`session ${sessionUUID} does not exist or has ended`);
}

/** By what they are configured with: a process of the Automation API may run many stacks. */
const readers = new Map<string, SessionReader>();

/** A reader whose look-ups of one moment share a call. */
function reader(): SessionReader {
  const key = JSON.stringify(settings());
  const known = readers.get(key) ?? new SharedReader(client()).fresh;
  readers.set(key, known);
  return known;
}

function client(): TasknetClient {
  return new TasknetClient({ ...settings(), version });
}

/** The stack's configuration, read as the resource's provider reads it. */
function settings(): Settings {
  const config = new pulumi.Config("tasknet");
  return resolveSettings((name) => config.get(name), process.env);
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
