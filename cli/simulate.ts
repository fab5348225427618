import type { Command } from "commander";
import type { SimulatorFlags } from "../simulator/command";
import {
  addSimulatorOptions,
  environmentLines,
  simulatorDescription,
  simulatorOptions,
} from "../simulator/command";
import { checkSwitches } from "../simulator/switches";
import { readFileSync } from "node:fs";
import type { Switches } from "../simulator";
import type { CliDeps, ExitCode } from "./deps";

interface SimulateFlags extends SimulatorFlags {
  like?: string;
}

/** Adds the command that starts a simulator. */
export function addSimulate(program: Command, deps: CliDeps, onDone: (code: ExitCode) => void): void {
  const command = program
    .command("simulate")
    .description(simulatorDescription)
    .option(
      "--like <file>",
      "set the switches as `probe --json` has seen the service; other options override it",
    );
  addSimulatorOptions(command).action(async (flags: SimulateFlags) => {
    const given = Object.keys(flags).filter((name) => command.getOptionValueSource(name) === "cli");
    onDone(await simulate(deps, flags, given));
  });
}

/** The switches in a file that `probe --json` wrote. */
function switchesOf(file: string): Partial<Switches> {
  const json: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof json !== "object" || json === null || !("switches" in json))
    throw new Error(`${file} must be a file that \`pulumi-tasknet probe --json\` wrote`);
  return checkSwitches(json.switches);
}

/**
 * Runs a simulator until Ctrl-C.
 * @param given the names of the flags that the command line gives, rather than a default
 */
async function simulate(
  { terminal, signal }: CliDeps,
  flags: SimulateFlags,
  given: readonly string[],
): Promise<ExitCode> {
  const { switches, ...others } = simulatorOptions(flags);
  const like = flags.like === undefined ? {} : switchesOf(flags.like);
  const seen = Object.fromEntries(Object.entries(like).filter(([name]) => !given.includes(name)));
  const options = { ...others, switches: { ...switches, ...seen } };
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
