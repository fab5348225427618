import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { SimulatorOptions } from "../../../simulator";
import type { Run } from "../../../tools/workspace";
import { credentials, TestStack } from "../stack";

export { credentials, engineTimeoutMs } from "../stack";

export const minute = 60_000;

const root = join(__dirname, "../../../..");
const command = "pulumi-resource-tasknet";
const sessionUrn = "tasknet:index:Session::";

/** The sections of a YAML program, below its name and its runtime. */
export interface Program {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly resources?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** A session of a program. */
export function session(properties: Properties, options: Properties = {}): object {
  return { type: "tasknet:Session", properties, options };
}

/** A program of sessions alone, by their names. */
export function sessions(propertiesByName: Readonly<Record<string, Properties>>): Program {
  const entries = Object.entries(propertiesByName).map(([name, properties]) => [name, session(properties)]);
  return { resources: Object.fromEntries(entries) as Record<string, unknown> };
}

export interface PropertyDiff {
  readonly kind: string;
  readonly inputDiff: boolean;
}

/** One step of `preview --json`. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: RecordedResource;
  readonly newState?: RecordedResource;
  readonly replaceReasons?: string[] | null;
  readonly detailedDiff?: Readonly<Record<string, PropertyDiff>> | null;
}

/** A resource of a stack's state. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly initErrors?: string[];
  readonly refreshBeforeUpdate?: boolean;
}

/** A stack of a YAML program with the provider plugin, on the real engine and a simulator of its own. */
export class YamlStack {
  private constructor(readonly stack: TestStack) {}

  /** @param env the environment of every command; the credentials by default */
  static async start(
    program: Program,
    options: SimulatorOptions = {},
    env: Readonly<Record<string, string | undefined>> = credentials,
  ): Promise<YamlStack> {
    const files = { "Pulumi.yaml": text(program), [command]: shim() };
    const stack = new YamlStack(await TestStack.start(files, options, env));
    chmodSync(stack.executable, 0o755);
    return stack;
  }

  get simulator(): TestStack["simulator"] {
    return this.stack.simulator;
  }

  /** The plugin's command: an installed one is a file like this, too. */
  get executable(): string {
    return join(this.stack.workspace.program, command);
  }

  stop(): Promise<void> {
    return this.stack.stop();
  }

  declare(program: Program): void {
    this.stack.workspace.write({ "Pulumi.yaml": text(program) });
  }

  ok(...args: string[]): Promise<Run> {
    return this.stack.ok(...args);
  }

  fails(...args: string[]): Promise<Run> {
    return this.stack.fails(...args);
  }

  up(...args: string[]): Promise<Run> {
    return this.stack.up(...args);
  }

  destroy(...args: string[]): Promise<Run> {
    return this.ok("destroy", "--yes", "--skip-preview", ...args);
  }

  /** Runs a command with other variables over those of the stack. */
  with(env: Readonly<Record<string, string | undefined>>, ...args: string[]): Promise<Run> {
    return this.stack.workspace.pulumi(args, { env });
  }

  /** What an update would do to the sessions, by their names; those that stay the same are left out. */
  async steps(...args: string[]): Promise<Record<string, Step>> {
    const { stdout } = await this.ok("preview", "--json", ...args);
    const { steps = [] } = JSON.parse(stdout) as { steps?: Step[] };
    // A replacement is three steps; the one that names its reasons is kept. A refresh is what the engine does before.
    const left = new Set(["same", "refresh", "create-replacement", "delete-replaced"]);
    const kept = steps.filter(({ op, urn }) => !left.has(op) && urn.includes(sessionUrn));
    return Object.fromEntries(kept.map((step) => [nameOf(step.urn), step]));
  }

  /** The kinds of the steps alone. */
  async plan(...args: string[]): Promise<Record<string, string>> {
    const steps = Object.entries(await this.steps(...args));
    return Object.fromEntries(steps.map(([name, { op }]) => [name, op]));
  }

  /** The sessions in the state, by their names. */
  async recorded(): Promise<Record<string, RecordedResource>> {
    const { deployment } = JSON.parse(await this.state()) as {
      deployment: { resources?: RecordedResource[] };
    };
    const found = (deployment.resources ?? []).filter(({ urn }) => urn.includes(sessionUrn));
    return Object.fromEntries(found.map((resource) => [nameOf(resource.urn), resource]));
  }

  state(): Promise<string> {
    return this.stack.state();
  }

  async outputs(...args: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await this.ok("stack", "output", "--json", ...args);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** The calls since the last look, as `Operation status`. */
  calls(): string[] {
    return this.stack.calls().map(({ operation, status }) => `${operation} ${status}`);
  }

  /** The calls since the last look that change something. */
  writes(): string[] {
    return this.stack.writes();
  }

  /** Ids of the sessions that run now. */
  running(): string[] {
    return this.simulator.running().map(({ sessionUUID }) => sessionUUID);
  }

  /** The end of every scenario: no session runs on, and the simulator kept to the contract. */
  async leavesNothing(): Promise<void> {
    await this.destroy();
    expect(this.running()).to.be.empty;
    expect(await this.recorded()).to.be.empty;
    expect(this.simulator.contractViolations).to.be.empty;
  }
}

/** JSON is YAML. */
function text(program: Program): string {
  const plugins = { providers: [{ name: "tasknet", path: "." }] };
  return JSON.stringify({ name: "sessions", runtime: "yaml", plugins, ...program }, undefined, 2);
}

/** The text of the plugin's command. */
export function shim(): string {
  return `#!/bin/sh\nexec "${process.execPath}" "${join(root, "dist/bin", command)}.js" "$@"\n`;
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
