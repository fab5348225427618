import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Release } from "./release";
import { run } from "./run";

/** Writes the npm package of this repository. It must be built. */
export async function writeNpmPackage(release: Release): Promise<void> {
  await pack(release, release.root);
}

/** Compiles the generated SDK for Node, and writes its npm package from the folder of the compiled files. */
export async function writeNodeSdk(release: Release): Promise<void> {
  const source = join(release.root, "sdk/nodejs");
  const compiled = join(release.temporary, "nodejs");
  mkdirSync(compiled);
  const compiler = require.resolve("typescript/lib/tsc.js");
  await run(process.execPath, [
    compiler,
    "-p",
    source,
    "--outDir",
    compiled,
    "--declarationMap",
    "false",
    "--sourceMap",
    "false",
    "--skipLibCheck",
  ]);
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as Record<string, unknown>;
  writeFileSync(
    join(compiled, "package.json"),
    `${JSON.stringify(publishedManifest(manifest), undefined, 2)}\n`,
  );
  cpSync(join(source, "README.md"), join(compiled, "README.md"));
  cpSync(join(release.root, "LICENSE"), join(compiled, "LICENSE"));
  await pack(release, compiled);
}

/** Returns the manifest of a compiled package: where its files are, and nothing that only a build needs. */
function publishedManifest(manifest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { scripts, devDependencies, repository, ...published } = manifest;
  if (scripts === undefined || devDependencies === undefined)
    throw new Error("the generated SDK for Node has no build any more: compare its package.json");
  return {
    ...published,
    repository: { type: "git", url: `git+${String(repository)}.git`, directory: "sdk/nodejs" },
    bugs: `${String(repository)}/issues`,
    // As of the SDK of Pulumi that it imports.
    engines: { node: ">=22" },
    type: "commonjs",
    main: "./index.js",
    types: "./index.d.ts",
  };
}

async function pack(release: Release, folder: string): Promise<void> {
  // A script of the package would build it again.
  await run("npm", ["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination", release.folder], {
    cwd: folder,
  });
}
