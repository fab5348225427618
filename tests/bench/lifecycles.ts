import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandName } from "./commands";
import { runCommand } from "./commands";
import type { Candidate, CandidateName } from "./candidates";
import { candidates } from "./candidates";
import type { Measurement } from "./results";

/** Which lifecycles to measure. */
export interface Plan {
  /** Numbers of sessions. */
  readonly sizes: readonly number[];
  /** Returns the candidates for a number of sessions. */
  readonly namesOf: (sessions: number) => readonly CandidateName[];
  /** Real milliseconds before each response of the API. */
  readonly latencies: readonly number[];
  /** Returns the number of runs for a number of sessions. */
  readonly runsOf: (sessions: number) => number;
  /** Returns the commands for a number of sessions. They must include create and destroy. */
  readonly commandsOf: (sessions: number) => readonly CommandName[];
}

/** Measures the lifecycle of each candidate for each size and latency. The candidates take turns at each command. */
export async function measureLifecycles(plan: Plan, log: (text: string) => void): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-bench-"));
  try {
    const measurements: Measurement[] = [];
    for (const size of plan.sizes) measurements.push(...(await measureSize(plan, size, folder, log)));
    return measurements;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureSize(
  { namesOf, latencies, runsOf, commandsOf }: Plan,
  sessions: number,
  folder: string,
  log: (text: string) => void,
): Promise<Measurement[]> {
  const env = { NODE_OPTIONS: `--require ${join(__dirname, "usage-recorder.js")}` };
  const stacks = new Map<CandidateName, Candidate>();
  const names = namesOf(sessions);
  try {
    for (const name of names) stacks.set(name, await candidates[name](env));
    const measurements: Measurement[] = [];
    // One session shows the fixed cost of a command.
    for (const latencyMs of sessions === 1 ? latencies.slice(0, 1) : latencies) {
      for (const { stack } of stacks.values()) stack.simulator.setLatency(latencyMs);
      const addMeasurement = (candidate: CandidateName, command: CommandName): Measurement => {
        const measurement = { candidate, sessions, latencyMs, command, samples: [] };
        measurements.push(measurement);
        return measurement;
      };
      const grid = commandsOf(sessions).map((command) => names.map((name) => addMeasurement(name, command)));
      for (let i = 1; i <= runsOf(sessions); i += 1) {
        log(`${sessions} sessions, ${latencyMs} ms, run ${i}\n`);
        // Every other run goes in the opposite order, so that none always follows the same one.
        const rows = grid.map((row) => (i % 2 === 0 ? row.toReversed() : row));
        for (const { candidate, command, samples } of rows.flat()) {
          const sample = await runCommand(stacks.get(candidate)!, command, sessions, folder);
          samples.push(sample);
          log(`  ${command.padEnd(9)} ${candidate.padEnd(15)} ${(sample.wallMs / 1000).toFixed(1)} s\n`);
        }
      }
    }
    return measurements;
  } finally {
    for (const { stack } of stacks.values()) await stack.stop();
  }
}
