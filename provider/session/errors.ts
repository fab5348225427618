import { isTasknetError } from "../tasknet";
import type { ErrorKind } from "../tasknet";

/** The kind of an error of the API client; undefined for any other. */
export function errorKind(error: unknown): ErrorKind | undefined {
  return isTasknetError(error) ? error.kind : undefined;
}

/** The error's text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Codes that mean that this session has ended, with any status. */
const endedCodes = new Set<string | undefined>(["SESSION_NOT_FOUND", "SESSION_EXPIRED"]);

/**
 * Whether an error is the service's own report that the session has ended. A 404 without a code of sessions is not: a
 * gateway or a wrong endpoint sends it, too.
 */
export function indicatesEnded(error: unknown): boolean {
  if (!isTasknetError(error)) return false;
  // A refused key or a rate limit shows nothing of the session, with any code.
  if (error.kind === "unauthorized" || error.kind === "rateLimited") return false;
  return error.status === 410 || endedCodes.has(error.code);
}

/** Whether the service could not be reached at all. */
export function isUnreachable(error: unknown): boolean {
  const kind = errorKind(error);
  return kind === "connection" || kind === "timeout";
}
