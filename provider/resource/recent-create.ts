import { parseInstant } from "../tasknet";

/** Time after our own create, in milliseconds, in which the service may not show the resource yet. */
export const recentCreateMs = 60_000;

/** Pause before another request for a resource that the service may still come to show, in milliseconds. */
export const recentCreatePauseMs = 4_000;

/** Whether we created the resource so recently that the service may not show it yet. */
export function isRecentCreate(
  state: { readonly ownCreateAt?: string | undefined } | undefined,
  nowMs: number,
): boolean {
  if (state?.ownCreateAt === undefined) return false;
  return nowMs < parseInstant(state.ownCreateAt) + recentCreateMs;
}
