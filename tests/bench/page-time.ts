import { table } from "../markdown";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import type { ContenderName } from "./contenders";
import { median, ratio } from "./median";
import type { Results } from "./results";
import { Cells } from "./results";
import { commandTitles, contenderTitles, seconds, span, times } from "./words";

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

const ours = ["dynamic", "pluginNode", "pluginYaml"] as const;

/** What two runs of the same may differ by. */
const tolerance = 0.1;

/** What each command took, compared with the naive provider and the engine alone. */
export function timeSection(results: Results): string {
  const tables = results.latencies.map((latencyMs) => {
    const lines = commands.flatMap((command) =>
      sizesOf(results, command).map((size) => line(new Cells(results.cells), command, size, latencyMs)),
    );
    return `### ${latencyMs} ms before each answer\n\n${table(head, lines)}`;
  });
  return `## Time of a command

The time from the start of the command to its end. "÷ engine" is the ratio to the engine alone with a program of the same
language, which has no session to see to.

${tables.join("\n\n")}

${sentences(results)}`;
}

function sizesOf({ cells, sizes }: Results, command: CommandName): readonly number[] {
  const most = new Cells(cells).most(command, sizes);
  return sizes.filter((size) => size <= most);
}

function line(cells: Cells, command: CommandName, size: number, latencyMs: number): string[] {
  const wall = (name: ContenderName): number[] => cells.values("wallMs", name, command, size, latencyMs);
  const by = (name: ContenderName, base: ContenderName): string => times(ratio(wall(name), wall(base)));
  return [
    commandTitles[command],
    String(size),
    seconds(median(wall("naive"))),
    ...ours.map((name) => by(name, "naive")),
    by("naive", "engineNode"),
    by("dynamic", "engineNode"),
    by("pluginNode", "engineNode"),
    by("pluginYaml", "engineYaml"),
  ];
}

function sentences({ cells, sizes, latencies }: Results): string {
  const all = new Cells(cells);
  const latencyMs = latencies.at(-1)!;
  const toNaive = (name: ContenderName, command: CommandName): number => {
    const size = all.most(command, sizes);
    return ratio(
      all.values("wallMs", name, command, size, latencyMs),
      all.values("wallMs", "naive", command, size, latencyMs),
    );
  };
  const texts = (["dynamic", "pluginNode"] as const).map((name) => {
    const ratios = commands.map((command) => toNaive(name, command));
    const slower = commands.filter((command) => toNaive(name, command) > 1 + tolerance);
    const where =
      slower.length === 0
        ? "nowhere more than a tenth longer"
        : `more than a tenth longer for ${slower.map((command) => `"${commandTitles[command]}"`).join(", ")}`;
    return `- **${contenderTitles[name]}**: ${span(ratios)} times as long as Naive, ${where}.`;
  });
  return `For the most sessions that each command was run with, and ${latencyMs} ms, what a user waits for, with the same program:

${texts.join("\n")}

Naive does not look at its sessions in "${commandTitles.unchanged}" and "${commandTitles.preview}", and so does not see that one has ended; both of
ours do, and the time of that look is in their ratios.`;
}
