import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const root = join(__dirname, "../../..");

/** A folder that holds the plugin and nothing else: no node_modules, no package.json. */
export class PluginFolder {
  readonly path = mkdtempSync(join(tmpdir(), "pulumi-tasknet-plugin-"));

  constructor() {
    copyFileSync(
      join(root, "dist/bin/pulumi-resource-tasknet.js"),
      join(this.path, "pulumi-resource-tasknet"),
    );
  }

  /** A PATH on which the engine finds the plugin, and which holds Node and the engine, too. */
  get searchPath(): string {
    const folders = [join(root, "node_modules/.bin"), join(root, "tools/engine/bin"), process.env.PATH];
    return [this.path, ...folders].join(delimiter);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
