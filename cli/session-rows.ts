import type { Lease } from "../provider/session";
import { importedLease } from "../provider/session";
import type { SessionResponse } from "../provider/tasknet";
import { parseInstant } from "../provider/tasknet";
import { table } from "./table";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
/** Longest time that is shown in seconds, and in minutes only; in milliseconds. */
const maxSecondsMs = 2 * minuteMs;
const maxMinutesMs = 120 * minuteMs;
/** Characters of a fingerprint that a table shows: the whole UUID does not fit in addition to the session's. */
const fingerprintLength = 8;

/** The age of a session in milliseconds; 0 if the service's timestamp is in the future. */
export function ageMs({ createdAt }: SessionResponse, nowMs: number): number {
  return Math.max(0, nowMs - parseInstant(createdAt));
}

/** The lease of a session of which only the response is known. */
export function leaseOfListed(session: SessionResponse, nowMs: number): Lease {
  return importedLease(session, nowMs);
}

/** A duration for people, such as `45s`, `12m` or `3h 05m`. */
export function formatDuration(ms: number): string {
  if (ms < maxSecondsMs) return `${Math.floor(ms / secondMs)}s`;
  const minutes = Math.floor(ms / minuteMs);
  if (ms < maxMinutesMs) return `${minutes}m`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}m`;
}

/** The sessions as a table. */
export function sessionTable(sessions: readonly SessionResponse[], nowMs: number): string {
  const heading = ["SESSION", "DRIVER", "FINGERPRINT", "STATUS", "AGE", "LEASE", "ENDS (UTC)"];
  const rows = sessions.map((session) => [
    session.sessionUUID,
    session.driver ?? "-",
    session.fingerprintUUID?.slice(0, fingerprintLength) ?? "-",
    session.status,
    formatDuration(ageMs(session, nowMs)),
    `${session.currentLeaseTime}m`,
    new Date(leaseOfListed(session, nowMs).expected).toISOString().slice(11, 19),
  ]);
  return table(heading, rows);
}
