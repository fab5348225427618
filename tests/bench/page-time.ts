import { table } from "../markdown";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import type { CandidateName } from "./candidates";
import { formatRange, formatRatio, formatSeconds } from "./format";
import { candidateLabels, commandLabels } from "./labels";
import { median, medianRatio } from "./median";
import type { Results } from "./results";
import { Measurements } from "./results";

const head = [
  "Command",
  "Sessions",
  "Naive, s",
  "Dynamic ÷ Naive",
  "Plugin, Node ÷ Naive",
  "Plugin, YAML ÷ Naive",
  "Naive ÷ engine",
  "Dynamic ÷ engine",
  "Plugin, Node ÷ engine",
  "Plugin, YAML ÷ engine",
];

const ownProviders = ["dynamic", "pluginNode", "pluginYaml"] as const;

/** Noise of a ratio. A difference below it is not reported. */
const tolerance = 0.1;

/** Drawn from the tables by `chart`. */
const picture =
  "![Bars of the time of each command compared with Naive: the figures of the tables below](pictures/benchmarks.svg)";

/** Shows the time of each command, compared with the naive provider and with the engine alone. */
export function timeSection(results: Results): string {
  const tables = results.latencies.map((latencyMs) => {
    const rows = commands.flatMap((command) =>
      sizesOf(results, command).map((size) =>
        formatRow(new Measurements(results.measurements), command, size, latencyMs),
      ),
    );
    return `### ${latencyMs} ms before each response\n\n${table(head, rows)}`;
  });
  return `## Time of a command

The time from the start of the command to its end. "÷ engine" is the ratio to the engine alone. The engine alone runs a
program of the same language without sessions.

${picture}

${tables.join("\n\n")}

${summary(results)}`;
}

function sizesOf({ measurements, sizes }: Results, command: CommandName): readonly number[] {
  const largest = new Measurements(measurements).largestSize(command, sizes);
  return sizes.filter((size) => size <= largest);
}

function formatRow(
  measurements: Measurements,
  command: CommandName,
  size: number,
  latencyMs: number,
): string[] {
  const wall = (name: CandidateName): number[] =>
    measurements.values("wallMs", name, command, size, latencyMs);
  const by = (name: CandidateName, base: CandidateName): string =>
    formatRatio(medianRatio(wall(name), wall(base)));
  return [
    commandLabels[command],
    String(size),
    formatSeconds(median(wall("naive"))),
    ...ownProviders.map((name) => by(name, "naive")),
    by("naive", "engineNode"),
    by("dynamic", "engineNode"),
    by("pluginNode", "engineNode"),
    by("pluginYaml", "engineYaml"),
  ];
}

function summary({ measurements, sizes, latencies }: Results): string {
  const all = new Measurements(measurements);
  const latencyMs = latencies.at(-1)!;
  const toNaive = (name: CandidateName, command: CommandName): number => {
    const size = all.largestSize(command, sizes);
    return medianRatio(
      all.values("wallMs", name, command, size, latencyMs),
      all.values("wallMs", "naive", command, size, latencyMs),
    );
  };
  const texts = (["dynamic", "pluginNode"] as const).map((name) => {
    const ratios = commands.map((command) => toNaive(name, command));
    const slower = commands.filter((command) => toNaive(name, command) > 1 + tolerance);
    const slowerText =
      slower.length === 0
        ? "never more than a tenth longer"
        : `more than a tenth longer for ${slower.map((command) => `"${commandLabels[command]}"`).join(", ")}`;
    return `- **${candidateLabels[name]}**: ${formatRange(ratios)} times as long as Naive, ${slowerText}.`;
  });
  return `The time that a user waits for the same program, at the largest number of sessions of each command and ${latencyMs} ms:

${texts.join("\n")}

Naive does not read its sessions in "${commandLabels.unchanged}" and "${commandLabels.preview}", so it does not detect that one has ended. Both
providers of this package read them, and their ratios include the time of these reads.`;
}
