import type { Properties } from "../../provider/resource";
import type { Simulator, SimulatorOptions } from "../../simulator";
import { simulators } from "../simulators";
import { FakeEngine } from "./engine";

export const screen = { resolution: "1920x1080", depth: 24, dpi: 96 };
export const device = { numSpeakers: 1, numMicrophones: 2, numCameras: 3 };

/** A stack on a simulator of its own. */
export interface Stack {
  readonly simulator: Simulator;
  readonly engine: FakeEngine;
}

/** Returns a function that starts a simulator and an empty stack. Stops the simulators after each test. */
export function stacks(): (options?: SimulatorOptions) => Promise<Stack> {
  const start = simulators();
  return async (options) => {
    const simulator = await start(options);
    return { simulator, engine: new FakeEngine(simulator) };
  };
}

/** The operations that the simulator received since the last call of `clearLedger`. */
export function calls({ simulator }: Stack): string[] {
  return simulator.ledger.map(({ operation }) => operation);
}

/** Runs a step, and returns the operations that it sent. */
export async function callsOf(stack: Stack, step: () => Promise<unknown>): Promise<string[]> {
  stack.simulator.clearLedger();
  await step();
  return calls(stack);
}

/** The id of a resource of the stack. Throws if the stack has none of the name. */
export function idOf({ engine }: Stack, name: string): string {
  const recorded = engine.state.get(name);
  if (recorded === undefined) throw new Error(`the state has no resource ${name}`);
  return recorded.id;
}

/** Brings up an environment with the name of the resource. */
export async function upEnvironment(stack: Stack, name = "shop"): Promise<string> {
  await stack.engine.up(name, "Environment", { name });
  return idOf(stack, name);
}

/** Brings up a fingerprint of an environment, with a declared screen by default. */
export async function upFingerprint(
  stack: Stack,
  environmentUUID: string,
  inputs: Properties = { screen },
  name = "buyer",
): Promise<string> {
  await stack.engine.up(name, "Fingerprint", { environmentUUID, ...inputs });
  return idOf(stack, name);
}

/** Moves the time past that in which the service may not show a resource yet. */
export function passRecentCreate({ simulator }: Stack): void {
  simulator.advance(61_000);
}
