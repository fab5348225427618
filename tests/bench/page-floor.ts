import { table } from "../markdown";
import { formatRatio, formatSeconds } from "./format";
import { commandLabels } from "./labels";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import type { CandidateName } from "./candidates";
import { firstResponseSection } from "./page-first-response";
import { refreshSection, requestsSection } from "./page-refresh";
import type { FloorResults } from "./results";
import { Measurements } from "./results";
import { median, medianRatio } from "./median";

/** Bounds of the plugin's ratio to the bare floor, by the number of sessions that they are set for. */
const bareBounds: Readonly<Record<number, Partial<Record<CommandName, number>>>> = {
  1: { preview: 1.5 },
  200: { create: 1.15, unchanged: 1.7, preview: 1.6, refresh: 1.3, destroy: 1.2 },
};
/** The bound of the plugin's ratio to the floor with the same duties, for any command and number of sessions. */
const dutiesBound = 1.3;
/** Stands where nothing was measured or no bound is set. */
const none = "–";

/** What the plugin costs, compared with a provider that only forwards. */
export function formatFloorPage(results: FloorResults): string {
  const { latencyMs, machine } = results;
  return `# The plugin and a provider that only forwards

\`make bench\` (\`tests/bench/\`) writes this page. [benchmarks.md](benchmarks.md) compares the providers with others.

- **Machine**: ${machine.cores} cores, ${machine.memoryGiB} GiB of memory, ${machine.system}, Node ${machine.node}, Pulumi ${machine.engine} with a file backend.

![Bars of the time of each command compared with the bare floor: the figures of the table below](pictures/benchmarks-floor.svg)

## The floor

The floor (\`tests/bench/floor/\`) is a provider in Go that only forwards: one HTTP request per operation, with the same
headers, and no rules. A command with it costs the engine, the program, the simulator and the least that a provider can add.
It has two modes:

- **Bare**: Check returns the inputs, Diff compares them, and the schema is the least that the YAML host accepts.
- **Same duties**: it serves the plugin's schema and fills in its defaults. It asks for a refresh before an update, one
  list serves the reads, and a new lease is read back. A command takes as many RPCs and API calls as with the plugin.

Each ratio is the median of the ratios of runs that were made one after another, with a YAML program and ${latencyMs} ms before each
response of the API. Every other run goes in the opposite order.

### ${latencyMs} ms before each response

${table(head, lines(results))}

${boundSentences(results)}

${firstResponseSection(results)}

${requestsSection(results)}

${refreshSection(results)}
`;
}

const head = [
  "Command",
  "Sessions",
  "Runs",
  "Floor, s",
  "Engine ÷ floor",
  "Same duties ÷ floor",
  "Plugin ÷ floor",
  "Bound",
  "Plugin ÷ same duties",
];

interface Row {
  readonly command: CommandName;
  readonly sessions: number;
  readonly toBare: number;
  readonly toDuties: number;
}

function lines(results: FloorResults): string[][] {
  const measurements = new Measurements(results.measurements);
  const latencyMs = results.latencyMs;
  return rows(results).map(({ command, sessions, toBare, toDuties }) => {
    const wall = (name: CandidateName): number[] =>
      measurements.values("wallMs", name, command, sessions, latencyMs);
    const toFloor = (name: CandidateName): string =>
      measurements.isMeasured(name, command, sessions, latencyMs)
        ? formatRatio(medianRatio(wall(name), wall("floorBare")))
        : none;
    return [
      commandLabels[command],
      String(sessions),
      String(wall("floorBare").length),
      formatSeconds(median(wall("floorBare"))),
      toFloor("engineYaml"),
      toFloor("floorDuties"),
      formatRatio(toBare),
      String(bareBounds[sessions]?.[command] ?? none),
      formatRatio(toDuties),
    ];
  });
}

/** The plugin's ratios for each command and number of sessions that were measured. */
function rows(results: FloorResults): Row[] {
  const measurements = new Measurements(results.measurements);
  const latencyMs = results.latencyMs;
  return commands.flatMap((command) =>
    results.sizes
      .filter((sessions) => measurements.isMeasured("floorBare", command, sessions, latencyMs))
      .map((sessions) => {
        const by = (base: CandidateName): number =>
          medianRatio(
            measurements.values("wallMs", "pluginYaml", command, sessions, latencyMs),
            measurements.values("wallMs", base, command, sessions, latencyMs),
          );
        return { command, sessions, toBare: by("floorBare"), toDuties: by("floorDuties") };
      }),
  );
}

function boundSentences(results: FloorResults): string {
  const all = rows(results);
  const toBare = all.flatMap(({ command, sessions, toBare: value }) => {
    const bound = bareBounds[sessions]?.[command];
    return bound === undefined ? [] : [{ command, sessions, value, bound }];
  });
  const toDuties = all.map((row) => ({ ...row, value: row.toDuties, bound: dutiesBound }));
  return `The bounds of the ratio to the bare floor are ${judged(toBare)}. The bound of ${dutiesBound} for the ratio to the
floor with the same duties is ${judged(toDuties)}.`;
}

interface Bounded {
  readonly command: CommandName;
  readonly sessions: number;
  readonly value: number;
  readonly bound: number;
}

/** How many figures miss their bounds, and which one by most. */
function judged(figures: readonly Bounded[]): string {
  const missed = figures
    .filter(({ value, bound }) => value > bound)
    .toSorted((a, b) => b.value / b.bound - a.value / a.bound);
  const [worst] = missed;
  if (worst === undefined) return figures.length === 0 ? "not measured" : "met everywhere";
  const { command, sessions, value, bound } = worst;
  const where = `"${commandLabels[command]}" of ${sessions} ${sessions === 1 ? "session" : "sessions"}`;
  return `missed by ${missed.length} of ${figures.length} figures, most by ${where} (${formatRatio(value)}, bound ${bound})`;
}
