import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Contender, Declared } from "./contenders";
import type { ProcessUse } from "./probe";

/** The commands of a lifecycle, in their order. */
export const commands = ["create", "unchanged", "preview", "refresh", "update", "destroy"] as const;
export type CommandName = (typeof commands)[number];

/** What one run of a command took. */
export interface Sample {
  readonly wallMs: number;
  /** The calls to the API, by operation. */
  readonly calls: Readonly<Record<string, number>>;
  /** Of all starts of the provider's process. */
  readonly cpuMs: number;
  /** Of the largest process. */
  readonly peakKb: number;
  readonly starts: number;
}

const update = ["up", "--yes", "--skip-preview"];
const unchanged = [...update, "--expect-no-changes"];

const steps: Readonly<Record<CommandName, readonly string[]>> = {
  create: update,
  unchanged,
  preview: ["preview", "--expect-no-changes"],
  refresh: ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
  update,
  destroy: ["destroy", "--yes", "--skip-preview"],
};

/** Runs a command of the lifecycle on `count` sessions; throws where it does not do what it is there for. */
export async function run(
  { stack, declare }: Contender,
  name: CommandName,
  count: number,
  probeFolder: string,
): Promise<Sample> {
  // A folder of its own for each command: a process of the last one may still write.
  const folder = join(probeFolder, String((runs += 1)));
  mkdirSync(folder);
  if (name === "create") declare(sessionsOf(count, 60));
  if (name === "update") declare(sessionsOf(count, 50));
  stack.simulator.clearLedger();
  const begin = performance.now();
  const { code, output } = await stack.workspace.pulumi(steps[name], { env: { BENCH_PROBE_FOLDER: folder } });
  const wallMs = performance.now() - begin;
  if (code !== 0) throw new Error(`${name} of ${count} sessions ended with ${String(code)}:\n${output}`);
  const uses = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as ProcessUse,
  );
  rmSync(folder, { recursive: true });
  return {
    wallMs,
    calls: countBy(stack.calls().map(({ operation }) => operation)),
    cpuMs: uses.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    peakKb: Math.max(0, ...uses.map(({ peakKb }) => peakKb)),
    starts: uses.length,
  };
}

let runs = 0;

function sessionsOf(count: number, leaseTime: number): Declared {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { leaseTime }]));
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
