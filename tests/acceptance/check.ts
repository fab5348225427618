import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "../markdown";
import { networkPage, networkTests } from "./networks";
import { passedFile } from "./passed-file";
import type { Scenario } from "./scenario";
import { scenarios } from "./scenarios";

const docs = join(__dirname, "../../../docs");

const preface = `# What the tests show, through which provider

\`make test\` writes this page and fails if a test that it names did not pass. Each test runs the real Pulumi engine
against the simulator, over HTTP. A dash says that the scenario does not apply to a provider. [faults.md](faults.md) says
what each fault of the service does in each operation, and [networks.md](networks.md) what the provider does in each
network.
`;

interface Page {
  readonly file: string;
  /** Full titles of the tests that it names. */
  readonly tests: readonly string[];
  readonly text: string;
}

const pages: readonly Page[] = [
  {
    file: "acceptance.md",
    tests: scenarios.flatMap(({ dynamic = [], plugin = [] }) => [...dynamic, ...plugin]),
    text: `${preface}\n${groups().map(section).join("\n")}`,
  },
  { file: "networks.md", tests: networkTests, text: networkPage },
];

function groups(): (readonly [string, readonly Scenario[]])[] {
  const names = [...new Set(scenarios.map(({ group }) => group))];
  return names.map((name) => [name, scenarios.filter(({ group }) => group === name)]);
}

function section([name, rows]: readonly [string, readonly Scenario[]]): string {
  const lines = rows.map(({ scenario, dynamic, plugin }) => [scenario, cell(dynamic), cell(plugin)]);
  return `## ${name}\n\n${table(["Scenario", "Dynamic provider", "Plugin"], lines)}\n`;
}

function cell(titles: readonly string[] | undefined): string {
  return titles === undefined ? "–" : titles.map((title) => `passes: ${title}`).join("<br>");
}

function refuse(fault: string): never {
  process.stderr.write(`${fault}\n`);
  process.exit(1);
}

const passed = new Set(JSON.parse(readFileSync(passedFile, "utf8")) as string[]);
for (const { file, tests, text } of pages) {
  const missing = tests.filter((title) => !passed.has(title));
  if (missing.length > 0) refuse(`docs/${file} names tests that did not pass:\n${missing.join("\n")}`);
  const path = join(docs, file);
  if (process.env.UPDATE_DOCS === "1") writeFileSync(path, text);
  if (readFileSync(path, "utf8") !== text)
    refuse(`docs/${file} differs from the tests: run \`UPDATE_DOCS=1 npm test\` and read the change`);
}
