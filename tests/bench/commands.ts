import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Candidate, DeclaredSessions } from "./candidates";
import type { ProcessUsage } from "./usage-recorder";

/** The commands of a lifecycle, in order. */
export const commands = ["create", "unchanged", "preview", "refresh", "update", "destroy"] as const;
export type CommandName = (typeof commands)[number];

/** Measured values of one run of a command. */
export interface Sample {
  readonly wallMs: number;
  /** Number of calls to the API, by operation. */
  readonly calls: Readonly<Record<string, number>>;
  /** CPU time of all processes of the provider, in milliseconds. */
  readonly cpuMs: number;
  /** Peak memory of the largest process of the provider, in KiB. */
  readonly peakMemoryKb: number;
  /** Number of processes of the provider that the engine started. */
  readonly processStarts: number;
}

const update = ["up", "--yes", "--skip-preview"];
const unchanged = [...update, "--expect-no-changes"];

const argsByCommand: Readonly<Record<CommandName, readonly string[]>> = {
  create: update,
  unchanged,
  preview: ["preview", "--expect-no-changes"],
  refresh: ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
  update,
  destroy: ["destroy", "--yes", "--skip-preview"],
};

/** Runs a command of the lifecycle on `count` sessions. Throws if the command fails. */
export async function runCommand(
  { stack, declare }: Candidate,
  name: CommandName,
  count: number,
  usageFolder: string,
): Promise<Sample> {
  // Each command has its own folder, since a process of the previous one may still write.
  const folder = join(usageFolder, String((lastFolder += 1)));
  mkdirSync(folder);
  if (name === "create") declare(declareSessions(count, 60));
  if (name === "update") declare(declareSessions(count, 50));
  stack.simulator.clearLedger();
  const begin = performance.now();
  const { code, output } = await stack.workspace.pulumi(argsByCommand[name], {
    env: { BENCH_USAGE_FOLDER: folder },
  });
  const wallMs = performance.now() - begin;
  if (code !== 0) throw new Error(`${name} of ${count} sessions exited with ${String(code)}:\n${output}`);
  const usages = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as ProcessUsage,
  );
  rmSync(folder, { recursive: true });
  return {
    wallMs,
    calls: countBy(stack.calls().map(({ operation }) => operation)),
    cpuMs: usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    peakMemoryKb: Math.max(0, ...usages.map(({ peakMemoryKb }) => peakMemoryKb)),
    processStarts: usages.length,
  };
}

let lastFolder = 0;

function declareSessions(count: number, leaseTime: number): DeclaredSessions {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { leaseTime }]));
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
