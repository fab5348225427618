/* `NODE_OPTIONS=--require` loads this first in each Node process of a benchmark. It records the CPU time and memory of
   the processes that run a provider, and ignores language hosts and scripts. */
import { openSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { readPeakMemoryKb } from "./peak-memory";

/** Resource usage of a provider's process so far. Its file is named after the process id. */
export interface ProcessUsage {
  /** User and system time, in milliseconds. */
  readonly cpuMs: number;
  readonly peakMemoryKb: number;
}

/** Interval of the records, in milliseconds. The engine may kill a process, which then cannot write a last record. */
const recordIntervalMs = 250;
/** Length of a record, in characters. Longer than any usage. */
const recordLength = 100;

function isProvider(command = ""): boolean {
  return basename(command) === "pulumi-resource-tasknet.js" || command.includes("cmd/dynamic-provider");
}

function recordUsage(folder: string): void {
  const file = openSync(join(folder, `${process.pid}.json`), "w");
  const write = (): void => {
    const { user, system } = process.cpuUsage();
    const usage: ProcessUsage = {
      cpuMs: (user + system) / 1000,
      peakMemoryKb: readPeakMemoryKb("self"),
    };
    // Each record overwrites the last one in place: truncating the file would cost disk time.
    writeSync(file, JSON.stringify(usage).padEnd(recordLength), 0);
  };
  write();
  setInterval(write, recordIntervalMs).unref();
  process.on("exit", write);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      write();
      // Without this listener the signal would end a process that has no other listener.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

const { BENCH_USAGE_FOLDER: folder } = process.env;
if (folder !== undefined && isProvider(process.argv[1])) recordUsage(folder);
