import { expect } from "chai";
import { commandLines, commandsIn } from "./docs/command-lines";
import { elsewhere } from "./docs/elsewhere";
import { runLine } from "./docs/scenario";
import { scenarios } from "./docs/scenarios";
import { PluginFolder } from "./plugin-folder";
import { engineTimeoutMs } from "./stack";

describe("the command lines of the documents", function () {
  this.timeout(engineTimeoutMs);
  const plugin = new PluginFolder();
  const inScenarios = scenarios.flatMap(({ lines }) => lines);

  after(() => {
    plugin.remove();
  });

  it("finds the lines in blocks of a shell, without comments, and joins continued lines", () => {
    const markdown = [
      "```sh\npulumi up   # creates\n\n# a comment\nnpm install \\\n  --save x\n```",
      "1. A list:\n\n   ```console\n   $ pulumi config set key 'a b'\n   ```",
      "```ts\nnot.a.command();\n```",
    ].join("\n\n");
    expect(commandsIn(markdown)).to.deep.equal([
      "pulumi up",
      "npm install --save x",
      "pulumi config set key 'a b'",
    ]);
  });

  it("runs each line of a document in a scenario, or names the test that runs it", () => {
    const covered = new Set([...inScenarios, ...elsewhere].map(({ text }) => text));
    const missing = commandLines().filter(({ text }) => !covered.has(text));
    expect(missing, "add these lines to a scenario in tests/engine/docs").to.be.empty;
  });

  it("finds each line of a scenario in a document", () => {
    const documented = new Set(commandLines().map(({ text }) => text));
    const unused = [...inScenarios, ...elsewhere].filter(({ text }) => !documented.has(text));
    expect(
      unused.map(({ text }) => text),
      "no document has these lines",
    ).to.be.empty;
  });

  for (const { title, start, lines } of scenarios) {
    it(`runs the lines of ${title}`, async () => {
      const stack = await start(plugin);
      try {
        for (const line of lines) await runLine(stack, line);
      } finally {
        await stack.stop();
      }
    });
  }
});
