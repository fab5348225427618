import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../../..");

/**
 * Writes the package into a folder of the program, for an npm that asks no registry: without its dependencies.
 * @returns the folder, relative to the program
 */
export function writePackage(program: string): string {
  const folder = "package";
  mkdirSync(join(program, folder));
  cpSync(join(root, "dist/bin"), join(program, folder, "dist/bin"), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
  const { name, version, bin } = manifest;
  writeFileSync(join(program, folder, "package.json"), JSON.stringify({ name, version, bin }));
  return `./${folder}`;
}

/** Links the command of the package that npm has installed below `installed`, where npx finds it. */
export function linkCommand(program: string): void {
  const bin = "node_modules/.bin";
  mkdirSync(join(program, bin), { recursive: true });
  symlinkSync(join(program, "installed", bin, "pulumi-tasknet"), join(program, bin, "pulumi-tasknet"));
}
