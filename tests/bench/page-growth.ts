import { table } from "../markdown";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import { providers } from "./contenders";
import { median } from "./median";
import type { Results } from "./results";
import { Cells } from "./results";
import { commandTitles, contenderTitles, times, verdict, whole } from "./words";

/** What the CPU time per session may grow by, from the fewest sessions to the most. */
const growthBound = 1.2;
/** Stands where a command was not run with this number of sessions. */
const none = "–";

/** How time and CPU time grow with the number of sessions. */
export function growthSection(results: Results): string {
  const { sizes } = results;
  const names = sizes.map(String);
  return `## Growth

The time of a command divided by its number of sessions, in milliseconds, with ${results.latencies[0]!} ms before each answer. The engine
itself writes its state after each step, all of it each time, so its own part grows faster than the number of sessions.

${table(["Command", "Provider", ...names], timeLines(results))}

The plugin's CPU time, with the YAML program: all of it in a command, in milliseconds, by the number of sessions; and per
session, which is (CPU time of N sessions − CPU time of 1) ÷ (N − 1).

${table(["Command", "1", ...names, ...names.map((size) => `per session, ${size}`), "last ÷ first"], cpuLines(results))}

${sentences(results)}`;
}

function timeLines({ cells, sizes, latencies }: Results): string[][] {
  const measured = new Cells(cells);
  return commands.flatMap((command) =>
    providers.map((name) => [
      commandTitles[command],
      contenderTitles[name],
      ...sizes.map((size) =>
        size > measured.most(command, sizes)
          ? none
          : (median(measured.values("wallMs", name, command, size, latencies[0]!)) / size).toFixed(0),
      ),
    ]),
  );
}

function cpuOf({ cells, latencies }: Results, command: CommandName, sessions: number): number {
  return median(new Cells(cells).values("cpuMs", "pluginYaml", command, sessions, latencies[0]!));
}

function perSession(results: Results, command: CommandName, sessions: number): number {
  return (cpuOf(results, command, sessions) - cpuOf(results, command, 1)) / (sessions - 1);
}

function growth(results: Results, command: CommandName): number {
  const most = new Cells(results.cells).most(command, results.sizes);
  return perSession(results, command, most) / perSession(results, command, results.sizes[0]!);
}

function cpuLines(results: Results): string[][] {
  const most = (command: CommandName): number => new Cells(results.cells).most(command, results.sizes);
  const cell = (size: number, command: CommandName, text: () => string): string =>
    size > most(command) ? none : text();
  return commands.map((command) => [
    commandTitles[command],
    ...[1, ...results.sizes].map((size) => cell(size, command, () => whole(cpuOf(results, command, size)))),
    ...results.sizes.map((size) => cell(size, command, () => perSession(results, command, size).toFixed(2))),
    times(growth(results, command)),
  ]);
}

function sentences(results: Results): string {
  const missed = commands.filter((command) => growth(results, command) > growthBound);
  const most = Math.max(...commands.map((command) => growth(results, command)));
  const names = missed.map((command) => `"${commandTitles[command]}"`).join(", ");
  return `The bound of ${growthBound} for the CPU time per session, the most sessions compared with the fewest, ${verdict(most, growthBound)}${missed.length === 0 ? "" : ` by ${names}`}: a session among
the most costs the plugin at most ${times(most)} times what one among ${results.sizes[0]!} costs.`;
}
