import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { CommandName } from "./commands";
import { commands, runCommand } from "./commands";
import type { Candidate } from "./candidates";
import { candidates } from "./candidates";

/** Candidates whose RPCs are counted. */
export const trafficNames = ["floorBare", "floorDuties", "pluginYaml", "pluginNoRefresh"] as const;
export type TrafficName = (typeof trafficNames)[number];

/** Enough sessions that their reads share a request. */
export const trafficSessions = 5;
/** Longer than any lease, in milliseconds. */
const afterExpiryMs = 62 * 60_000;

/** The requests of one command, by RPC and by operation of the API. */
export interface Requests {
  readonly rpcs: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
}

export interface Traffic {
  readonly commands: Readonly<Record<CommandName, Requests>>;
  /** What a preview does to sessions that have all expired: the number of steps by kind. */
  readonly expired: Readonly<Record<string, number>>;
}

/** The requests of each command to the provider and to the API. No time is measured: the engine logs each RPC. */
export async function measureTraffic(): Promise<Record<TrafficName, Traffic>> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-bench-"));
  try {
    const entries: [TrafficName, Traffic][] = [];
    for (const name of trafficNames) entries.push([name, await trafficOf(name, folder)]);
    return Object.fromEntries(entries) as Record<TrafficName, Traffic>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function trafficOf(name: TrafficName, folder: string): Promise<Traffic> {
  const log = join(folder, `${name}.log`);
  const candidate = await candidates[name]({ PULUMI_DEBUG_GRPC: log });
  try {
    const entries: [CommandName, Requests][] = [];
    for (const command of commands) {
      writeFileSync(log, "");
      const { calls } = await runCommand(candidate, command, trafficSessions, folder);
      entries.push([command, { rpcs: rpcsOf(readFileSync(log, "utf8")), calls }]);
    }
    const expired = await previewOfExpired(candidate, folder);
    return { commands: Object.fromEntries(entries) as Record<CommandName, Requests>, expired };
  } finally {
    await candidate.stack.stop();
  }
}

const entrySchema = z.object({ method: z.string(), progress: z.string().optional() });

/** The RPCs of the provider in the engine's log, which has an entry for each request and each response. */
function rpcsOf(log: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of log.split("\n").filter((text) => text !== "")) {
    const { method, progress } = entrySchema.parse(JSON.parse(line));
    const [, rpc] = /ResourceProvider\/(\w+)$/.exec(method) ?? [];
    if (rpc !== undefined && progress === "request_started") counts[rpc] = (counts[rpc] ?? 0) + 1;
  }
  return counts;
}

const stepsSchema = z.object({ steps: z.array(z.object({ op: z.string(), urn: z.string() })) });

async function previewOfExpired(candidate: Candidate, folder: string): Promise<Record<string, number>> {
  const { stack } = candidate;
  await runCommand(candidate, "create", trafficSessions, folder);
  stack.simulator.advance(afterExpiryMs);
  const { steps } = stepsSchema.parse(JSON.parse((await stack.ok("preview", "--json")).stdout));
  const counts: Record<string, number> = {};
  for (const { op, urn } of steps) {
    // A replacement has two more steps.
    if (
      !urn.includes("::tasknet:index:Session::") ||
      /^(create-replacement|delete-replaced|refresh)$/.test(op)
    )
      continue;
    counts[op] = (counts[op] ?? 0) + 1;
  }
  return counts;
}
