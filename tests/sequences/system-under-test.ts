import { check } from "../../provider/session";
import type { SessionInputs } from "../../provider/session";
import type { Simulator, Switches } from "../../simulator";
import { startSimulator } from "../../simulator";
import { FakeEngine } from "./fake-engine";

/** The system that the commands act on. */
export interface SystemUnderTest {
  readonly simulator: Simulator;
  readonly switches: Partial<Switches>;
  readonly engine: FakeEngine;
  /** Ids of the sessions that an error named or said may exist: they are not lost. */
  readonly reported: Set<string>;
}

/** What the test knows of the system without observing it. */
export interface Model {
  inputs: SessionInputs;
}

/** Runs commands on a new system. Its program declares a session of 10 minutes, which is not created yet. */
export async function withSystemUnderTest(
  switches: Partial<Switches>,
  run: (setup: () => { model: Model; real: SystemUnderTest }) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ manualClock: true, switches });
  try {
    const real: SystemUnderTest = {
      simulator,
      switches,
      engine: new FakeEngine(simulator),
      reported: new Set(),
    };
    const inputs = check({ leaseTime: 10 }).inputs as unknown as SessionInputs;
    await run(() => ({ model: { inputs }, real }));
  } finally {
    await simulator.stop();
  }
}
