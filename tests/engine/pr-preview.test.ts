import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, TestStack } from "./stack";

const root = join(__dirname, "../../..");
const example = join(root, "examples/pr-preview");
const recorded = join(example, "preview.txt");

/** The preview with placeholders for the parts that differ from run to run. */
function normalized(output: string): string {
  return output
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "SESSION-UUID")
    .replace(/^@.*\n/gm, "")
    .replace(/[ \t]+$/gm, "")
    .trim();
}

describe("the example of a preview on a pull request, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let plugin: PluginFolder;
  let stack: TestStack;

  before(async () => {
    plugin = new PluginFolder();
    stack = await TestStack.start(example, {}, { ...credentials, PATH: plugin.searchPath });
  });
  after(async () => {
    await stack.stop();
    plugin.remove();
  });

  it("prints the recorded preview of the pull-request example, with one list of all sessions", async () => {
    await stack.up();
    stack.calls();
    await stack.ok("config", "set", "checkoutLease", "30");
    await stack.ok("config", "set", "crawlerDriver", "api");
    const { stdout } = await stack.ok("preview", "--diff");
    // `UPDATE_EXAMPLES=1 npm test` records it again.
    if (process.env.UPDATE_EXAMPLES === "1") writeFileSync(recorded, `${normalized(stdout)}\n`);
    expect(normalized(stdout)).to.equal(readFileSync(recorded, "utf8").trim());
    expect(stack.calls().map(({ operation }) => operation)).to.deep.equal(["ListSessions"]);
    await stack.endsAll();
  });
});
