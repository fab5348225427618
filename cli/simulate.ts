import type { Command } from "commander";
import type { SimulatorFlags } from "../simulator/command";
import {
  addSimulatorOptions,
  environmentLines,
  simulatorDescription,
  simulatorOptions,
} from "../simulator/command";
import type { CliDeps, ExitCode } from "./deps";

/** Adds the command that starts a simulator. */
export function addSimulate(program: Command, deps: CliDeps, onDone: (code: ExitCode) => void): void {
  addSimulatorOptions(program.command("simulate").description(simulatorDescription)).action(
    async (flags: SimulatorFlags) => {
      onDone(await simulate(deps, flags));
    },
  );
}

/** Runs a simulator until Ctrl-C. */
async function simulate({ terminal, signal }: CliDeps, flags: SimulatorFlags): Promise<ExitCode> {
  const options = simulatorOptions(flags);
  // The other commands must not wait for the libraries of the simulator.
  const { startSimulator } = await import("../simulator/index.js");
  const simulator = await startSimulator(options);
  terminal.print(
    [
      `Tasknet simulator at ${simulator.url}`,
      "",
      "Paste these lines into the shell that runs Pulumi:",
      "",
      ...environmentLines(simulator.url, options).map((line) => `  ${line}`),
      "",
      "Run `pulumi destroy` before you stop the simulator with Ctrl-C. A stopped simulator cannot end sessions, so a",
      "later `pulumi destroy` would fail.",
    ].join("\n"),
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => {
      resolve();
    });
  });
  await simulator.stop();
  return 0;
}
