import { readFileSync } from "node:fs";

/** Reads the peak memory of a process, in KiB. `VmHWM` starts again at an exec, unlike the peak of `getrusage`. */
export function readPeakMemoryKb(pid: number | "self"): number {
  const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kb);
}
