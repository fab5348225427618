import { execFileSync } from "node:child_process";
import { arch, availableParallelism, totalmem, type } from "node:os";
import { join } from "node:path";

/** The machine in general words. */
export interface Machine {
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly engine: string;
}

export function machine(): Machine {
  const path = [join(__dirname, "../../../tools/engine/bin"), process.env.PATH].join(":");
  const engine = execFileSync("pulumi", ["version"], {
    env: { ...process.env, PATH: path },
    encoding: "utf8",
  });
  return {
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${arch()}`,
    node: process.version.slice(1),
    engine: engine.trim().replace(/^v/, ""),
  };
}
