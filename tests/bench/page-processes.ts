import { table } from "../markdown";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import { providers } from "./contenders";
import { median, ratio } from "./median";
import type { Results } from "./results";
import { Cells } from "./results";
import { commandTitles, contenderTitles, mib, times, verdict, whole } from "./words";

/** Bounds of the plugin's start, as ratios to a bare Node. */
const startBound = 3;
const memoryBound = 1.6;

/** What the provider's processes used, for the most sessions. */
export function processSection(results: Results): string {
  const cells = new Cells(results.cells);
  const latencyMs = results.latencies[0]!;
  const lines = commands.flatMap((command) =>
    providers.map((name) => {
      const size = cells.most(command, results.sizes);
      const of = [name, command, size, latencyMs] as const;
      const naive = ["naive", command, size, latencyMs] as const;
      const cpu = cells.values("cpuMs", ...of);
      const peak = cells.values("peakKb", ...of);
      return [
        commandTitles[command],
        String(size),
        contenderTitles[name],
        whole(median(cpu)),
        times(ratio(cpu, cells.values("cpuMs", ...naive))),
        mib(median(peak)),
        times(ratio(peak, cells.values("peakKb", ...naive))),
        String(median(cells.values("starts", ...of))),
      ];
    }),
  );
  const head = ["Command", "Sessions", "Provider", "CPU, ms", "÷ Naive", "Peak, MiB", "÷ Naive", "Starts"];
  return `## The provider's process

For the most sessions that each command was run with, and ${latencyMs} ms before each answer: the user and system time of all processes of the provider in a
command, the most memory of one of them (\`VmHWM\`), and how many the engine started. Dynamic and Naive run in Pulumi's host
for dynamic providers.

${table(head, lines)}

${startsSentence(cells, results.sizes.at(-1)!, latencyMs)}`;
}

function startsSentence(cells: Cells, size: number, latencyMs: number): string {
  const count = (name: "pluginNode" | "pluginYaml", command: CommandName): number =>
    median(cells.values("starts", name, command, size, latencyMs));
  const [create, unchanged] = [count("pluginNode", "create"), count("pluginNode", "unchanged")];
  return `With the Node program the engine starts the plugin ${create} × to create and ${unchanged} × where it looks at the sessions before an
update; the YAML host, which reads the schema from it, adds ${count("pluginYaml", "create") - create}.`;
}

/** How long the plugin takes to start, compared with a bare Node. */
export function startSection({ starts: { exits, lines } }: Results): string {
  const ms = (name: keyof typeof lines): number[] => lines[name].map((start) => start.ms);
  const peak = (name: keyof typeof lines): number[] => lines[name].map((start) => start.peakKb);
  const startRatio = ratio(ms("plugin"), exits);
  const memoryRatio = ratio(peak("plugin"), peak("node"));
  const beyond = (name: keyof typeof lines): string[] => [
    whole(median(ms(name)) - median(ms("node"))),
    mib(median(peak(name)) - median(peak("node"))),
  ];
  const added = (of: (name: keyof typeof lines) => number[]): number =>
    median(of("sdk")) - median(of("pulumiSdk"));
  const started = [
    ["`node -e 0`, to its end", whole(median(exits)), "1.00", "", ""],
    [
      "Node, to a line",
      whole(median(ms("node"))),
      times(ratio(ms("node"), exits)),
      mib(median(peak("node"))),
      "1.00",
    ],
    [
      "Plugin, to its port",
      whole(median(ms("plugin"))),
      times(startRatio),
      mib(median(peak("plugin"))),
      times(memoryRatio),
    ],
  ];
  const loaded = [
    ['`require("pulumi-tasknet/dynamic")`, the handlers', ...beyond("handlers")],
    ['`require("pulumi-tasknet")`, what a program imports', ...beyond("sdk")],
    ['`require("@pulumi/pulumi")`, for comparison', ...beyond("pulumiSdk")],
  ];
  return `## Start

From the spawn of the process, the median of ${exits.length} starts made in turn. Memory is the most that the process has had at that
moment.

${table(["What", "ms", "÷ `node -e 0`", "Peak, MiB", "÷ Node"], started)}

The bound of ${startBound} times a bare Node's time ${verdict(startRatio, startBound)}, that of ${memoryBound} times its memory ${verdict(memoryRatio, memoryBound)}.

What a program or the host of dynamic providers pays to load the package, beyond a bare Node:

${table(["What", "ms", "MiB"], loaded)}

What a program imports stands on Pulumi's own SDK, which it loads anyway; beyond that it costs ${whole(Math.max(0, added(ms)))} ms and ${mib(Math.max(0, added(peak)))} MiB.`;
}
