#!/usr/bin/env node
import { Command } from "commander";
import type { SimulatorFlags } from "./command";
import { addSimulatorOptions, environmentLines, simulatorDescription, simulatorOptions } from "./command";
import { startSimulator } from "./simulator";

async function main(program: Command): Promise<void> {
  const options = simulatorOptions(program.parse().opts<SimulatorFlags>());
  const simulator = await startSimulator(options);
  const lines = [`Tasknet simulator at ${simulator.url}`, ...environmentLines(simulator.url, options)];
  process.stdout.write(`${lines.join("\n")}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void simulator.stop().then(() => {
        process.exit(0);
      });
    });
  }
}

const program = addSimulatorOptions(new Command("tasknet-simulator").description(simulatorDescription));
main(program).catch((error: unknown) => {
  program.error(`error: ${error instanceof Error ? error.message : String(error)}`);
});
