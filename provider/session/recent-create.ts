import { parseInstant } from "../tasknet";
import type { SessionState } from "./model";

/** Time after our own create, in milliseconds, in which the service may not show the session yet. */
export const recentCreateMs = 60_000;

/** Whether we created the session so recently that the service may not show it yet. */
export function isRecentCreate(state: SessionState | undefined, nowMs: number): boolean {
  if (state?.ownCreateAt === undefined) return false;
  return nowMs < parseInstant(state.ownCreateAt) + recentCreateMs;
}
