import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "../markdown";
import { passedFile } from "./passed-file";
import type { Scenario } from "./scenarios";
import { scenarios } from "./scenarios";

const page = join(__dirname, "../../../docs/acceptance.md");

const preface = `# What is proven, through which front door

Made by \`make test\`, which fails when a test named here did not pass. Each test runs the real Pulumi engine against the
simulator, over HTTP. Where a door has no test, a dash says that the scenario is not that door's. What each fault of the
service does in each step stands in [faults.md](faults.md).
`;

/** The page; throws where a test that it names did not pass. */
function pageOf(passed: ReadonlySet<string>): string {
  const missing = scenarios.flatMap(({ dynamic = [], plugin = [] }) =>
    [...dynamic, ...plugin].filter((title) => !passed.has(title)),
  );
  if (missing.length > 0) {
    throw new Error(
      `these tests, which prove what docs/acceptance.md says, did not pass:\n${missing.join("\n")}`,
    );
  }
  return `${preface}\n${groups().map(section).join("\n")}`;
}

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

const text = pageOf(new Set(JSON.parse(readFileSync(passedFile, "utf8")) as string[]));
// `UPDATE_DOCS=1 npm test` writes it anew.
if (process.env.UPDATE_DOCS === "1") writeFileSync(page, text);
if (readFileSync(page, "utf8") !== text) {
  throw new Error(
    "docs/acceptance.md is not what the tests show: run `UPDATE_DOCS=1 npm test` and look at the change",
  );
}
