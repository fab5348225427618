import { table } from "../markdown";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import { providers } from "./candidates";
import { describeBound, formatInteger, formatMib, formatRatio } from "./format";
import { candidateLabels, commandLabels } from "./labels";
import { median, medianRatio } from "./median";
import type { Results } from "./results";
import { Measurements } from "./results";

/** Maximum startup time of the plugin, as a ratio to a bare Node. */
const maxStartRatio = 3;
/** Maximum memory of the plugin after its startup, as a ratio to a bare Node. */
const maxMemoryRatio = 1.6;

/** Shows the resource usage of the provider's processes, at the largest number of sessions. */
export function processSection(results: Results): string {
  const measurements = new Measurements(results.measurements);
  const latencyMs = results.latencies[0]!;
  const rows = commands.flatMap((command) =>
    providers.map((name) => {
      const size = measurements.largestSize(command, results.sizes);
      const key = [name, command, size, latencyMs] as const;
      const naive = ["naive", command, size, latencyMs] as const;
      const cpu = measurements.values("cpuMs", ...key);
      const peak = measurements.values("peakMemoryKb", ...key);
      return [
        commandLabels[command],
        String(size),
        candidateLabels[name],
        formatInteger(median(cpu)),
        formatRatio(medianRatio(cpu, measurements.values("cpuMs", ...naive))),
        formatMib(median(peak)),
        formatRatio(medianRatio(peak, measurements.values("peakMemoryKb", ...naive))),
        String(median(measurements.values("processStarts", ...key))),
      ];
    }),
  );
  const head = ["Command", "Sessions", "Provider", "CPU, ms", "÷ Naive", "Peak, MiB", "÷ Naive", "Starts"];
  return `## The provider's process

At the largest number of sessions of each command, and ${latencyMs} ms before each response: the user and system time of all
processes of the provider in a command, the peak memory of the largest one (\`VmHWM\`), and the number of processes that
the engine started. Dynamic and Naive run in Pulumi's host for dynamic providers.

${table(head, rows)}

${startsSummary(measurements, results.sizes.at(-1)!, latencyMs)}`;
}

function startsSummary(measurements: Measurements, size: number, latencyMs: number): string {
  const count = (name: "pluginNode" | "pluginYaml", command: CommandName): number =>
    median(measurements.values("processStarts", name, command, size, latencyMs));
  const [create, unchanged] = [count("pluginNode", "create"), count("pluginNode", "unchanged")];
  return `With the Node program, the engine starts the plugin ${create} × for a create and ${unchanged} × if it reads the sessions before an
update. The YAML host adds ${count("pluginYaml", "create") - create} to read the schema.`;
}

/** Shows the startup time of the plugin, compared with a bare Node. */
export function startupSection({ startup: { exitMs, starts } }: Results): string {
  const ms = (name: keyof typeof starts): number[] => starts[name].map((start) => start.ms);
  const peak = (name: keyof typeof starts): number[] => starts[name].map((start) => start.peakMemoryKb);
  const startRatio = medianRatio(ms("plugin"), exitMs);
  const memoryRatio = medianRatio(peak("plugin"), peak("node"));
  const increase = (name: keyof typeof starts): string[] => [
    formatInteger(median(ms(name)) - median(ms("node"))),
    formatMib(median(peak(name)) - median(peak("node"))),
  ];
  const sdkIncrease = (values: (name: keyof typeof starts) => number[]): number =>
    Math.max(0, median(values("sdk")) - median(values("pulumiSdk")));
  const startRows = [
    ["`node -e 0`, to its exit", formatInteger(median(exitMs)), "1.00", "", ""],
    [
      "Node, to its first line",
      formatInteger(median(ms("node"))),
      formatRatio(medianRatio(ms("node"), exitMs)),
      formatMib(median(peak("node"))),
      "1.00",
    ],
    [
      "Plugin, to its port",
      formatInteger(median(ms("plugin"))),
      formatRatio(startRatio),
      formatMib(median(peak("plugin"))),
      formatRatio(memoryRatio),
    ],
  ];
  const loadRows = [
    ['`require("pulumi-tasknet/dynamic")`, the handlers', ...increase("handlers")],
    ['`require("pulumi-tasknet")`, the import of a program', ...increase("sdk")],
    ['`require("@pulumi/pulumi")`, for comparison', ...increase("pulumiSdk")],
  ];
  return `## Startup

From the spawn of the process, the median of ${exitMs.length} starts in turn. Memory is the peak of the process until then.

${table(["What", "ms", "÷ `node -e 0`", "Peak, MiB", "÷ Node"], startRows)}

The bound of ${maxStartRatio} times the time of a bare Node ${describeBound(startRatio, maxStartRatio)}. The bound of ${maxMemoryRatio} times its memory ${describeBound(memoryRatio, maxMemoryRatio)}.

The cost of loading the package in a program or the host for dynamic providers, in addition to a bare Node:

${table(["What", "ms", "MiB"], loadRows)}

The import of a program loads Pulumi's own SDK, which the program loads anyway. In addition to the SDK it costs ${formatInteger(sdkIncrease(ms))} ms and ${formatMib(sdkIncrease(peak))} MiB.`;
}
