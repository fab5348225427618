import { Command, CommanderError } from "commander";
import { version } from "../provider/version";
import type { CliDeps, ExitCode } from "./deps";
import { addEnd } from "./end";
import { environmentCommands } from "./environments";
import { fingerprintCommands } from "./fingerprints";
import { addList, addRemove } from "./objects";
import { addOrphans } from "./orphans";
import { addProbe } from "./probe";
import { addSessions } from "./sessions";
import { addSimulate } from "./simulate";

/** Widest line of a help text, in characters. */
const helpWidth = 100;

const footer = `
The API key comes from the environment variables TASKNET_API_KEY and TASKNET_API_KEY_ID, or with
--stack from the configuration of a stack. It is never an argument, because all users of a machine
see the arguments of a command.

Exit codes: 0 done or nothing found, 1 an error, 2 orphans found.`;

/** The command `pulumi-tasknet` with its subcommands. `onDone` gets the exit code of the one that ran. */
export function createProgram(deps: CliDeps, onDone: (code: ExitCode) => void): Command {
  const { terminal } = deps;
  const program = new Command("pulumi-tasknet")
    .description(
      "Finds and ends Tasknet browser sessions, finds and removes environments and fingerprints, asks Tasknet what it does, and simulates it.",
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.print(text.trimEnd());
      },
      writeErr: (text) => {
        terminal.warn(text.trimEnd());
      },
      getOutHelpWidth: () => helpWidth,
      getErrHelpWidth: () => helpWidth,
    })
    .addHelpText("after", footer);
  const objects = [environmentCommands, fingerprintCommands].flatMap((kind) => [
    addList(kind),
    addRemove(kind),
  ]);
  for (const add of [addSessions, addEnd, addOrphans, ...objects, addProbe, addSimulate])
    add(program, deps, onDone);
  return program;
}

/** Runs a command line, without the name of the program, and returns its exit code. Never rejects. */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<number> {
  let code: ExitCode = 0;
  try {
    const program = createProgram(deps, (result) => {
      code = result;
    });
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its own errors.
    if (error instanceof CommanderError) return error.exitCode;
    const text = error instanceof Error ? error.message : String(error);
    deps.terminal.warn(`error: ${deps.signal.aborted ? "interrupted" : text}`);
    return 1;
  } finally {
    deps.terminal.progress("");
  }
}
