import { table } from "../markdown";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import type { CandidateName } from "./candidates";
import { providers } from "./candidates";
import { describeBound } from "./format";
import { candidateLabels, commandLabels } from "./labels";
import type { Results } from "./results";
import { Measurements } from "./results";

/** The commands that only read live sessions. */
const readCommands = ["unchanged", "preview", "refresh"] as const;
/** Maximum calls of such a command, for any number of sessions. */
const maxReadCalls = 3;

/** Shows the calls of each command, at the largest number of sessions and the largest latency. */
export function callsSection(results: Results): string {
  const measurements = new Measurements(results.measurements);
  const latencyMs = results.latencies.at(-1)!;
  const rows = commands.map((command) => {
    const size = measurements.largestSize(command, results.sizes);
    return [
      commandLabels[command],
      String(size),
      ...providers.map((name) => formatCalls(measurements.samples(name, command, size, latencyMs)[0]!.calls)),
    ];
  });
  return `## Calls to the API

At the largest number of sessions of each command, and ${latencyMs} ms before each response.

${table(["Command", "Sessions", ...providers.map((name) => candidateLabels[name])], rows)}

${summary(results)}`;
}

function formatCalls(calls: Readonly<Record<string, number>>): string {
  const texts = Object.entries(calls)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([operation, count]) => `${count} ${operation}`);
  return texts.length === 0 ? "none" : texts.join(", ");
}

function summary({ measurements, sizes, latencies }: Results): string {
  const measured = new Measurements(measurements);
  const sizesOf = (command: CommandName): readonly number[] =>
    sizes.filter((size) => size <= measured.largestSize(command, sizes));
  const counts = (command: CommandName, names: readonly CandidateName[]): { size: number; count: number }[] =>
    sizesOf(command).flatMap((size) =>
      latencies.flatMap((latencyMs) =>
        names.flatMap((name) =>
          measured
            .samples(name, command, size, latencyMs)
            .map(({ calls }) => ({ size, count: Object.values(calls).reduce((sum, n) => sum + n, 0) })),
        ),
      ),
    );
  const ownProviders = providers.filter((name) => name !== "naive");
  const maxCalls = Math.max(
    ...readCommands.flatMap((command) => counts(command, ownProviders).map(({ count }) => count)),
  );
  const perSession = (command: CommandName): string => {
    const atLargestSize = counts(command, ownProviders).filter(
      (one) => one.size === measured.largestSize(command, sizes),
    );
    return Math.max(...atLargestSize.map(({ size, count }) => count / size)).toFixed(2);
  };
  const naive = (command: CommandName): number =>
    Math.max(...counts(command, ["naive"]).map(({ count }) => count));
  return `For every size and latency, a command that only reads live sessions ("${commandLabels.unchanged}", preview, refresh) took at most
${maxCalls} calls of a provider of this package: the bound of ${maxReadCalls} ${describeBound(maxCalls, maxReadCalls)}. Naive took up to ${naive("refresh")} in a refresh, and ${Math.max(naive("unchanged"), naive("preview"))} in the
other two, which do not read.

Per session, at the largest number of sessions, a create took at most ${perSession("create")} calls of a provider of this package, a new
lease ${perSession("update")}, and a delete ${perSession("destroy")}. These include the reads before the update. The provider reads a new lease back, since
the response of the API to an update has no session. Naive does not read it.`;
}
