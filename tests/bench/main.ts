import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import { lifecycles } from "./lifecycles";
import { machine } from "./machine";
import { page } from "./page";
import type { Results } from "./results";
import { starts } from "./starts";
import { throughput } from "./throughput";

const root = join(__dirname, "../../..");
const resultsFile = join(root, "dist/bench/results.json");
const fullSize = { sessions: [50, 200, 500], latency: [0, 100] };
/** Lifecycles of more sessions last long, so that noise hardly shows: they run once. */
const smallSize = 50;
const smallRuns = 3;
/** New leases for more sessions take minutes, nearly all of them the engine's. */
const updateSize = 200;
const startRuns = 30;

interface Options {
  readonly sessions?: number[];
  readonly latency?: number[];
  readonly runs?: number;
  readonly from?: string;
  readonly page?: string;
}

function numbers(least: number): (text: string) => number[] {
  return (text) => {
    const values = text.split(",").map(Number);
    if (values.every((value) => Number.isInteger(value) && value >= least)) return values;
    throw new InvalidArgumentError(`It must be whole numbers, ${least} or more, with commas between them.`);
  };
}

function number(text: string): number {
  return numbers(1)(text)[0]!;
}

function say(text: string): void {
  process.stderr.write(text);
}

async function measure({ sessions, latency, runs = smallRuns }: Options): Promise<Results> {
  const [sizes, latencies] = [sessions ?? fullSize.sessions, latency ?? fullSize.latency];
  say("Starts ...\n");
  const started = await starts(startRuns);
  say("The gRPC service ...\n");
  const rates = await throughput(5, 400);
  const runsOf = (count: number): number => (count <= smallSize ? runs : 1);
  const commandsOf = (count: number): readonly CommandName[] =>
    count <= updateSize ? commands : commands.filter((name) => name !== "update");
  const cells = await lifecycles({ sizes, latencies, runsOf, commandsOf }, say);
  return { machine: machine(), sizes, latencies, runs, cells, starts: started, throughput: rates };
}

async function main(): Promise<void> {
  const command = new Command("bench")
    .description(
      "Measures the provider on the real engine and the simulator. At full size it writes docs/benchmarks.md.",
    )
    .option(
      "--sessions <numbers>",
      "numbers of sessions, 2 or more, such as 50,200; default 50,200,500",
      numbers(2),
    )
    .option("--latency <numbers>", "milliseconds before each answer of the API; default 0,100", numbers(0))
    .option(
      "--runs <number>",
      `runs of the lifecycles of up to ${smallSize} sessions; default ${smallRuns}`,
      number,
    )
    .option(
      "--from <file>",
      "write the page of an earlier run, which leaves its figures in dist/bench/results.json",
    )
    .option("--page <file>", "where the page of a smaller run is to be written; it is always shown")
    .parse();
  const options = command.opts<Options>();
  const { sessions, latency, runs, from, page: file } = options;
  const isFullSize = [sessions, latency, runs].every((given) => given === undefined);
  const results =
    from === undefined ? await measure(options) : (JSON.parse(readFileSync(from, "utf8")) as Results);
  mkdirSync(dirname(resultsFile), { recursive: true });
  writeFileSync(resultsFile, JSON.stringify(results));
  const text = page(results);
  process.stdout.write(text);
  if (file !== undefined) writeFileSync(resolve(file), text);
  else if (isFullSize) writeFileSync(join(root, "docs/benchmarks.md"), text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
