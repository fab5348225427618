import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { entriesOf, packArchive, releaseTimeSeconds } from "./archive";
import type { Release } from "./release";
import { run } from "./run";

/** Writes the wheel and the source distribution of the generated Python SDK. Needs Python 3.10 or newer. */
export async function writePythonPackages(release: Release): Promise<void> {
  const python = await ensureBuildTools(release.root);
  const source = stageSource(release);
  const built = join(release.temporary, "python-built");
  // Python takes the time of a wheel's files from this variable.
  const env = { SOURCE_DATE_EPOCH: String(releaseTimeSeconds) };
  await run(python, ["-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir", built, source], {
    env,
  });
  for (const name of readdirSync(built)) {
    if (name.endsWith(".whl")) cpSync(join(built, name), join(release.folder, name));
    else await repack(release, join(built, name));
  }
}

/** Installs the pinned build tools into a virtual environment once, and returns its Python. */
async function ensureBuildTools(root: string): Promise<string> {
  const requirements = join(root, "tools/release/requirements.txt");
  const environment = join(root, "tools/release/.venv");
  const python = join(environment, "bin/python");
  const pins = readFileSync(requirements, "utf8");
  const installed = join(environment, ".pins");
  if (existsSync(installed) && readFileSync(installed, "utf8") === pins) return python;
  await run("python3", ["-m", "venv", "--clear", environment]);
  await run(python, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--require-hashes",
    "-r",
    requirements,
  ]);
  writeFileSync(installed, pins);
  return python;
}

/** Copies the SDK: a build leaves files in its source, and takes over the modes of the files. */
function stageSource({ root, temporary }: Release): string {
  const source = join(temporary, "python");
  mkdirSync(source);
  const sdk = join(root, "sdk/python");
  for (const name of ["pyproject.toml", "pulumi_tasknet"])
    cpSync(join(sdk, name), join(source, name), {
      recursive: true,
      filter: (path) => !path.includes("__pycache__"),
    });
  // The generator writes the page into the package; its pyproject.toml names it in the folder above.
  cpSync(join(sdk, "pulumi_tasknet/README.md"), join(source, "README.md"));
  cpSync(join(root, "LICENSE"), join(source, "LICENSE"));
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) chmodSync(path, 0o644);
    utimesSync(path, releaseTimeSeconds, releaseTimeSeconds);
  }
  return source;
}

/** Packs a source distribution again: Python writes the time of the build into it. */
async function repack(release: Release, archive: string): Promise<void> {
  const folder = join(release.temporary, "sdist");
  mkdirSync(folder);
  await run("tar", ["-xzf", archive, "-C", folder]);
  const name = `pulumi_tasknet-${release.version}.tar.gz`;
  writeFileSync(join(release.folder, name), await packArchive(entriesOf(folder)));
}
