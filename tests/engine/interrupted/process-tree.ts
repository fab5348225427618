import { execFileSync } from "node:child_process";

/** A process as `ps` shows it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The live processes. A zombie, which waits for its parent to read its exit code, is not one of them. */
export function processes(): Process[] {
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).split(
    "\n",
  );
  return lines.flatMap((line) => {
    const [, pid, parent, stat = "", command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined || stat.startsWith("Z")
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** The process and all its descendants. */
export function processTree(pid: number, all: readonly Process[] = processes()): Process[] {
  const own = all.filter((process) => process.pid === pid);
  const children = all.filter(({ parent }) => parent === pid);
  return [...own, ...children.flatMap((child) => processTree(child.pid, all))];
}

/** The given processes that are still alive. */
export function survivors(started: readonly Process[]): Process[] {
  const alive = new Map(processes().map((process) => [process.pid, process.command]));
  return started.filter(({ pid, command }) => alive.get(pid) === command);
}
