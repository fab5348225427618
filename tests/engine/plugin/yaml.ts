import { chmodSync } from "node:fs";
import { join } from "node:path";
import type { SimulatorOptions } from "../../../simulator";
import type { Run } from "../../../tools/workspace";
import type { RecordedResource } from "../stack";
import { credentials, nameOf, TestStack } from "../stack";
import { StackCommands } from "../stack-commands";

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

/** A program of sessions only, by their names. */
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

/** A stack of a YAML program with the provider plugin, on the real engine and a simulator of its own. */
export class YamlStack extends StackCommands {
  private constructor(stack: TestStack) {
    super(stack);
  }

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

  /** The plugin's command: an installed one is such a file, too. */
  get executable(): string {
    return join(this.stack.workspace.program, command);
  }

  declare(program: Program): void {
    this.stack.workspace.write({ "Pulumi.yaml": text(program) });
  }

  /** Runs a command with variables that override those of the stack. */
  with(env: Readonly<Record<string, string | undefined>>, ...args: string[]): Promise<Run> {
    return this.stack.workspace.pulumi(args, { env });
  }

  /** The planned steps of an update, by the names of the sessions; without those that stay the same. */
  async steps(...args: string[]): Promise<Record<string, Step>> {
    const { stdout } = await this.ok("preview", "--json", ...args);
    const { steps = [] } = JSON.parse(stdout) as { steps?: Step[] };
    // A replacement is three steps; the one that names its reasons is kept. A refresh precedes the update.
    const left = new Set(["same", "refresh", "create-replacement", "delete-replaced"]);
    const kept = steps.filter(({ op, urn }) => !left.has(op) && urn.includes(sessionUrn));
    return Object.fromEntries(kept.map((step) => [nameOf(step.urn), step]));
  }

  /** The kinds of the steps, by the names of the sessions. */
  async plan(...args: string[]): Promise<Record<string, string>> {
    const steps = Object.entries(await this.steps(...args));
    return Object.fromEntries(steps.map(([name, { op }]) => [name, op]));
  }

  /** The calls since the last `calls` or `writes`, as `Operation status`. */
  calls(): string[] {
    return this.stack.calls().map(({ operation, status }) => `${operation} ${status}`);
  }

  /** The calls since the last `calls` or `writes`, without reads, as `Operation status`. */
  writes(): string[] {
    return this.stack.writes();
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
