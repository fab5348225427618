import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandName } from "./commands";
import { run } from "./commands";
import type { Contender, ContenderName } from "./contenders";
import { buildNodeSdk, contenders, providers } from "./contenders";
import type { Cell } from "./results";

/** What is measured. */
export interface Plan {
  /** Numbers of sessions. */
  readonly sizes: readonly number[];
  /** Real milliseconds before each answer of the API. */
  readonly latencies: readonly number[];
  /** Runs of a lifecycle of this number of sessions. */
  readonly runsOf: (sessions: number) => number;
  /** The commands to run with this number of sessions; create and destroy among them. */
  readonly commandsOf: (sessions: number) => readonly CommandName[];
}

const all = Object.keys(contenders) as ContenderName[];

/** The lifecycle of each contender, command by command side by side, for each size and latency. */
export async function lifecycles(plan: Plan, say: (text: string) => void): Promise<Cell[]> {
  buildNodeSdk();
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-bench-"));
  try {
    const cells: Cell[] = [];
    // One session shows what a command costs whatever the number of sessions.
    cells.push(
      ...(await ofSize({ ...plan, latencies: plan.latencies.slice(0, 1) }, 1, providers, folder, say)),
    );
    for (const size of plan.sizes) cells.push(...(await ofSize(plan, size, all, folder, say)));
    return cells;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function ofSize(
  { latencies, runsOf, commandsOf }: Plan,
  sessions: number,
  names: readonly ContenderName[],
  folder: string,
  say: (text: string) => void,
): Promise<Cell[]> {
  const env = { NODE_OPTIONS: `--require ${join(__dirname, "probe.js")}` };
  const stacks = new Map<ContenderName, Contender>();
  try {
    for (const name of names) stacks.set(name, await contenders[name](env));
    const cells: Cell[] = [];
    for (const latencyMs of latencies) {
      for (const { stack } of stacks.values()) stack.simulator.setLatency(latencyMs);
      const cellOf = (contender: ContenderName, command: CommandName): Cell => {
        const cell = { contender, sessions, latencyMs, command, samples: [] };
        cells.push(cell);
        return cell;
      };
      const grid = commandsOf(sessions).map((command) => names.map((name) => cellOf(name, command)));
      for (let i = 1; i <= runsOf(sessions); i += 1) {
        say(`${sessions} sessions, ${latencyMs} ms, run ${i}\n`);
        for (const { contender, command, samples } of grid.flat()) {
          const sample = await run(stacks.get(contender)!, command, sessions, folder);
          samples.push(sample);
          say(`  ${command.padEnd(9)} ${contender.padEnd(10)} ${(sample.wallMs / 1000).toFixed(1)} s\n`);
        }
      }
    }
    return cells;
  } finally {
    for (const { stack } of stacks.values()) await stack.stop();
  }
}
