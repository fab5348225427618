/** Simulated time, in milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Moves a manual clock forward by milliseconds. Throws for any other clock. */
  advance(ms: number): void;
}

/** Creates a clock that starts at `start` and runs `timeScale` times as fast as real time. */
export function runningClock(start: number, timeScale: number): Clock {
  const origin = performance.now();
  return {
    now: () => Math.floor(start + (performance.now() - origin) * timeScale),
    advance: () => {
      throw new Error("only a manual clock can be advanced: start the simulator with manualClock");
    },
  };
}

/** Creates a clock that only `advance` moves. */
export function manualClock(start: number): Clock {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      if (!(ms >= 0 && Number.isFinite(ms)))
        throw new RangeError(`the clock moves forward only, not by ${ms} ms`);
      now += ms;
    },
  };
}
