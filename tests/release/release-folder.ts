import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { version } from "../../provider/version";

const root = join(__dirname, "../../..");

/** Returns the name of the archive with the plugin for a platform. */
export function archiveOf(platform: string): string {
  return `pulumi-resource-tasknet-v${version}-${platform}.tar.gz`;
}

/** A release that a test builds into a folder of its own. */
export class ReleaseFolder {
  readonly path = mkdtempSync(join(tmpdir(), "pulumi-tasknet-built-"));

  /**
   * Builds the release.
   *
   * @param platforms the platforms to build the plugin for, such as "linux-amd64"
   */
  async build(platforms: readonly string[]): Promise<void> {
    const tool = join(root, "dist/tools/release/main.js");
    const args = ["--folder", this.path, "--platforms", platforms.join(",")];
    await promisify(execFile)(process.execPath, [tool, ...args]);
  }

  /** Returns the path of a file of the release. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** Returns the SHA-256 sums that the release lists, by file name. */
  sums(): Record<string, string> {
    const lines = readFileSync(this.file("SHA256SUMS"), "utf8").trim().split("\n");
    return Object.fromEntries(lines.map((line) => line.split("  ").reverse() as [string, string]));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
