import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { Clock } from "../../provider/tasknet";
import type { SessionSwitches, Simulator, SimulatorOptions, Switches } from "../../simulator";
import { namedSessionSwitches, startSimulator, switchTable } from "../../simulator";
import type { Outcome } from "./fixtures";
import { apiKey, apiKeyId, runCommand } from "./fixtures";

/** What `probe --json` writes. */
export interface ProbeFile {
  readonly endpoint: string;
  readonly mode: string;
  readonly rows: readonly { readonly question: string; readonly seen: string; readonly provider: string }[];
  readonly switches: Partial<Switches>;
  readonly notAsked: Partial<Record<keyof Switches, string>>;
}

/** Random positions of all switches of sessions. The seconds are those that a probe can tell apart in the leases of its sessions. */
export const anySwitches: fc.Arbitrary<SessionSwitches> = fc
  .tuple(
    fc.record(
      Object.fromEntries(
        namedSessionSwitches.map((name) => [name, fc.constantFrom<unknown>(...switchTable[name].positions)]),
      ),
    ),
    fc.record({
      lateRunningSeconds: fc.integer({ min: 2, max: 15 }),
      createLagSeconds: fc.integer({ min: 1, max: 15 }),
      endLagSeconds: fc.integer({ min: 1, max: 15 }),
      startingSeconds: fc.integer({ min: 1, max: 15 }),
      maxGrantedMinutes: fc.oneof(fc.constant(60), fc.integer({ min: 1, max: 3 })),
      timestampOffsetMinutes: fc.oneof(fc.constant(0), fc.integer({ min: -600, max: 600 })),
    }),
  )
  .map(([named, numeric]) => ({ ...named, ...numeric }) as unknown as SessionSwitches);

/** A clock whose waits advance the simulator. */
export function clockOf(simulator: Simulator, onSleep: () => void = () => undefined): Clock {
  return {
    now: () => simulator.now(),
    ticks: () => simulator.now(),
    sleep: (ms, signal) => {
      onSleep();
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      simulator.advance(ms);
      return Promise.resolve();
    },
  };
}

export interface ProbeRun extends Outcome {
  /** Absent if the probe wrote no file. */
  readonly file: ProbeFile | undefined;
  readonly json: string;
}

export interface ProbeRunOptions {
  readonly args?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onSleep?: () => void;
  readonly isInteractive?: boolean;
}

/** Runs `probe` against a simulator with a manual clock. */
export async function runProbe(simulator: Simulator, options: ProbeRunOptions = {}): Promise<ProbeRun> {
  const { args = [], signal = new AbortController().signal, onSleep, isInteractive = false } = options;
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-probe-"));
  const path = join(folder, "probe.json");
  try {
    const outcome = await runCommand(["probe", "--json", path, ...args], {
      isInteractive,
      env: {
        TASKNET_API_KEY: apiKey,
        TASKNET_API_KEY_ID: apiKeyId,
        TASKNET_ENDPOINT: simulator.url,
      },
      deps: { clock: clockOf(simulator, onSleep), signal },
    });
    const json = readIfExists(path);
    return { ...outcome, json, file: json === "" ? undefined : (JSON.parse(json) as ProbeFile) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readIfExists(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Starts a simulator with a manual clock for one use. */
export async function withSimulator<T>(
  options: SimulatorOptions,
  use: (simulator: Simulator) => Promise<T>,
): Promise<T> {
  const simulator = await startSimulator({ manualClock: Date.UTC(2030, 0, 1, 12), ...options });
  try {
    return await use(simulator);
  } finally {
    await simulator.stop();
  }
}
