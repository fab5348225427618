import type { CandidateName } from "./candidates";
import type { Cold } from "./cold";
import type { CommandName, Sample } from "./commands";
import type { Machine } from "./machine";
import type { Startup } from "./startup";
import type { Throughput } from "./throughput";
import type { Traffic, TrafficName } from "./traffic";

/** The samples of one command by one candidate. Samples with the same index are from one run of all candidates. */
export interface Measurement {
  readonly candidate: CandidateName;
  readonly sessions: number;
  readonly latencyMs: number;
  readonly command: CommandName;
  readonly samples: Sample[];
}

/** Results of all benchmarks. */
export interface Results {
  readonly machine: Machine;
  readonly sizes: readonly number[];
  readonly latencies: readonly number[];
  /** Runs of each lifecycle of few sessions. A lifecycle of many sessions runs once. */
  readonly runs: number;
  readonly measurements: readonly Measurement[];
  readonly startup: Startup;
  readonly throughput: Throughput;
}

/** Results of the comparison with the floor. */
export interface FloorResults {
  readonly machine: Machine;
  /** Numbers of sessions, the smallest first. */
  readonly sizes: readonly number[];
  readonly latencyMs: number;
  readonly measurements: readonly Measurement[];
  readonly cold: Cold;
  readonly traffic: Readonly<Record<TrafficName, Traffic>>;
}

/** Finds measurements. */
export class Measurements {
  constructor(private readonly measurements: readonly Measurement[]) {}

  /** Returns the samples of a measurement. Throws if there is none. */
  samples(candidate: CandidateName, command: CommandName, sessions: number, latencyMs: number): Sample[] {
    const measurement = this.find(candidate, command, sessions, latencyMs);
    if (measurement === undefined) {
      throw new Error(
        `the results have no measurement of ${candidate}, ${command}, ${sessions} sessions, ${latencyMs} ms`,
      );
    }
    return measurement.samples;
  }

  /** Returns the largest of the sizes that the command was measured with. */
  largestSize(command: CommandName, sizes: readonly number[]): number {
    const measured = sizes.filter((size) =>
      this.measurements.some((one) => one.command === command && one.sessions === size),
    );
    return Math.max(...measured);
  }

  /** Returns one field of the samples of a measurement. */
  values(
    field: "wallMs" | "cpuMs" | "peakMemoryKb" | "processStarts",
    ...key: Parameters<Measurements["samples"]>
  ): number[] {
    return this.samples(...key).map((sample) => sample[field]);
  }

  isMeasured(...key: Parameters<Measurements["samples"]>): boolean {
    return this.find(...key) !== undefined;
  }

  private find(
    ...[candidate, command, sessions, latencyMs]: Parameters<Measurements["samples"]>
  ): Measurement | undefined {
    return this.measurements.find(
      (one) =>
        one.candidate === candidate &&
        one.command === command &&
        one.sessions === sessions &&
        one.latencyMs === latencyMs,
    );
  }
}
