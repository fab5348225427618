import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { Run } from "../../../tools/workspace";
import type { TestStack } from "../stack";
import { nameOf } from "../stack";
import type { ProviderDriver } from "./drivers";
import type { Process } from "./process-tree";
import { processTree, survivors } from "./process-tree";

/** Waits for a condition that another process fulfills; mocha's timeout bounds the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(20);
}

/** A command of the engine that a test interrupts while it runs. */
export class InterruptedCommand {
  output = "";
  private readonly engine: ChildProcess;
  private readonly run: Promise<Run>;
  private processes: readonly Process[] = [];

  constructor(
    stack: TestStack,
    private readonly driver: ProviderDriver,
    args: readonly string[],
  ) {
    let engine: ChildProcess | undefined;
    this.run = stack.workspace.pulumi(args, {
      onStart: (child) => (engine = child),
      onOutput: (text) => (this.output += text),
    });
    this.engine = engine!;
  }

  /** Waits until the command is at the stage at which the test interrupts it, and records its processes. */
  async reaches(stage: () => boolean): Promise<void> {
    let isOver = false;
    void this.run.then(() => (isOver = true));
    await until(() => isOver || stage());
    expect(isOver, `the command ended before its stage:\n${this.output}`).to.equal(false);
    this.processes = processTree(this.pid);
  }

  /** Waits until the engine has printed a text. */
  async prints(text: string): Promise<void> {
    await until(() => this.output.includes(text));
  }

  /** Sends SIGINT to the engine only, or to its process group as a terminal does. */
  interrupt(target: "process" | "group"): void {
    if (this.engine.exitCode !== null) return;
    process.kill(target === "group" ? -this.pid : this.pid, "SIGINT");
  }

  kill(target: "engine" | "provider"): void {
    const pids = target === "engine" ? [this.pid] : this.providers().map(({ pid }) => pid);
    expect(pids, JSON.stringify(this.processes)).to.not.be.empty;
    for (const pid of pids) process.kill(pid, "SIGKILL");
  }

  /** Waits until one of the provider processes has ended. The engine may have several, and ends all at one time. */
  async untilProviderEnds(): Promise<void> {
    const providers = this.providers();
    await until(() => survivors(providers).length < providers.length);
  }

  /** Waits until the command and its processes have ended, and kills the language host if it is left. */
  async ended(): Promise<Run> {
    const run = await this.run;
    const mustEnd = ({ command }: Process): boolean => !/\/pulumi-language-\w+ /.test(command);
    await until(() => !survivors(this.processes).some(mustEnd));
    // If the engine was killed, the language host ends only minutes later.
    for (const { pid } of survivors(this.processes)) process.kill(pid, "SIGKILL");
    return run;
  }

  private providers(): Process[] {
    return this.processes.filter((one) => this.driver.isProvider(one, this.pid));
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

/** The engine's checkpoint: the ids of sessions and the pending operations, by the names of the resources. */
export class Checkpoint {
  readonly ids: Readonly<Record<string, string>>;
  readonly pending: Readonly<Record<string, string>>;

  private constructor({ resources = [], pending_operations: pending = [] }: Deployment) {
    const sessions = resources.filter(({ urn }) => urn.includes("Session::"));
    this.ids = Object.fromEntries(sessions.map(({ urn, id = "" }) => [nameOf(urn), id]));
    this.pending = Object.fromEntries(pending.map(({ type, resource }) => [nameOf(resource.urn), type]));
  }

  /** Reads the file, which needs no lock, so it works while a command runs. */
  static read(stack: TestStack): Checkpoint {
    const backend = fileURLToPath(stack.workspace.environment().PULUMI_BACKEND_URL ?? "");
    const text = readFileSync(join(backend, ".pulumi/stacks/sessions/test.json"), "utf8");
    return new Checkpoint((JSON.parse(text) as { checkpoint: { latest: Deployment } }).checkpoint.latest);
  }
}
