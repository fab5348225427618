import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { Run } from "../../../tools/workspace";
import type { TestStack } from "../stack";
import type { Door } from "./doors";
import type { Process } from "./family";
import { familyOf, survivors } from "./family";

/** Waits for what happens by itself; mocha's time-out bounds it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(20);
}

/** A command of the engine that is struck on its way. */
export class Interrupted {
  output = "";
  private readonly engine: ChildProcess;
  private readonly run: Promise<Run>;
  private family: readonly Process[] = [];

  constructor(
    stack: TestStack,
    private readonly door: Door,
    args: readonly string[],
  ) {
    let engine: ChildProcess | undefined;
    this.run = stack.workspace.pulumi(args, {
      onStart: (child) => (engine = child),
      onOutput: (text) => (this.output += text),
    });
    this.engine = engine!;
  }

  /** Waits until the command is where it is to be struck, and takes down which processes it has. */
  async reaches(stage: () => boolean): Promise<void> {
    let isOver = false;
    void this.run.then(() => (isOver = true));
    await until(() => isOver || stage());
    expect(isOver, `the command ended before its stage:\n${this.output}`).to.equal(false);
    this.family = familyOf(this.pid);
  }

  /** Waits for a word of the engine. */
  async says(word: string): Promise<void> {
    await until(() => this.output.includes(word));
  }

  /** SIGINT to the engine alone, or to its process group as a terminal does. */
  interrupt(whom: "process" | "group"): void {
    if (this.engine.exitCode !== null) return;
    process.kill(whom === "group" ? -this.pid : this.pid, "SIGINT");
  }

  kill(whom: "engine" | "provider"): void {
    const pids = whom === "engine" ? [this.pid] : this.providers().map(({ pid }) => pid);
    expect(pids, JSON.stringify(this.family)).to.not.be.empty;
    for (const pid of pids) process.kill(pid, "SIGKILL");
  }

  /** Waits until one of its provider processes has ended: the engine may have several, and ends all at one time. */
  async losesAProvider(): Promise<void> {
    const providers = this.providers();
    await until(() => survivors(providers).length < providers.length);
  }

  /** Its end, after which none of its processes is left but the engine's own host of the program's language. */
  async ended(): Promise<Run> {
    const run = await this.run;
    const isLeft = ({ command }: Process): boolean => !/\/pulumi-language-\w+ /.test(command);
    await until(() => !survivors(this.family).some(isLeft));
    // With the engine killed that host ends itself only minutes later.
    for (const { pid } of survivors(this.family)) process.kill(pid, "SIGKILL");
    return run;
  }

  private providers(): Process[] {
    return this.family.filter((one) => this.door.isProvider(one, this.pid));
  }

  private get pid(): number {
    return this.engine.pid ?? 0;
  }
}

interface Deployment {
  readonly resources?: readonly { readonly urn: string; readonly id?: string }[];
  readonly pending_operations?: readonly {
    readonly type: string;
    readonly resource: { readonly urn: string };
  }[];
}

/** What the engine has recorded by now: the ids of sessions, and what it had begun, both by resource. */
export class Checkpoint {
  readonly ids: Readonly<Record<string, string>>;
  readonly pending: Readonly<Record<string, string>>;

  private constructor({ resources = [], pending_operations: pending = [] }: Deployment) {
    const sessions = resources.filter(({ urn }) => urn.includes("Session::"));
    this.ids = Object.fromEntries(sessions.map(({ urn, id = "" }) => [nameOf(urn), id]));
    this.pending = Object.fromEntries(pending.map(({ type, resource }) => [nameOf(resource.urn), type]));
  }

  /** Reads the file, so that it needs no lock and can be asked while a command runs. */
  static read(stack: TestStack): Checkpoint {
    const backend = fileURLToPath(stack.workspace.environment().PULUMI_BACKEND_URL ?? "");
    const text = readFileSync(join(backend, ".pulumi/stacks/sessions/test.json"), "utf8");
    return new Checkpoint((JSON.parse(text) as { checkpoint: { latest: Deployment } }).checkpoint.latest);
  }
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
