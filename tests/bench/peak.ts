import { readFileSync } from "node:fs";

/** The most memory a process has had, in KiB. What the kernel keeps beyond an exec would count its parent's, too. */
export function peakKb(pid: number | "self"): number {
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(peak);
}
