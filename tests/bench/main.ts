import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { chart } from "./chart";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import { measureLifecycles } from "./lifecycles";
import { describeMachine } from "./machine";
import { formatPage } from "./page";
import type { Results } from "./results";
import { measureStartup } from "./startup";
import { measureThroughput } from "./throughput";

const root = join(__dirname, "../../..");
const resultsFile = join(root, "dist/bench/results.json");
const fullSize = { sessions: [50, 200, 500], latency: [0, 100] };
/** Largest number of sessions whose lifecycle runs several times. Larger ones take minutes, and are less noisy. */
const smallSize = 50;
const smallRuns = 3;
/** Largest number of sessions for the update. With more, the engine itself takes minutes. */
const maxUpdateSize = 200;
const startRuns = 30;

interface Options {
  readonly sessions?: number[];
  readonly latency?: number[];
  readonly runs?: number;
  readonly from?: string;
  readonly page?: string;
}

function numbersParser(min: number): (text: string) => number[] {
  return (text) => {
    const values = text.split(",").map(Number);
    if (values.every((value) => Number.isInteger(value) && value >= min)) return values;
    throw new InvalidArgumentError(`It must be whole numbers, ${min} or more, separated by commas.`);
  };
}

function parseNumber(text: string): number {
  return numbersParser(1)(text)[0]!;
}

function log(text: string): void {
  process.stderr.write(text);
}

async function measure({ sessions, latency, runs = smallRuns }: Options): Promise<Results> {
  const [sizes, latencies] = [sessions ?? fullSize.sessions, latency ?? fullSize.latency];
  log("Measuring the startup ...\n");
  const startup = await measureStartup(startRuns);
  log("Measuring the gRPC service ...\n");
  const throughput = await measureThroughput(5, 400);
  const runsOf = (count: number): number => (count <= smallSize ? runs : 1);
  const commandsOf = (count: number): readonly CommandName[] =>
    count <= maxUpdateSize ? commands : commands.filter((name) => name !== "update");
  const measurements = await measureLifecycles({ sizes, latencies, runsOf, commandsOf }, log);
  return { machine: describeMachine(), sizes, latencies, runs, measurements, startup, throughput };
}

async function main(): Promise<void> {
  const command = new Command("bench")
    .description(
      "Measures the provider on the real engine and the simulator. A run at full size writes docs/benchmarks.md.",
    )
    .option(
      "--sessions <numbers>",
      "numbers of sessions, 2 or more, for example 50,200; default 50,200,500",
      numbersParser(2),
    )
    .option(
      "--latency <numbers>",
      "milliseconds before each response of the API; default 0,100",
      numbersParser(0),
    )
    .option(
      "--runs <number>",
      `runs of the lifecycles of up to ${smallSize} sessions; default ${smallRuns}`,
      parseNumber,
    )
    .option("--from <file>", "write the page from the results of an earlier run (dist/bench/results.json)")
    .option("--page <file>", "also write the page of a smaller run to this file")
    .parse();
  const options = command.opts<Options>();
  const { sessions, latency, runs, from, page: file } = options;
  const isFullSize = [sessions, latency, runs].every((given) => given === undefined);
  const results =
    from === undefined ? await measure(options) : (JSON.parse(readFileSync(from, "utf8")) as Results);
  mkdirSync(dirname(resultsFile), { recursive: true });
  writeFileSync(resultsFile, JSON.stringify(results));
  const text = formatPage(results);
  process.stdout.write(text);
  if (file !== undefined) writeFileSync(resolve(file), text);
  else if (isFullSize) {
    writeFileSync(join(root, "docs/benchmarks.md"), text);
    writeFileSync(join(root, "docs/pictures/benchmarks.svg"), chart(text));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
