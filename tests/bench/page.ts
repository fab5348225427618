import { table } from "../markdown";
import { callsSection } from "./page-calls";
import { growthSection } from "./page-growth";
import { processSection, startSection } from "./page-processes";
import { timeSection } from "./page-time";
import type { Results } from "./results";
import { times, whole } from "./words";

/** The page of all figures. Its sentences hold for the figures next to them: they are made from them. */
export function page(results: Results): string {
  const sections = [
    timeSection,
    callsSection,
    processSection,
    growthSection,
    startSection,
    throughputSection,
  ];
  return `${[preface(results), ...sections.map((section) => section(results))].join("\n\n")}\n`;
}

const compared = [
  ["Naive", "a dynamic provider written by hand as Pulumi's guide shows it, see below", "Node"],
  ["Dynamic", "the dynamic provider of this package", "Node"],
  ["Plugin, Node", "the provider plugin, through the generated SDK for Node", "Node"],
  ["Plugin, YAML", "the provider plugin", "YAML"],
  ["Engine alone, Node", "none", "Node, one output and no session"],
  ["Engine alone, YAML", "none", "YAML, no session"],
];

function preface({ machine, sizes, latencies, runs }: Results): string {
  return `# Benchmarks

Made by \`make bench\` (\`tests/bench/\`), which runs the real Pulumi engine on the simulator, over HTTP on the loopback
interface. Machines differ and are noisy, so what counts is the ratio of what was measured side by side: each command is
run by one contender after the other before the next command comes. The seconds next to the ratios show what they
are ratios of.

- **Machine**: ${machine.cores} cores, ${machine.memoryGiB} GiB of memory, ${machine.system}, Node ${machine.node}, Pulumi ${machine.engine} with a file backend.
- **Sizes**: ${list(sizes)} sessions, with ${list(latencies)} ms before each answer of the API. Up to 50 sessions a figure is ${
    runs === 1 ? "of one run" : `the median of ${runs} runs`
  }, above that of one run.
- **Commands**: \`up\` that creates all, \`up\` with nothing to change, \`preview\` and \`refresh\` of the same, \`up\` with a new
  lease for all, \`destroy\`; \`up\`, \`refresh\` and \`destroy\` with \`--skip-preview\`. The leases are of 60 minutes on a clock
  that stands still: nothing ends by itself.

## What is compared

${table(["Name", "Provider", "Program"], compared)}

The three Node programs with sessions are the same, but for where \`Session\` comes from, and have the same inputs. A Node
program takes longer to start than a YAML program, whatever the provider: Dynamic and "Plugin, Node" compare with Naive
like with like, "Plugin, YAML" compares with the engine alone. The API's simulator shares the machine with what is
measured.

Naive (\`tests/bench/naive/\`) sends one request per step, has no retries, and its diff compares inputs alone. As in the guide
each resource makes a provider object of its own, which Pulumi's SDK captures as text each time; that is part of its time
in every command that runs the program. The text of Dynamic is one short reference, captured once.`;
}

function throughputSection({ throughput }: Results): string {
  const names = {
    empty: "GetPluginInfo (an empty call)",
    check: "Check",
    diff: "Diff",
    decode: "Properties of a session decoded (no call)",
    encode: "Properties of a session encoded (no call)",
  } as const;
  const lines = (Object.keys(names) as (keyof typeof names)[]).map((kind) => {
    const { perSecond, ofEmpty } = throughput[kind];
    return [names[kind], whole(perSecond), times(ofEmpty)];
  });
  const { check, diff } = throughput;
  const slower = Math.max(1 / check.ofEmpty, 1 / diff.ofEmpty);
  return `## The gRPC service

One client and the service in one process and thread, one call after another over the loopback interface, no call to the
API.

${table(["What", "per second", "÷ empty call"], lines)}

A Check or a Diff takes up to ${times(slower)} times as long as a call that does nothing: the rules of 1,000 sessions cost
${whole(1000 * (1000 / Math.min(check.perSecond, diff.perSecond)))} ms at the most for each of the two steps, the calls' own cost included.`;
}

function list(values: readonly number[]): string {
  const last = String(values.at(-1));
  return values.length < 2 ? last : `${values.slice(0, -1).join(", ")} and ${last}`;
}
