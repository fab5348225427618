import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect } from "chai";
import { PluginFolder } from "./plugin-folder";
import { requireToolchain } from "./toolchain";

const root = join(__dirname, "../../..");
/** Time for a first run, in milliseconds: it compiles the generators and the dependencies of the Go SDK. */
const coldTimeoutMs = 900_000;
const languages = ["dotnet", "go", "java", "nodejs", "python"];
/** Files that are written by hand, or that a build of an SDK leaves in its folder and git ignores. */
const notGenerated =
  /^go\/go\.(mod|sum)$|^java\/pom\.xml$|\/(bin|build|dist|target|node_modules|__pycache__|[^/]+\.egg-info)\//;

describe("the generated SDKs", function () {
  this.timeout(coldTimeoutMs);

  before(() => {
    requireToolchain("go");
  });

  it("generates the committed SDKs from the schema, so that `make sdk` changes nothing", () => {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-sdk-"));
    try {
      const schema = join(root, "provider/plugin/schema.json");
      for (const generator of ["tools/sdk", "tools/sdk-java-dotnet"])
        execFileSync("go", ["run", ".", schema, folder], { cwd: join(root, generator), stdio: "pipe" });
      const generated = filesOf(folder);
      const committed = filesOf(join(root, "sdk"));
      expect(Object.keys(committed)).to.deep.equal(Object.keys(generated));
      const stale = Object.keys(generated).filter((name) => committed[name] !== generated[name]);
      expect(stale, "files that `make sdk` changes").to.be.empty;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("generates the committed messages from the engine's protocol", () => {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-messages-"));
    try {
      const file = join(folder, "messages.ts");
      execFileSync("go", ["run", "./messages", file], { cwd: join(root, "tools/sdk"), stdio: "pipe" });
      const committed = readFileSync(join(root, "provider/plugin/messages.ts"), "utf8");
      expect(committed).to.equal(readFileSync(file, "utf8"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("passes `pulumi schema check` without a warning for the schema that the plugin serves", () => {
    const plugin = new PluginFolder();
    try {
      const command = join(plugin.path, "pulumi-resource-tasknet");
      const env = {
        ...process.env,
        PATH: plugin.searchPath,
        PULUMI_HOME: join(plugin.path, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
      };
      const { status, output } = spawnSync("pulumi", ["schema", "check", command], { env, encoding: "utf8" });
      expect(output.join("")).to.equal("");
      expect(status).to.equal(0);
    } finally {
      plugin.remove();
    }
  });

  it("compiles the generated Node SDK", () => {
    const tsc = join(root, "node_modules/.bin/tsc");
    execFileSync(tsc, ["-p", join(root, "sdk/nodejs"), "--noEmit"], { stdio: "inherit" });
  });

  it("compiles the generated Go SDK without a finding of go vet", () => {
    execFileSync("go", ["vet", "./..."], { cwd: join(root, "sdk/go"), stdio: "pipe" });
  });
});

/** The texts of all generated files, by name. */
function filesOf(folder: string): Record<string, string> {
  const names = languages.flatMap((language) =>
    readdirSync(join(folder, language), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/")),
  );
  const kept = names.filter((name) => !notGenerated.test(name)).sort();
  return Object.fromEntries(kept.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
