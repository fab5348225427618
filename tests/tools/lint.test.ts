import { join } from "node:path";
import { expect } from "chai";
import { ESLint } from "eslint";

const root = join(__dirname, "../../..");
const imports = "@typescript-eslint/no-restricted-imports";
const dialect = "no-restricted-syntax";

/** A text that breaks a rule, the file that holds it, and the rule's message. */
const violations: readonly (readonly [rule: string, file: string, text: string, message: RegExp])[] = [
  [imports, "provider/contexts.ts", 'import "./plugin/service";', /move what it needs of them here/],
  [imports, "provider/contexts.ts", 'import "./session/lease";', /from the folder's index/],
  [imports, "provider/tasknet/client.ts", 'import "../session";', /imports no other one/],
  [imports, "provider/session/diff.ts", 'import "node:http";', /use the client of the context/],
  [imports, "provider/session/diff.ts", 'import type * as p from "@pulumi/pulumi";', /translate there/],
  [imports, "provider/session/diff.ts", 'import "../tasknet/errors";', /only the index of tasknet/],
  [imports, "provider/engine/liveness.ts", 'import "../settings";', /imports no other one/],
  [imports, "provider/dynamic/host.ts", 'import "@pulumi/pulumi";', /Import types only/],
  [imports, "provider/dynamic/host.ts", 'import "../plugin/errors";', /do not import each other/],
  [imports, "provider/plugin/log.ts", 'import "@pulumi/pulumi";', /protocol only/],
  [imports, "provider/plugin/log.ts", 'import "../dynamic/host";', /do not import each other/],
  [imports, "provider/plugin/log.ts", 'import "../../simulator";', /nothing outside of itself/],
  [imports, "sdk/session.ts", 'import { check } from "../provider/session";', /by look-ups.ts/],
  [imports, "sdk/functions.ts", 'import { lookUp } from "./look-ups";', /by look-ups.ts/],
  [imports, "sdk/look-ups.ts", 'import "../provider/plugin/functions";', /needs no provider/],
  [imports, "cli/end.ts", 'import "@pulumi/pulumi";', /loads no SDK/],
  [imports, "cli/end.ts", 'import "../provider/session/end";', /from their index/],
  [imports, "cli/end.ts", 'import "../sdk/session";', /only provider\/ and simulator/],
  [imports, "simulator/api.ts", 'import "../provider/tasknet";', /independent reading of the contract/],
  [imports, "simulator/sessions/store.ts", 'import "../../provider";', /independent reading of the contract/],
  [imports, "tests/simulator/fixtures.ts", 'import "../../provider/tasknet";', /without the provider/],
  [imports, "tools/demo.ts", 'import "../tests/markdown";', /do not import tests/],
  [dialect, "provider/session/index.ts", 'export * from "./lease";', /Export each name by itself/],
  [dialect, "simulator/clock.ts", 'import { type Fault } from "./faults";', /a separate `import type`/],
  [dialect, "simulator/clock.ts", "export class Clock { #now = 0; }", /Use `private`/],
  ["@typescript-eslint/consistent-type-imports", "simulator/clock.ts", typeAsValue("import"), /import type/],
  ["@typescript-eslint/consistent-type-exports", "simulator/clock.ts", typeAsValue("export"), /export type/],
  [
    "@typescript-eslint/no-import-type-side-effects",
    "simulator/clock.ts",
    'import { type Fault } from "./faults";',
    /top-level/,
  ],
  [
    "local/test-titles",
    "tests/faults/table.test.ts",
    'it("a lease is renewed once");',
    /Start the title with a verb/,
  ],
  ["max-lines", "provider/session/lease.ts", "//\n".repeat(301), /too many lines \(301\)/],
];

function typeAsValue(statement: "import" | "export"): string {
  return `${statement} { Fault } from "./faults";\nexport let fault: Fault;`;
}

describe("eslint.config.mjs", function () {
  // The first file loads the types of the whole project.
  this.timeout(120_000);
  const eslint = new ESLint({ cwd: root });

  for (const [rule, file, text, message] of violations) {
    it(`refuses \`${text.split("\n")[0]!}\` in ${file}, by ${rule}`, async () => {
      const [result] = await eslint.lintText(text, { filePath: join(root, file) });
      const found = result?.messages.filter(({ ruleId }) => ruleId === rule) ?? [];
      expect(found.map((one) => one.message).join("\n")).to.match(message);
    });
  }
});
