import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { arch, availableParallelism, totalmem, type } from "node:os";
import { delimiter, join } from "node:path";

/** Description of the machine of the benchmarks. */
export interface Machine {
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly engine: string;
}

export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${arch()}`,
    node: process.version.slice(1),
    engine: engineVersion().replace(/^v/, ""),
  };
}

/** Returns the version of the engine. An engine built by tools/engine prints none, and has the pinned version. */
function engineVersion(): string {
  const tools = join(__dirname, "../../../tools/engine");
  const path = [join(tools, "bin"), process.env.PATH].join(delimiter);
  const printed = execFileSync("pulumi", ["version"], {
    env: { ...process.env, PATH: path },
    encoding: "utf8",
  });
  const pins = readFileSync(join(tools, "pulumi/go.mod"), "utf8");
  return printed.trim() || (/pulumi\/pkg\/v3 (v[\d.]+)/.exec(pins)?.[1] ?? "of an unknown version");
}
