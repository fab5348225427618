import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, TestStack } from "./stack";

const root = join(__dirname, "../../..");
const example = join(root, "examples/pr-preview");
const recorded = join(example, "preview.txt");

/** The preview with what differs from one run to the next in a common form. */
function steady(output: string): string {
  return output
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "SESSION-UUID")
    .replace(/^@.*\n/gm, "")
    .replace(/[ \t]+$/gm, "")
    .trim();
}

describe("the example of a preview on a pull request", function () {
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

  it("shows what is recorded beside it, with one look at all sessions", async () => {
    await stack.up();
    stack.calls();
    await stack.ok("config", "set", "checkoutLease", "30");
    await stack.ok("config", "set", "crawlerDriver", "api");
    const { stdout } = await stack.ok("preview", "--diff");
    // `UPDATE_EXAMPLES=1 npm test` records it anew.
    if (process.env.UPDATE_EXAMPLES === "1") writeFileSync(recorded, `${steady(stdout)}\n`);
    expect(steady(stdout)).to.equal(readFileSync(recorded, "utf8").trim());
    expect(stack.calls().map(({ operation }) => operation)).to.deep.equal(["ListSessions"]);
    await stack.ok("destroy", "--yes", "--skip-preview");
    expect(stack.simulator.running()).to.be.empty;
  });
});
