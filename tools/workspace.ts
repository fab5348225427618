import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const root = join(__dirname, "../..");

/** Packages that a program of a user would have in its own node_modules. */
const programPackages = ["@pulumi", "@types", "ts-node", "typescript"];

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for what may stand on either. */
  readonly output: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
  /** Called with the process, which then leads a process group of its own, as a command of a terminal does. */
  readonly onStart?: (process: ChildProcess) => void;
}

/** A Pulumi program in a folder of its own, with a home and a file backend of its own, run by the real engine. */
export class Workspace {
  /** Removed by `dispose`. */
  private readonly base = mkdtempSync(join(tmpdir(), "pulumi-tasknet-"));
  readonly program = join(this.base, "program");
  private readonly running = new Set<Promise<Run>>();

  /**
   * @param source a folder whose files are the program, or the files themselves by name
   * @param env the environment of every command, over the process's own; undefined removes a variable
   */
  constructor(
    source: string | Readonly<Record<string, string>>,
    private readonly env: Readonly<Record<string, string | undefined>> = {},
  ) {
    for (const folder of ["program/node_modules", "home", "backend"]) {
      mkdirSync(join(this.base, folder), { recursive: true });
    }
    for (const name of programPackages) {
      symlinkSync(join(root, "node_modules", name), join(this.program, "node_modules", name));
    }
    symlinkSync(root, join(this.program, "node_modules", "pulumi-tasknet"));
    if (typeof source === "string") copyFiles(source, this.program);
    else this.write(source);
  }

  /** Writes files of the program. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.program, name), text);
  }

  /** Runs the Pulumi CLI to its end. */
  async pulumi(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const run = this.spawn(args, options);
    this.running.add(run);
    try {
      return await run;
    } finally {
      this.running.delete(run);
    }
  }

  /** The environment of every command. */
  environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.engineEnv(), ...this.env };
  }

  /** Removes everything, once the commands under way have ended. */
  async dispose(): Promise<void> {
    await Promise.allSettled(this.running);
    rmSync(this.base, { recursive: true, force: true });
  }

  private spawn(args: readonly string[], options: RunOptions): Promise<Run> {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color=never"], {
      cwd: this.program,
      env: { ...this.environment(), ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: options.onStart !== undefined,
      // The engine cleans up when it is asked to end, so it is asked before it is killed.
      ...(options.signal === undefined ? {} : { signal: options.signal, killSignal: "SIGINT" }),
    });
    options.onStart?.(child);
    const streams = { stdout: "", stderr: "" };
    let output = "";
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        streams[name] += text;
        output += text;
        options.onOutput?.(text);
      });
    }
    return new Promise((resolve, reject) => {
      child.on("error", (error) => {
        if (error.name !== "AbortError") reject(error);
      });
      child.on("close", (code) => {
        resolve({ code, ...streams, output });
      });
    });
  }

  private engineEnv(): Record<string, string | undefined> {
    const path = [join(root, "node_modules/.bin"), join(root, "tools/engine/bin"), process.env.PATH ?? ""];
    return {
      PATH: path.join(delimiter),
      PULUMI_HOME: join(this.base, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.base, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // A variable of the machine must not stand in for the configuration of a test.
      ...Object.fromEntries(
        Object.keys(process.env)
          .filter((name) => name.startsWith("TASKNET_"))
          .map((name) => [name, undefined]),
      ),
    };
  }
}

function copyFiles(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    if (statSync(join(from, name)).isFile()) copyFileSync(join(from, name), join(to, name));
  }
}
