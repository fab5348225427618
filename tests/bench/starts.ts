import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { peakKb } from "./peak";

const root = join(__dirname, "../../..");

export interface Start {
  readonly ms: number;
  readonly peakKb: number;
}

const line = 'process.stdout.write("0\\n"); setInterval(() => {}, 1000);';
const requires = (name: string): string[] => ["-e", `require("${name}"); ${line}`];

/** What is started until its first line of output, by the names that the results bear. */
const starters = {
  plugin: [join(root, "dist/bin/pulumi-resource-tasknet.js")],
  node: ["-e", line],
  handlers: requires("pulumi-tasknet/dynamic"),
  sdk: requires("pulumi-tasknet"),
  pulumiSdk: requires("@pulumi/pulumi"),
};
type Starter = keyof typeof starters;

/** Starts of each, made in turn; `exits` are of `node -e 0`, from its spawn to its end. */
export interface Starts {
  readonly exits: readonly number[];
  readonly lines: Readonly<Record<Starter, readonly Start[]>>;
}

export async function starts(runs: number): Promise<Starts> {
  const exits: number[] = [];
  const lines: Record<Starter, Start[]> = { plugin: [], node: [], handlers: [], sdk: [], pulumiSdk: [] };
  for (let i = 0; i < runs; i += 1) {
    exits.push(await toExit(["-e", "0"]));
    for (const name of Object.keys(starters) as Starter[]) lines[name].push(await toLine(starters[name]));
  }
  return { exits, lines };
}

async function toExit(args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: "ignore" });
  await once(child, "exit");
  return performance.now() - begin;
}

async function toLine(args: readonly string[]): Promise<Start> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  await Promise.race([once(child.stdout, "data"), closed]);
  const ms = performance.now() - begin;
  if (child.exitCode !== null || child.pid === undefined)
    throw new Error(`node ${args.join(" ")} said nothing`);
  const start = { ms, peakKb: peakKb(child.pid) };
  child.kill("SIGKILL");
  await closed;
  return start;
}
