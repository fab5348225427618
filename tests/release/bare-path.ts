import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const root = join(__dirname, "../../..");

/** A folder that serves as PATH: it has the named commands and no other, so no Node and no npm. */
export class BarePath {
  readonly path = mkdtempSync(join(tmpdir(), "pulumi-tasknet-bare-"));

  constructor(commands: readonly string[]) {
    const PATH = [join(root, "tools/engine/bin"), process.env.PATH].join(delimiter);
    for (const command of commands) {
      const found = execFileSync("which", [command], {
        env: { ...process.env, PATH },
        encoding: "utf8",
      }).trim();
      // Python's host starts programs with a script that it expects in its own folder.
      for (const suffix of ["", "-exec"])
        if (existsSync(found + suffix)) symlinkSync(found + suffix, join(this.path, command + suffix));
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
