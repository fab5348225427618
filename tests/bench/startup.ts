import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { readPeakMemoryKb } from "./peak-memory";

const root = join(__dirname, "../../..");

/** A start of a process until its first line of output. */
export interface Start {
  readonly ms: number;
  readonly peakMemoryKb: number;
}

const printLine = 'process.stdout.write("0\\n"); setInterval(() => {}, 1000);';
const argsToLoad = (name: string): string[] => ["-e", `require("${name}"); ${printLine}`];

/** Arguments of Node for the plugin. */
export const pluginArgs: readonly string[] = [join(root, "dist/bin/pulumi-resource-tasknet.js")];

/** Arguments of Node for each process, by its name in the results. */
const argsByName = {
  plugin: pluginArgs,
  node: ["-e", printLine],
  handlers: argsToLoad("pulumi-tasknet/dynamic"),
  sdk: argsToLoad("pulumi-tasknet"),
  pulumiSdk: argsToLoad("@pulumi/pulumi"),
};
type StartName = keyof typeof argsByName;

/** Starts of each process, in turn. */
export interface Startup {
  /** Milliseconds from the spawn of `node -e 0` to its exit. */
  readonly exitMs: readonly number[];
  readonly starts: Readonly<Record<StartName, readonly Start[]>>;
}

/** Measures the given number of starts of each process. */
export async function measureStartup(runs: number): Promise<Startup> {
  const exitMs: number[] = [];
  const starts: Record<StartName, Start[]> = { plugin: [], node: [], handlers: [], sdk: [], pulumiSdk: [] };
  for (let i = 0; i < runs; i += 1) {
    exitMs.push(await measureExit(["-e", "0"]));
    for (const name of Object.keys(argsByName) as StartName[]) {
      starts[name].push(await measureFirstLine(argsByName[name]));
    }
  }
  return { exitMs, starts };
}

/** Measures the exit of `node -e 0`, and the peak memory of a Node that has written a line. */
export async function measureBareNode(): Promise<{ exitMs: number; peakMemoryKb: number }> {
  const exitMs = await measureExit(["-e", "0"]);
  return { exitMs, peakMemoryKb: (await measureFirstLine(argsByName.node)).peakMemoryKb };
}

async function measureExit(args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: "ignore" });
  await once(child, "exit");
  return performance.now() - begin;
}

async function measureFirstLine(args: readonly string[]): Promise<Start> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  await Promise.race([once(child.stdout, "data"), closed]);
  const ms = performance.now() - begin;
  if (child.exitCode !== null || child.pid === undefined) {
    throw new Error(`node ${args.join(" ")} ended without output`);
  }
  const start = { ms, peakMemoryKb: readPeakMemoryKb(child.pid) };
  child.kill("SIGKILL");
  await closed;
  return start;
}
