import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { version } from "../../provider/version";
import { writeDotnetSources, writeJavaPackage } from "./java-dotnet";
import { writeNodeSdk, writeNpmPackage } from "./npm-packages";
import { platformNamed, platforms } from "./platforms";
import { writePluginArchives } from "./plugin-archives";
import { writePythonPackages } from "./python-packages";
import type { Release } from "./release";
import { forEachInParallel } from "./run";
import { writeSbom } from "./sbom";

const root = join(__dirname, "../../..");

/** Builds everything that a release carries. It prints each file with its sum. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: "string", default: join(root, "dist/release") },
      platforms: { type: "string", default: platforms.map(({ name }) => name).join(",") },
    },
  });
  const folder = resolve(values.folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const release = {
    root,
    folder,
    temporary: mkdtempSync(join(tmpdir(), "pulumi-tasknet-release-")),
    version,
  };
  try {
    const wanted = values.platforms.split(",").map(platformNamed);
    // The longest ones come first: they run in parallel.
    const steps = [
      () => writePluginArchives(release, wanted),
      () => writeJavaPackage(release),
      () => writeNodeSdk(release),
      () => writePythonPackages(release),
      () => writeNpmPackage(release),
      () => writeSbom(release),
      () => writeDotnetSources(release),
    ];
    await forEachInParallel(steps, (step) => step());
    writeSums(release);
  } finally {
    rmSync(release.temporary, { recursive: true, force: true });
  }
}

/** Writes SHA256SUMS, which `sha256sum --check` reads. */
function writeSums({ folder }: Release): void {
  const lines = readdirSync(folder)
    .sort()
    .map((name) => {
      const sum = createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex");
      return `${sum}  ${name}\n`;
    });
  writeFileSync(join(folder, "SHA256SUMS"), lines.join(""));
  process.stdout.write(lines.join(""));
}

void main();
