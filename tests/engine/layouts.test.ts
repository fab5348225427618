import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { expect } from "chai";
import { engineTimeoutMs, sessionsProgram, TestStack } from "./stack";

const root = join(__dirname, "../../..");
const remedy = "Run `npm install pulumi-tasknet` in the folder of Pulumi.yaml";

describe("layouts of a program with the dynamic provider, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: TestStack;
  let installed: string;
  beforeEach(async () => {
    stack = await TestStack.start(sessionsProgram);
    stack.declare({ one: { leaseTime: 5 } });
    installed = join(stack.workspace.program, "node_modules/pulumi-tasknet");
  });
  afterEach(() => stack.stop());

  /** Bundles the program into the file that the project runs. */
  function bundle(external: readonly string[]): void {
    const { program } = stack.workspace;
    writeFileSync(join(program, "source.js"), sessionsProgram["index.js"]);
    buildSync({
      entryPoints: [join(program, "source.js")],
      outfile: join(program, "index.js"),
      allowOverwrite: true,
      bundle: true,
      platform: "node",
      logLevel: "error",
      external: [...external, "./sessions.json"],
    });
  }

  for (const [name, external] of [
    ["that includes pulumi-tasknet", ["@pulumi/pulumi"]],
    ["with --external:pulumi-tasknet", ["@pulumi/pulumi", "pulumi-tasknet"]],
  ] as const) {
    it(`creates and ends a session from an esbuild bundle ${name}`, async () => {
      bundle(external);
      await stack.up();
      expect(stack.simulator.running()).to.have.length(1);
      await stack.up("--expect-no-changes");
      await stack.endsAll();
    });
  }

  it("names the missing package and the folder to install it in if only a component has pulumi-tasknet", async () => {
    const { program } = stack.workspace;
    const component = join(program, "node_modules/component");
    rmSync(installed);
    mkdirSync(join(component, "node_modules"), { recursive: true });
    symlinkSync(root, join(component, "node_modules/pulumi-tasknet"));
    symlinkSync(join(root, "node_modules/@pulumi"), join(component, "node_modules/@pulumi"));
    writeFileSync(join(component, "index.js"), 'exports.Session = require("pulumi-tasknet").Session;');
    stack.workspace.write({ "index.js": sessionsProgram["index.js"].replace("pulumi-tasknet", "component") });
    const { output } = await stack.fails("up", "--yes", "--skip-preview");
    expect(output).to.include("could not load the package pulumi-tasknet").and.include(remedy);
    expect(output).to.not.match(/^\s+at /m);
    expect(stack.simulator.ledger).to.be.empty;
  });

  it("names the missing package and the folder to install it in if a destroy cannot load pulumi-tasknet", async () => {
    await stack.up();
    rmSync(installed);
    const { output } = await stack.fails("destroy", "--yes", "--skip-preview");
    expect(output).to.include("could not load the package pulumi-tasknet").and.include(remedy);
    expect(output).to.not.match(/^\s+at /m);
    symlinkSync(root, installed);
    await stack.endsAll();
  });
});
