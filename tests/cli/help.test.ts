import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { runCommand } from "./fixtures";

const page = join(__dirname, "../../../docs/commands.md");

const intro = `# The command \`pulumi-tasknet\`

\`npx pulumi-tasknet\` finds and ends sessions, finds and removes environments and fingerprints, asks Tasknet what it does where its documentation is silent, and simulates
Tasknet. It is part of the npm package, uses the same rules as the provider, and needs no stack.

The tests write this page: \`UPDATE_DOCS=1 npm test\`.

`;

describe("pulumi-tasknet --help", () => {
  const helpOf = async (...command: string[]): Promise<string> => {
    const { code, out, err } = await runCommand([...command, "--help"]);
    expect([code, err]).to.deep.equal([0, ""]);
    return out.trimEnd();
  };

  it("prints the texts of docs/commands.md, in lines of at most 100 columns", async () => {
    const help = await helpOf();
    const [, list = ""] = help.split("Commands:\n");
    const names = [...list.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = ""]) => name);
    expect(names).to.include.members(["sessions", "end", "orphans", "delete-environment", "simulate"]);
    const texts = [help];
    for (const name of names.filter((one) => one !== "help")) texts.push(await helpOf(name));
    const written =
      intro + texts.map((text) => `## ${titleOf(text)}\n\n\`\`\`text\n${text}\n\`\`\`\n`).join("\n");
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(page, written);
    expect(existsSync(page) && readFileSync(page, "utf8")).to.equal(written);
    for (const text of texts) expect(text.split("\n").filter((line) => line.length > 100)).to.be.empty;
  });

  it("prints the version of the package", async () => {
    expect((await runCommand(["--version"])).out).to.match(/^\d+\.\d+\.\d+/);
  });

  it("rejects an unknown command and suggests a similar one", async () => {
    const { code, err } = await runCommand(["orphan"]);
    expect(code).to.equal(1);
    expect(err).to.include("unknown command 'orphan'").and.include("orphans");
  });

  it("exits with 1 without a command, after the help text", async () => {
    const { code, err } = await runCommand([]);
    expect(code).to.equal(1);
    expect(err).to.include("Usage: pulumi-tasknet");
  });
});

/** The command of a help text, such as `pulumi-tasknet end`. */
function titleOf(help: string): string {
  const [, title = ""] = /^Usage: ([a-z -]+?) [[<]/.exec(help) ?? [];
  return title;
}
