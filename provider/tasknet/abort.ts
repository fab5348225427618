import type { Timers } from "./clock";

/**
 * Time for which a create on the wire may go on after a cancel, in milliseconds: a session whose id never arrives costs
 * money until its lease ends. The engine waits for it, and a second Ctrl-C ends that.
 */
export const createAbortGraceMs = 10_000;

/** A signal that follows another one later. `clear` lets go of it. */
export function delayed(
  signal: AbortSignal | undefined,
  ms: number,
  timers: Timers,
): { readonly signal: AbortSignal; readonly clear: () => void } {
  const later = new AbortController();
  let timer: unknown;
  const begin = (): void => {
    timer = timers.setTimeout(() => {
      later.abort();
    }, ms);
  };
  if (signal?.aborted === true) begin();
  else signal?.addEventListener("abort", begin, { once: true });
  return {
    signal: later.signal,
    clear: () => {
      signal?.removeEventListener("abort", begin);
      timers.clearTimeout(timer);
    },
  };
}
