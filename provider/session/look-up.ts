import type { CallOptions, SessionResponse } from "../tasknet";
import type { SessionReadOptions, SessionApi, SessionReader } from "./context";
import { isSameId, ResourceNotFoundError } from "../resource";

/** A session as the functions of both providers return it: without its VNC password. */
export interface SessionInfo {
  readonly sessionUUID: string;
  readonly fingerprintUUID?: string | undefined;
  /** Minutes; whether it is the lease as set or what remains is not published. */
  readonly currentLeaseTime: number;
  readonly driver?: string | undefined;
  readonly isVncEnabled?: boolean | undefined;
  readonly vncMode?: string | undefined;
  /** `running`, `terminated`, or a status that a newer API reports. */
  readonly status: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

/** Which sessions a list shows. */
export interface SessionFilter {
  /** Default: all drivers. */
  readonly driver?: string | undefined;
  /** In any case of its letters. Default: all fingerprints. */
  readonly fingerprintUUID?: string | undefined;
  /** Whether sessions that have ended and are still listed show. Default: false. */
  readonly includeEnded?: boolean | undefined;
}

/**
 * The session with the id, also an ended one that the service still shows.
 * @throws ResourceNotFoundError if the service does not know it
 */
export async function findSession(
  reader: SessionReader,
  sessionUUID: string,
  options?: SessionReadOptions,
): Promise<SessionResponse> {
  const session = await reader.find(sessionUUID, options);
  if (session !== undefined) return { ...session, sessionUUID };
  throw new ResourceNotFoundError(
    `session ${sessionUUID} does not exist or has ended. The input sessionUUID names it: if it is an output of a session ` +
      "of this stack, use the other outputs of that session instead of a look-up, since they stay in the state.",
  );
}

/**
 * The VNC password of a session; undefined if the service shows none.
 * @throws ResourceNotFoundError if the service does not know the session
 */
export async function findVncPassword(
  reader: SessionReader,
  sessionUUID: string,
  options?: CallOptions,
): Promise<string | undefined> {
  // A list need not hold the passwords.
  const isComplete = ({ vncPassword }: SessionResponse): boolean => vncPassword !== undefined;
  return (await findSession(reader, sessionUUID, { ...options, isComplete })).vncPassword;
}

/** The sessions that match: those that have not ended, unless the filter includes them. */
export async function findSessions(
  api: Pick<SessionApi, "listAll">,
  filter: SessionFilter,
  options?: CallOptions,
): Promise<SessionResponse[]> {
  const { sessions } = await api.listAll(options);
  return sessions.filter(
    (session) =>
      (filter.includeEnded === true || session.status !== "terminated") &&
      (filter.driver === undefined || session.driver === filter.driver) &&
      (filter.fingerprintUUID === undefined || isSameId(session.fingerprintUUID, filter.fingerprintUUID)),
  );
}

export function infoOf(session: SessionResponse): SessionInfo {
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
