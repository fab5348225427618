/* Loaded before all else into each Node process of a benchmark (`NODE_OPTIONS=--require`), it records what a provider's
   process uses. A language host or a script is left alone. */
import { openSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { peakKb } from "./peak";

/** What a provider's process has used so far, in the file that bears its id. */
export interface ProcessUse {
  /** User and system time, in milliseconds. */
  readonly cpuMs: number;
  readonly peakKb: number;
}

/** The engine may end a process without a word, so what it used is written now and then. */
const intervalMs = 250;
/** Longer than any record of a use. */
const useLength = 100;

function isProvider(command = ""): boolean {
  return basename(command) === "pulumi-resource-tasknet.js" || command.includes("cmd/dynamic-provider");
}

function record(folder: string): void {
  const file = openSync(join(folder, `${process.pid}.json`), "w");
  const write = (): void => {
    const { user, system } = process.cpuUsage();
    const use: ProcessUse = { cpuMs: (user + system) / 1000, peakKb: peakKb("self") };
    // Written over, in one length: a file that is cut and written again costs the disk's time.
    writeSync(file, JSON.stringify(use).padEnd(useLength), 0);
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
