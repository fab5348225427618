import { table } from "../markdown";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import type { ContenderName } from "./contenders";
import { providers } from "./contenders";
import type { Results } from "./results";
import { Cells } from "./results";
import { commandTitles, contenderTitles, verdict } from "./words";

/** What looks at live sessions may call, whatever their number. */
const looks = ["unchanged", "preview", "refresh"] as const;
const looksBound = 3;

/** What each command called, for the most sessions and the slowest API. */
export function callsSection(results: Results): string {
  const cells = new Cells(results.cells);
  const latencyMs = results.latencies.at(-1)!;
  const lines = commands.map((command) => {
    const size = cells.most(command, results.sizes);
    return [
      commandTitles[command],
      String(size),
      ...providers.map((name) => callsText(cells.samples(name, command, size, latencyMs)[0]!.calls)),
    ];
  });
  return `## Calls to the API

For the most sessions that each command was run with, and ${latencyMs} ms before each answer.

${table(["Command", "Sessions", ...providers.map((name) => contenderTitles[name])], lines)}

${sentences(results)}`;
}

function callsText(calls: Readonly<Record<string, number>>): string {
  const texts = Object.entries(calls)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([operation, count]) => `${count} ${operation}`);
  return texts.length === 0 ? "none" : texts.join(", ");
}

function sentences({ cells, sizes, latencies }: Results): string {
  const measured = new Cells(cells);
  const sizesOf = (command: CommandName): readonly number[] =>
    sizes.filter((size) => size <= measured.most(command, sizes));
  const counts = (command: CommandName, names: readonly ContenderName[]): { size: number; count: number }[] =>
    sizesOf(command).flatMap((size) =>
      latencies.flatMap((latencyMs) =>
        names.flatMap((name) =>
          measured
            .samples(name, command, size, latencyMs)
            .map(({ calls }) => ({ size, count: Object.values(calls).reduce((sum, n) => sum + n, 0) })),
        ),
      ),
    );
  const ours = providers.filter((name) => name !== "naive");
  const most = Math.max(...looks.flatMap((command) => counts(command, ours).map(({ count }) => count)));
  const perSession = (command: CommandName): string => {
    const ofMost = counts(command, ours).filter((one) => one.size === measured.most(command, sizes));
    return Math.max(...ofMost.map(({ size, count }) => count / size)).toFixed(2);
  };
  const naive = (command: CommandName): number =>
    Math.max(...counts(command, ["naive"]).map(({ count }) => count));
  return `In all sizes and latencies a look at sessions that live ("${commandTitles.unchanged}", preview, refresh) took at most ${most} calls of
ours, whatever their number: the bound of ${looksBound} ${verdict(most, looksBound)}. Naive took up to ${naive("refresh")} in a refresh, and ${Math.max(naive("unchanged"), naive("preview"))} in the
other two, where it does not look.

Per session, among the most, a create took at most ${perSession("create")} calls of ours, a new lease ${perSession("update")} and a delete ${perSession("destroy")}, the look before it
included. A new lease is read back, since the API's answer to it holds no session; Naive does not read it.`;
}
