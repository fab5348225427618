import type { Simulator, SimulatorOptions } from "../simulator";
import { startSimulator } from "../simulator";

/** The time at which the manual clock of a simulator starts, in milliseconds since the epoch. */
export const start = Date.UTC(2030, 0, 1);

/** Returns a function that starts simulators with a manual clock. Stops them after each test of the `describe`. */
export function simulators(): (options?: SimulatorOptions) => Promise<Simulator> {
  const started: Simulator[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((sim) => sim.stop()));
  });
  return async (options = {}) => {
    const sim = await startSimulator({ manualClock: start, ...options });
    started.push(sim);
    return sim;
  };
}
