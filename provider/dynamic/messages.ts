/** Tells the user something: the engine shows what a dynamic provider writes. */
export function tell(message: string): void {
  process.stderr.write(`tasknet: ${message}\n`);
}

/** Least time between two messages about waits, in milliseconds: many sessions may wait for one thing. */
const betweenWaitsMs = 5_000;
let lastWaitAt = -Infinity;

/** Tells the user that a call is tried again later. */
export function tellWait(error: Error, waitMs: number): void {
  const now = performance.now();
  if (now - lastWaitAt < betweenWaitsMs) return;
  lastWaitAt = now;
  tell(`${error.message}; trying again in ${(waitMs / 1000).toFixed(1)} s`);
}
