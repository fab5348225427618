import type { Switches } from "../../simulator";
import { startSimulator } from "../../simulator";
import { check } from "../../provider/session";
import type { SessionInputs } from "../../provider/session";
import type { Model, World } from "./commands";
import { SmallEngine } from "./engine";

/** Runs commands in a world of their own: a session of 10 minutes, not created yet. */
export async function inWorld(
  switches: Partial<Switches>,
  run: (setup: () => { model: Model; real: World }) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ manualClock: true, switches });
  try {
    const real: World = { simulator, switches, engine: new SmallEngine(simulator), reported: new Set() };
    const inputs = check({ leaseTime: 10 }).inputs as unknown as SessionInputs;
    await run(() => ({ model: { inputs }, real }));
  } finally {
    await simulator.stop();
  }
}
