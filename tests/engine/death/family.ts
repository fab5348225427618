import { execFileSync } from "node:child_process";

/** A process as `ps` shows it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The processes that live; one that has ended and waits for its parent to look is none of them. */
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

/** The process and all that it has started, directly or not. */
export function familyOf(pid: number, all: readonly Process[] = processes()): Process[] {
  const own = all.filter((process) => process.pid === pid);
  const children = all.filter(({ parent }) => parent === pid);
  return [...own, ...children.flatMap((child) => familyOf(child.pid, all))];
}

/** Those of the processes that live still. */
export function survivors(family: readonly Process[]): Process[] {
  const alive = new Map(processes().map((process) => [process.pid, process.command]));
  return family.filter(({ pid, command }) => alive.get(pid) === command);
}
