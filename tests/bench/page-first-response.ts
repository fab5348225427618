import { table } from "../markdown";
import { describeBound, formatInteger, formatMib, formatRatio } from "./format";
import type { ColdName } from "./cold";
import { coldNames } from "./cold";
import type { FloorResults } from "./results";
import { median, medianRatio } from "./median";

/** Bounds of the plugin's first response, as ratios to a bare Node. */
const responseBound = 2.5;
const memoryBound = 1.3;

const titles: Readonly<Record<ColdName, string>> = {
  floorBare: "Floor, bare",
  floorDuties: "Floor, same duties",
  plugin: "Plugin",
};

/** The time to the first response of a process, its memory, and the CPU time of the RPCs that follow. */
export function firstResponseSection({ cold: { node, processes, rpcs } }: FloorResults): string {
  const exits = node.map(({ exitMs }) => exitMs);
  const nodePeaks = node.map(({ peakMemoryKb }) => peakMemoryKb);
  const ms = (name: ColdName): number[] => processes[name].map(({ first }) => first.ms);
  const peaks = (name: ColdName): number[] => processes[name].map(({ first }) => first.peakMemoryKb);
  const later = (name: ColdName): number[] => processes[name].map(({ peakMemoryKb }) => peakMemoryKb);
  const cpu = (name: ColdName): number[] => processes[name].map(({ cpuMsPerRpc }) => cpuMsPerRpc);
  const response = medianRatio(ms("plugin"), exits);
  const memory = medianRatio(peaks("plugin"), nodePeaks);
  const lines = coldNames.map((name) => [
    titles[name],
    formatInteger(median(ms(name))),
    formatRatio(medianRatio(ms(name), exits)),
    formatMib(median(peaks(name))),
    formatRatio(medianRatio(peaks(name), nodePeaks)),
    formatMib(median(later(name))),
    formatRatio(medianRatio(later(name), nodePeaks)),
    formatRatio(median(cpu(name))),
    formatRatio(medianRatio(cpu(name), cpu("floorBare"))),
  ]);
  const bare = [
    "Bare Node",
    formatInteger(median(exits)),
    "1.00",
    formatMib(median(nodePeaks)),
    "1.00",
    "",
    "",
    "",
    "",
  ];
  const head = [
    "Process",
    "First response, ms",
    "÷ Node",
    "Peak, MiB",
    "÷ Node",
    "Peak after RPCs, MiB",
    "÷ Node",
    "CPU per RPC, ms",
    "÷ bare floor",
  ];
  return `## First response and cold RPCs

The engine starts a provider for each command, so every RPC is served by a process that is seconds old. The first response
is to Handshake, from the spawn of the process. Peak memory is that at the first response and that after the RPCs. A bare Node is
\`node -e 0\`, from its spawn to its end, and its memory that of a Node that wrote a line. CPU per RPC is the user and system
time of the next ${rpcs} RPCs divided by their number: Configure, then Check, Create, Read, Check, Diff and Delete of each session.
The code that they load first is part of it. The figures are medians of ${exits.length} starts made in turn.

${table(head, [bare, ...lines])}

The bound of ${responseBound} times a bare Node for the first response ${describeBound(response, responseBound)}. The bound of ${memoryBound} times its memory at
the first response ${describeBound(memory, memoryBound)}.`;
}
