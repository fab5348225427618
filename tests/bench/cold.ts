import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Simulator } from "../../simulator";
import { startSimulator } from "../../simulator";
import { credentials as environment } from "../engine/stack";
import { FakeEngine } from "../grpc/fake-engine";
import type { Resource } from "../grpc/plugin";
import { Plugin } from "../grpc/plugin";
import { floorCommand } from "./floor";
import { readPeakMemoryKb } from "./peak-memory";
import type { ProcessUsage } from "./usage-recorder";
import type { Start } from "./startup";
import { measureBareNode, pluginArgs } from "./startup";

export const coldNames = ["floorBare", "floorDuties", "plugin"] as const;
export type ColdName = (typeof coldNames)[number];

const coldCommands: Readonly<Record<ColdName, readonly string[]>> = {
  floorBare: floorCommand("floorBare"),
  floorDuties: floorCommand("floorDuties"),
  plugin: [process.execPath, ...pluginArgs],
};

/** The number of sessions of a cold process: few enough that the compiler has not optimized the code. */
const coldSessions = 20;

/** One process of a provider that has just been started. */
export interface ColdProcess {
  /** From the spawn to the first gRPC response, which is Handshake's. */
  readonly first: Start;
  /** User and system time for each of the first RPCs after that, in milliseconds. */
  readonly cpuMsPerRpc: number;
  /** The peak memory after them. */
  readonly peakMemoryKb: number;
}

/** Starts made in turn: turns of the same number were made one after another. */
export interface Cold {
  readonly node: readonly { readonly exitMs: number; readonly peakMemoryKb: number }[];
  readonly processes: Readonly<Record<ColdName, readonly ColdProcess[]>>;
  /** The number of RPCs that the CPU time is divided by. */
  readonly rpcs: number;
}

/** Starts a bare Node and each provider in turn. */
export async function measureCold(turns: number): Promise<Cold> {
  const simulator = await startSimulator({ manualClock: true });
  const engine = await FakeEngine.start();
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-bench-"));
  const node: { exitMs: number; peakMemoryKb: number }[] = [];
  const processes: Record<ColdName, ColdProcess[]> = { floorBare: [], floorDuties: [], plugin: [] };
  let rpcs = 0;
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      node.push(await measureBareNode());
      for (const name of coldNames) {
        const start = (usageFolder?: string): Promise<ColdStart> =>
          ColdStart.start(coldCommands[name], { simulator, engine, usageFolder });
        const process = await start();
        const { first } = process;
        await process.end();
        // The start without the RPCs is subtracted, and with it the cost of the record.
        const idle = await useOf(join(folder, "idle"), start, () => Promise.resolve(0));
        const busy = await useOf(join(folder, "busy"), start, (one) => one.lifecycle());
        rpcs = busy.rpcs;
        processes[name].push({
          first,
          cpuMsPerRpc: (busy.cpuMs - idle.cpuMs) / rpcs,
          peakMemoryKb: busy.peakMemoryKb,
        });
      }
    }
    return { node, processes, rpcs };
  } finally {
    rmSync(folder, { recursive: true });
    engine.stop();
    await simulator.stop();
  }
}

/** What a process uses that does a task after its first response. */
async function useOf(
  folder: string,
  start: (usageFolder: string) => Promise<ColdStart>,
  task: (process: ColdStart) => Promise<number>,
): Promise<ProcessUsage & { rpcs: number }> {
  mkdirSync(folder);
  const process = await start(folder);
  const rpcs = await task(process);
  await process.end();
  const [file] = readdirSync(folder);
  if (file === undefined) throw new Error("the process recorded no use");
  const use = JSON.parse(readFileSync(join(folder, file), "utf8")) as ProcessUsage;
  rmSync(folder, { recursive: true });
  return { rpcs, ...use };
}

interface Surroundings {
  readonly simulator: Simulator;
  readonly engine: FakeEngine;
  /** The folder for the record of the process's use. */
  readonly usageFolder: string | undefined;
}

/** A provider's process with its first response. */
class ColdStart {
  private constructor(
    private readonly child: ChildProcess,
    private readonly plugin: Plugin,
    readonly first: Start,
  ) {}

  static async start(
    [command, ...args]: readonly string[],
    { simulator, engine, usageFolder }: Surroundings,
  ): Promise<ColdStart> {
    const env = { ...process.env, ...environment, TASKNET_ENDPOINT: simulator.url };
    const recording = {
      NODE_OPTIONS: `--require ${join(__dirname, "usage-recorder.js")}`,
      BENCH_USAGE_FOLDER: usageFolder,
    };
    const begin = performance.now();
    const child = spawn(command!, [...args, engine.address], {
      env: usageFolder === undefined ? env : { ...env, ...recording },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const client = new ResourceProviderClient(
      `127.0.0.1:${port.toString().trim()}`,
      credentials.createInsecure(),
    );
    const plugin = new Plugin(client);
    await plugin.handshake(engine.address);
    const first = { ms: performance.now() - begin, peakMemoryKb: readPeakMemoryKb(child.pid!) };
    return new ColdStart(child, plugin, first);
  }

  /** Creates sessions, reads and compares them, and deletes them. @returns the number of RPCs */
  async lifecycle(): Promise<number> {
    const { plugin } = this;
    await plugin.configure({});
    const made: Resource[] = [];
    for (let i = 0; i < coldSessions; i += 1) made.push(await plugin.make());
    for (const session of made) await plugin.read(session);
    for (const session of made) await plugin.checkAndDiff(session);
    for (const { id, outputs } of made) await plugin.delete(id, outputs);
    // Check, Create, Read, Check, Diff and Delete, after one Configure.
    return 1 + 6 * coldSessions;
  }

  async end(): Promise<void> {
    this.plugin.client.close();
    const closed = once(this.child, "close");
    this.child.kill("SIGTERM");
    await closed;
  }
}
