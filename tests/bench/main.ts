import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { CandidateName } from "./candidates";
import { buildNodeSdk, floorGroup, naiveGroup, providers } from "./candidates";
import { chart, toFloor, toNaive } from "./chart";
import { measureCold } from "./cold";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import { buildFloor } from "./floor";
import { measureLifecycles } from "./lifecycles";
import { describeMachine } from "./machine";
import { formatPage } from "./page";
import { formatFloorPage } from "./page-floor";
import type { FloorResults, Results } from "./results";
import { measureStartup } from "./startup";
import { measureThroughput } from "./throughput";
import { measureTraffic } from "./traffic";

const root = join(__dirname, "../../..");
const fullSize = { sessions: [50, 200, 500], latency: [0, 100] };
/** Numbers of sessions of the comparison with the floor: enough for several runs in a quarter of an hour. */
const floorSizes = [50, 200];
/** Largest number of sessions whose lifecycle runs several times. Larger ones take minutes, and are less noisy. */
const smallSize = 50;
const smallRuns = 3;
/** Largest number of sessions for the update. With more, the engine itself takes minutes. */
const maxUpdateSize = 200;
const startRuns = 30;
const coldTurns = 10;

interface Options {
  readonly sessions?: number[];
  readonly latency?: number[];
  readonly runs?: number;
  readonly from?: string;
  readonly page?: string;
  readonly floor?: true;
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

function commandsOf(sessions: number): readonly CommandName[] {
  return sessions <= maxUpdateSize ? commands : commands.filter((name) => name !== "update");
}

async function measure({ sessions, latency, runs = smallRuns }: Options): Promise<Results> {
  const [sizes, latencies] = [sessions ?? fullSize.sessions, latency ?? fullSize.latency];
  log("Measuring the startup ...\n");
  const startup = await measureStartup(startRuns);
  log("Measuring the gRPC service ...\n");
  const throughput = await measureThroughput(5, 400);
  const runsOf = (count: number): number => (count <= smallSize ? runs : 1);
  const namesOf = (count: number): readonly CandidateName[] => (count === 1 ? providers : naiveGroup);
  buildNodeSdk();
  const plan = { sizes: [1, ...sizes], namesOf, latencies, runsOf, commandsOf };
  const measurements = await measureLifecycles(plan, log);
  return { machine: describeMachine(), sizes, latencies, runs, measurements, startup, throughput };
}

/** Compares the plugin with the floor. A run costs less than one of all candidates, so each size has several. */
async function measureFloor({ sessions, latency, runs = smallRuns }: Options): Promise<FloorResults> {
  const sizes = [1, ...(sessions ?? floorSizes)];
  const [latencyMs = 0] = latency ?? fullSize.latency;
  buildFloor();
  log("Counting the requests ...\n");
  const traffic = await measureTraffic();
  log("Measuring the first response ...\n");
  const cold = await measureCold(coldTurns);
  const namesOf = (): readonly CandidateName[] => floorGroup;
  const plan = { sizes, namesOf, latencies: [latencyMs], runsOf: () => runs, commandsOf };
  const measurements = await measureLifecycles(plan, log);
  return { machine: describeMachine(), sizes, latencyMs, measurements, cold, traffic };
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
    .option(
      "--floor",
      "compare the plugin with the floor, a provider that only forwards, in place of all others",
    )
    .option("--from <file>", "write the page from the results of an earlier run (in dist/bench/)")
    .option("--page <file>", "also write the page of a smaller run to this file")
    .parse();
  const options = command.opts<Options>();
  const { sessions, latency, runs, page: file } = options;
  const isFullSize = [sessions, latency, runs].every((given) => given === undefined);
  const { name, comparison } = options.floor === true ? floorPage : mainPage;
  const text = await pageOf(options);
  process.stdout.write(text);
  if (file !== undefined) writeFileSync(resolve(file), text);
  else if (isFullSize) {
    writeFileSync(join(root, `docs/${name}.md`), text);
    writeFileSync(join(root, `docs/pictures/${name}.svg`), chart(text, comparison));
  }
}

const mainPage = { name: "benchmarks", comparison: toNaive };
const floorPage = { name: "benchmarks-floor", comparison: toFloor };

async function pageOf(options: Options): Promise<string> {
  if (options.floor === true) return formatFloorPage(await resultsOf(floorPage.name, options, measureFloor));
  return formatPage(await resultsOf(mainPage.name, options, measure));
}

/** Measures, and keeps the results; or reads those of an earlier run. */
async function resultsOf<R>(
  name: string,
  options: Options,
  measure: (options: Options) => Promise<R>,
): Promise<R> {
  if (options.from !== undefined) return JSON.parse(readFileSync(options.from, "utf8")) as R;
  const results = await measure(options);
  const file = join(root, "dist/bench", `${name}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(results));
  return results;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
