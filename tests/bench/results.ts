import type { CommandName, Sample } from "./commands";
import type { ContenderName } from "./contenders";
import type { Machine } from "./machine";
import type { Starts } from "./starts";
import type { Throughput } from "./throughput";

/** The runs of one command by one contender. Runs of the same number were made one after another. */
export interface Cell {
  readonly contender: ContenderName;
  readonly sessions: number;
  readonly latencyMs: number;
  readonly command: CommandName;
  readonly samples: Sample[];
}

/** All that the benchmarks measured. */
export interface Results {
  readonly machine: Machine;
  readonly sizes: readonly number[];
  readonly latencies: readonly number[];
  /** Runs of the lifecycles of few sessions; those of more are run once. */
  readonly runs: number;
  readonly cells: readonly Cell[];
  readonly starts: Starts;
  readonly throughput: Throughput;
}

/** The cells of a run, by what they measured. */
export class Cells {
  constructor(private readonly cells: readonly Cell[]) {}

  samples(contender: ContenderName, command: CommandName, sessions: number, latencyMs: number): Sample[] {
    const cell = this.cells.find(
      (one) =>
        one.contender === contender &&
        one.command === command &&
        one.sessions === sessions &&
        one.latencyMs === latencyMs,
    );
    if (cell === undefined)
      throw new Error(`${contender} ${command} ${sessions} ${latencyMs} is not measured`);
    return cell.samples;
  }

  /** The largest of some sizes that a command was measured with. */
  most(command: CommandName, sizes: readonly number[]): number {
    const measured = sizes.filter((size) =>
      this.cells.some((one) => one.command === command && one.sessions === size),
    );
    return Math.max(...measured);
  }

  values(field: "wallMs" | "cpuMs" | "peakKb" | "starts", ...of: Parameters<Cells["samples"]>): number[] {
    return this.samples(...of).map((sample) => sample[field]);
  }
}
