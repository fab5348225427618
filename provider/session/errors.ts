import { isTasknetError } from "../tasknet";

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
