import { table } from "../markdown";
import { formatInteger, formatRatio } from "./format";
import { callsSection } from "./page-calls";
import { growthSection } from "./page-growth";
import { processSection, startupSection } from "./page-processes";
import { timeSection } from "./page-time";
import type { Results } from "./results";

/** Formats docs/benchmarks.md. Its sentences are computed from the results, so they cannot contradict the tables. */
export function formatPage(results: Results): string {
  const sections = [
    timeSection,
    callsSection,
    processSection,
    growthSection,
    startupSection,
    throughputSection,
  ];
  return `${[preface(results), ...sections.map((section) => section(results))].join("\n\n")}\n`;
}

const candidateRows = [
  ["Naive", "a dynamic provider written by hand as in the guide of Pulumi, see below", "Node"],
  ["Dynamic", "the dynamic provider of this package", "Node"],
  ["Plugin, Node", "the provider plugin, through the generated SDK for Node", "Node"],
  ["Plugin, YAML", "the provider plugin", "YAML"],
  ["Engine alone, Node", "none", "Node, one output and no session"],
  ["Engine alone, YAML", "none", "YAML, no session"],
];

function preface({ machine, sizes, latencies, runs }: Results): string {
  return `# Benchmarks

\`make bench\` (\`tests/bench/\`) writes this page. It runs the real Pulumi engine against the simulator, over HTTP on the
loopback interface. Machines differ and are noisy, so the ratios count more than the times. All candidates run a command
in turn before the next command starts.

- **Machine**: ${machine.cores} cores, ${machine.memoryGiB} GiB of memory, ${machine.system}, Node ${machine.node}, Pulumi ${machine.engine} with a file backend.
- **Sizes**: ${list(sizes)} sessions, with ${list(latencies)} ms before each response of the API. Up to 50 sessions a figure is ${
    runs === 1 ? "from one run" : `the median of ${runs} runs`
  }, above that from one run.
- **Commands**: \`up\` that creates all sessions, \`up\` without a change, \`preview\` and \`refresh\` without a change, \`up\` with a
  new lease for all sessions, \`destroy\`. \`up\`, \`refresh\` and \`destroy\` run with \`--skip-preview\`. The leases last 60
  minutes on a clock that does not advance, so no lease expires.

## Candidates

${table(["Name", "Provider", "Program"], candidateRows)}

The three Node programs with sessions have the same inputs, and differ only in the module of \`Session\`. A Node program
takes longer to start than a YAML program with any provider. Compare Dynamic and "Plugin, Node" with Naive, and "Plugin,
YAML" with the engine alone. The simulator runs on the same machine as the candidates.

Naive (\`tests/bench/naive/\`) sends one request per step, has no retries, and its diff compares only inputs. As in the guide,
each resource creates its own provider object. Pulumi's SDK serializes each of these objects in every command that runs
the program, and the times include it. The serialized provider of Dynamic is one short reference, serialized once.`;
}

function throughputSection({ throughput }: Results): string {
  const names = {
    empty: "GetPluginInfo (an empty call)",
    check: "Check",
    diff: "Diff",
    decode: "Properties of a session decoded (no call)",
    encode: "Properties of a session encoded (no call)",
  } as const;
  const rows = (Object.keys(names) as (keyof typeof names)[]).map((kind) => {
    const { perSecond, ratioToEmpty } = throughput[kind];
    return [names[kind], formatInteger(perSecond), formatRatio(ratioToEmpty)];
  });
  const { check, diff } = throughput;
  const slower = Math.max(1 / check.ratioToEmpty, 1 / diff.ratioToEmpty);
  return `## The gRPC service

One client and the service run in one process and thread. The calls are sequential, over the loopback interface, and
send no request to the API.

${table(["What", "per second", "÷ empty call"], rows)}

A Check or a Diff takes up to ${formatRatio(slower)} times as long as an empty call. For 1,000 sessions each of the two steps takes at
most ${formatInteger(1000 * (1000 / Math.min(check.perSecond, diff.perSecond)))} ms, including the cost of the calls.`;
}

function list(values: readonly number[]): string {
  const last = String(values.at(-1));
  return values.length < 2 ? last : `${values.slice(0, -1).join(", ")} and ${last}`;
}
