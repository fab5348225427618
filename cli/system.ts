import { execFile } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { systemClock } from "../provider/tasknet";
import type { CliDeps, Terminal } from "./deps";

/** Longest output of the Pulumi CLI, in bytes: a state of ten thousand resources fits. */
const maxOutputBytes = 256 * 1024 * 1024;

/** Moves to the start of the line and clears it (ECMA-48). */
const clearLine = "\r\u001B[K";

/** The terminal of the process. It is interactive if both its input and its messages are. */
export function systemTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  const isInteractive = stdin.isTTY && stderr.isTTY;
  let hasProgress = false;
  const clear = (): void => {
    if (hasProgress) stderr.write(clearLine);
    hasProgress = false;
  };
  return {
    isInteractive,
    print(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    warn(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!isInteractive) return;
      clear();
      stderr.write(text);
      hasProgress = text !== "";
    },
    async confirm(question) {
      clear();
      const reader = createInterface({ input: stdin, output: stderr });
      // Ctrl-C and the end of the input are a no.
      const closed = new Promise<string>((resolve) =>
        reader.once("close", () => {
          resolve("");
        }),
      );
      try {
        const answer = await Promise.race([reader.question(`${question} [y/N] `), closed]);
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        reader.close();
      }
    },
  };
}

/** Runs the Pulumi CLI that is first on PATH. */
export function runPulumi(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const options = {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    maxBuffer: maxOutputBytes,
  };
  return new Promise((resolve, reject) => {
    const child = execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.code === "ENOENT") reject(new Error("the command pulumi is not on PATH"));
      // The message of the error repeats the arguments, and the standard output may hold secrets.
      else
        reject(new Error(stderr.trim() === "" ? `pulumi ended with ${String(error.code)}` : stderr.trim()));
    });
    // Pulumi must not wait for an answer.
    child.stdin?.end();
  });
}

/** The dependencies of a real process. */
export function systemDeps(signal: AbortSignal): CliDeps {
  return {
    terminal: systemTerminal(),
    env: process.env,
    signal,
    clock: systemClock,
    pulumi: (args) => runPulumi(args),
  };
}
