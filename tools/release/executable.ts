import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "./platforms";
import { run } from "./run";

/** Node's single executables have their program under this name, and start it if the fuse in Node's text is set. */
const resource = "NODE_SEA_BLOB";
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/**
 * Writes a bundle as a blob for a single executable, and returns its path.
 *
 * @param node Node for this machine, of the version that the executable will have
 * @param hasCodeCache whether the blob holds compiled code, which saves time at the start; only for this machine's platform
 */
export async function writeBlob(
  bundle: string,
  node: string,
  folder: string,
  { hasCodeCache }: { readonly hasCodeCache: boolean },
): Promise<string> {
  const config = join(folder, hasCodeCache ? "host.json" : "other.json");
  const output = config.replace(/json$/, "blob");
  const settings = { main: bundle, output, disableExperimentalSEAWarning: true, useCodeCache: hasCodeCache };
  writeFileSync(config, JSON.stringify(settings));
  // With a fixed seed V8 writes the same code cache in each run. A fixed hash seed would make Node refuse the cache.
  await run(node, ["--random-seed=1", "--experimental-sea-config", config]);
  return output;
}

/** Makes an executable of a platform's Node and a blob. Throws if the result is not what the platform needs. */
export async function writeExecutable(
  platform: Platform,
  node: string,
  blob: string,
  executable: string,
): Promise<void> {
  copyFileSync(node, executable);
  const segment = platform.format.startsWith("Mach-O") ? ["--macho-segment-name", "NODE_SEA"] : [];
  const injector = require.resolve("postject/dist/cli.js");
  await run(process.execPath, [injector, executable, resource, blob, "--sentinel-fuse", fuse, ...segment]);
  inspect(platform, readFileSync(executable), readFileSync(blob));
}

/** Throws unless the executable has the format of its platform, the whole blob, and the fuse set. */
export function inspect(platform: Platform, executable: Buffer, blob: Buffer): void {
  const format = formatOf(executable);
  if (format !== platform.format)
    throw new Error(`the executable for ${platform.name} must be ${platform.format}, but is ${format}`);
  if (!executable.includes(blob)) throw new Error(`the executable for ${platform.name} lacks the provider`);
  if (!executable.includes(`${fuse}:1`))
    throw new Error(`the executable for ${platform.name} would start Node`);
}

/** Returns the format and the processor of an executable, or "unknown". */
export function formatOf(executable: Buffer): string {
  const processors: Readonly<Record<number, string>> = {
    0x3e: "ELF x86-64",
    0xb7: "ELF arm64",
    0x01000007: "Mach-O x86-64",
    0x0100000c: "Mach-O arm64",
    0x8664: "PE x86-64",
    0xaa64: "PE arm64",
  };
  return processors[processorOf(executable)] ?? "unknown";
}

function processorOf(executable: Buffer): number {
  if (executable.toString("latin1", 0, 4) === "\u007fELF") return executable.readUInt16LE(18);
  if (executable.readUInt32LE(0) === 0xfeedfacf) return executable.readUInt32LE(4);
  if (executable.toString("latin1", 0, 2) === "MZ")
    return executable.readUInt16LE(executable.readUInt32LE(60) + 4);
  return 0;
}
