import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageSchema } from "../../provider/plugin/schema";
import { version } from "../../provider/version";
import { findOtherDownloadUrls } from "./download-urls";
import { run } from "./run";
import { findChangelogFaults, findOtherVersions } from "./versions";

const root = join(__dirname, "../../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Pages of the package in the Pulumi registry. */
const registryPages = ["docs/_index.md", "docs/installation-configuration.md"];

/** Prints what is missing before a tag. The exit code is 1 if anything is missing. */
async function main(): Promise<void> {
  const faults = [
    ...findOtherVersions(read),
    ...findOtherDownloadUrls(read, version),
    ...findChangelogFaults(read),
    ...findStaleSchema(),
    ...(await findStaleSdks()),
    ...(await findUncommittedFiles()),
    ...registryPages
      .filter((page) => !/^---\ntitle: .*\nmeta_desc: .*\nlayout: package\n---\n/.test(read(page)))
      .map((page) => `${page} lacks the front matter of a registry page.`),
  ];
  const report = faults.length === 0 ? ["Nothing is missing. Run `make test`, then tag the commit."] : faults;
  process.stdout.write(`${report.join("\n")}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function findStaleSchema(): string[] {
  const fresh = `${JSON.stringify(packageSchema(), undefined, 2)}\n`;
  return read("provider/plugin/schema.json") === fresh
    ? []
    : ["provider/plugin/schema.json is not what `make sdk` writes."];
}

/** Generates the SDKs into a folder, and compares them with those of the repository. */
async function findStaleSdks(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-sdk-"));
  try {
    const schema = join(root, "provider/plugin/schema.json");
    for (const generator of ["tools/sdk", "tools/sdk-java-dotnet"])
      await run("go", ["run", ".", schema, folder], { cwd: join(root, generator) });
    const generated = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    return (
      generated
        // A tidy one takes the place of the generated one.
        .filter((name) => name !== "go/go.mod")
        .filter((name) => read(`sdk/${name}`) !== readFileSync(join(folder, name), "utf8"))
        .map((name) => `sdk/${name} is not what \`make sdk\` writes.`)
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function findUncommittedFiles(): Promise<string[]> {
  const status = await run("git", ["status", "--porcelain"], { cwd: root });
  return status.trim() === "" ? [] : ["Files are not committed: see `git status`."];
}

void main();
