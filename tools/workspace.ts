import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";

const root = join(__dirname, "../..");

/** Packages that a user's program would have in its own node_modules. */
const programPackages = ["@pulumi", "@types", "ts-node", "typescript"];

/** The result of a command of the Pulumi CLI. */
export interface Run {
  /** The exit code; null if a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, in the order of their arrival. */
  readonly output: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with each chunk of output as it arrives. */
  readonly onOutput?: (text: string) => void;
  /** Interrupts the command. */
  readonly signal?: AbortSignal;
  /** Whether the output has colours; "never" by default. */
  readonly color?: "always" | "never";
  /** Called with the process. The process then leads its own process group, as a command in a terminal does. */
  readonly onStart?: (process: ChildProcess) => void;
}

/** A Pulumi program with its own folder, home and file backend. The real engine runs it. */
export class Workspace {
  /** Removed by `dispose`. */
  private readonly base = mkdtempSync(join(tmpdir(), "pulumi-tasknet-"));
  readonly program = join(this.base, "program");
  private readonly running = new Set<Promise<Run>>();

  /**
   * @param source a folder with the files of the program, or the texts of the files by name
   * @param env variables of every command, in addition to those of this process; undefined removes a variable
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
    if (typeof source === "string") cpSync(source, this.program, { recursive: true, filter: isSource });
    else this.write(source);
  }

  /** Writes files into the folder of the program. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.program, name), text);
  }

  /** Runs a command of the Pulumi CLI. Rejects if the process could not start. */
  async pulumi(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const run = this.spawn(args, options);
    this.running.add(run);
    try {
      return await run;
    } finally {
      this.running.delete(run);
    }
  }

  /** Returns the environment of every command. */
  environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.engineEnv(), ...this.env };
  }

  /** Waits for the running commands, then removes all files. */
  async dispose(): Promise<void> {
    await Promise.allSettled(this.running);
    rmSync(this.base, { recursive: true, force: true });
  }

  private spawn(args: readonly string[], options: RunOptions): Promise<Run> {
    const child = spawn("pulumi", [...args, "--non-interactive", `--color=${options.color ?? "never"}`], {
      cwd: this.program,
      env: { ...this.environment(), ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: options.onStart !== undefined,
      // The engine cancels the command and cleans up at a SIGINT.
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
      // A variable of the machine must not replace the configuration of a test.
      ...Object.fromEntries(
        Object.keys(process.env)
          .filter((name) => name.startsWith("TASKNET_"))
          .map((name) => [name, undefined]),
      ),
    };
  }
}

/** Whether a path of an example is a part of it, and not what a package manager or a build has put there. */
function isSource(path: string): boolean {
  return !["node_modules", "venv", "target"].includes(basename(path));
}
