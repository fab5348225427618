import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Release } from "./release";
import { run } from "./run";

/** Writes the list of the npm package's dependencies at run time in the format CycloneDX, from the lock file. */
export async function writeSbom({ root, folder, version }: Release): Promise<void> {
  const args = ["sbom", "--package-lock-only", "--omit=dev", "--sbom-format=cyclonedx", "--loglevel=error"];
  // A number and a time of each run would make other bytes of the same input.
  const sbom = JSON.parse(await run("npm", args, { cwd: root })) as unknown;
  const perRun = ["serialNumber", "timestamp"];
  const text = JSON.stringify(sbom, (key, value: unknown) => (perRun.includes(key) ? undefined : value), 2);
  // npm names the package after the folder of the clone.
  const named = text.replace(`"name": ${JSON.stringify(basename(root))}`, '"name": "pulumi-tasknet"');
  writeFileSync(join(folder, `pulumi-tasknet-${version}.cdx.json`), `${named}\n`);
}
