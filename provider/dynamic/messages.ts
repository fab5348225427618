/** Tells the user something: the engine shows what a dynamic provider writes. */
export function warn(message: string): void {
  process.stderr.write(`tasknet: ${message}\n`);
}

/** Least time between two messages about waits, in milliseconds: many sessions may wait for one thing. */
const retryThrottleMs = 5_000;
let lastWaitAt = -Infinity;

/** Tells the user that a call is tried again later. */
export function reportRetry(error: Error, waitMs: number): void {
  const now = performance.now();
  if (now - lastWaitAt < retryThrottleMs) return;
  lastWaitAt = now;
  warn(`${error.message}; trying again in ${(waitMs / 1000).toFixed(1)} s`);
}
