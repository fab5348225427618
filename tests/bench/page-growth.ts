import { table } from "../markdown";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import { providers } from "./candidates";
import { describeBound, formatInteger, formatRatio } from "./format";
import { candidateLabels, commandLabels } from "./labels";
import { median } from "./median";
import type { Results } from "./results";
import { Measurements } from "./results";

/** Maximum ratio of the CPU time per session at the largest number of sessions to that at the smallest. */
const maxGrowth = 1.2;
/** Cell of a command that was not measured with this number of sessions. */
const notMeasured = "–";

/** Shows how time and CPU time grow with the number of sessions. */
export function growthSection(results: Results): string {
  const { sizes } = results;
  const sizeLabels = sizes.map(String);
  return `## Growth

The time of a command divided by its number of sessions, in milliseconds, with ${results.latencies[0]!} ms before each response. The
engine writes its whole state after each step, so its own time grows faster than the number of sessions.

${table(["Command", "Provider", ...sizeLabels], timeRows(results))}

The CPU time of the plugin with the YAML program, in milliseconds: of the whole command, by the number of sessions, and
per session. The time per session is (CPU time of N sessions − CPU time of 1) ÷ (N − 1).

${table(["Command", "1", ...sizeLabels, ...sizeLabels.map((size) => `per session, ${size}`), "last ÷ first"], cpuRows(results))}

${summary(results)}`;
}

function timeRows({ measurements, sizes, latencies }: Results): string[][] {
  const measured = new Measurements(measurements);
  return commands.flatMap((command) =>
    providers.map((name) => [
      commandLabels[command],
      candidateLabels[name],
      ...sizes.map((size) =>
        size > measured.largestSize(command, sizes)
          ? notMeasured
          : (median(measured.values("wallMs", name, command, size, latencies[0]!)) / size).toFixed(0),
      ),
    ]),
  );
}

function cpuOf({ measurements, latencies }: Results, command: CommandName, sessions: number): number {
  return median(
    new Measurements(measurements).values("cpuMs", "pluginYaml", command, sessions, latencies[0]!),
  );
}

function perSession(results: Results, command: CommandName, sessions: number): number {
  return (cpuOf(results, command, sessions) - cpuOf(results, command, 1)) / (sessions - 1);
}

function growth(results: Results, command: CommandName): number {
  const largest = new Measurements(results.measurements).largestSize(command, results.sizes);
  return perSession(results, command, largest) / perSession(results, command, results.sizes[0]!);
}

function cpuRows(results: Results): string[][] {
  const largestSize = (command: CommandName): number =>
    new Measurements(results.measurements).largestSize(command, results.sizes);
  const cell = (size: number, command: CommandName, text: () => string): string =>
    size > largestSize(command) ? notMeasured : text();
  return commands.map((command) => [
    commandLabels[command],
    ...[1, ...results.sizes].map((size) =>
      cell(size, command, () => formatInteger(cpuOf(results, command, size))),
    ),
    ...results.sizes.map((size) => cell(size, command, () => perSession(results, command, size).toFixed(2))),
    formatRatio(growth(results, command)),
  ]);
}

function summary(results: Results): string {
  const missed = commands.filter((command) => growth(results, command) > maxGrowth);
  const largestGrowth = Math.max(...commands.map((command) => growth(results, command)));
  const missedLabels = missed.map((command) => `"${commandLabels[command]}"`).join(", ");
  return `The bound of ${maxGrowth} for the growth of the CPU time per session ${describeBound(largestGrowth, maxGrowth)}${missed.length === 0 ? "" : ` by ${missedLabels}`}. At the largest number of sessions, a session
costs the plugin at most ${formatRatio(largestGrowth)} times the CPU time of one of ${results.sizes[0]!} sessions.`;
}
