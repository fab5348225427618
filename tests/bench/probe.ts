/* Loaded before all else into each Node process of a benchmark (`NODE_OPTIONS=--require`), it records what a provider's
   process uses. A language host or a script is left alone. */
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { peakKb } from "./peak";

/** What a provider's process has used so far, in the file that bears its id. */
export interface ProcessUse {
  /** User and system time, in milliseconds. */
  readonly cpuMs: number;
  readonly peakKb: number;
}

/** The engine may end a process without a word, so what it used is written now and then. */
const intervalMs = 50;

function isProvider(command = ""): boolean {
  return basename(command) === "pulumi-resource-tasknet.js" || command.includes("cmd/dynamic-provider");
}

function record(folder: string): void {
  const file = join(folder, `${process.pid}.json`);
  const write = (): void => {
    const { user, system } = process.cpuUsage();
    const use: ProcessUse = { cpuMs: (user + system) / 1000, peakKb: peakKb("self") };
    writeFileSync(file, JSON.stringify(use));
  };
  write();
  setInterval(write, intervalMs).unref();
  process.on("exit", write);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      write();
      // A process that does not listen itself ends by the signal, as it would without this.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

const { BENCH_PROBE_FOLDER: folder } = process.env;
if (folder !== undefined && isProvider(process.argv[1])) record(folder);
