import { expect } from "chai";
import type { Simulator, SimulatorOptions } from "../../simulator";
import type { Run } from "../../tools/workspace";
import type { Program } from "./plugin/yaml";
import { session, YamlStack } from "./plugin/yaml";
import type { SessionArgs } from "./stack";
import { credentials, sessionsProgram, TestStack } from "./stack";

export const doors = ["dynamic", "plugin"] as const;
export type DoorName = (typeof doors)[number];

type Declared = Readonly<Record<string, SessionArgs>>;

/** A session of the state. */
export interface Recorded {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A stack of sessions alone, through either front door: a Node program, or a YAML program with the plugin. */
export class DoorStack {
  private constructor(
    readonly stack: TestStack,
    /** Sets the sessions of the program. */
    readonly declare: (declared: Declared) => void,
  ) {}

  /** @param env variables of every command in addition to the credentials */
  static async start(
    door: DoorName,
    declared: Declared,
    options: SimulatorOptions = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<DoorStack> {
    const variables = { ...credentials, ...env };
    if (door === "plugin") {
      const yaml = await YamlStack.start(programOf(declared), options, variables);
      return new DoorStack(yaml.stack, (next) => {
        yaml.declare(programOf(next));
      });
    }
    const stack = await TestStack.start(sessionsProgram, options, variables);
    stack.declare(declared);
    return new DoorStack(stack, (next) => {
      stack.declare(next);
    });
  }

  get simulator(): Simulator {
    return this.stack.simulator;
  }

  up(...args: string[]): Promise<Run> {
    return this.stack.up(...args);
  }

  ok(...args: string[]): Promise<Run> {
    return this.stack.ok(...args);
  }

  fails(...args: string[]): Promise<Run> {
    return this.stack.fails(...args);
  }

  /** Ids of the sessions that run now. */
  running(): string[] {
    return this.simulator.running().map(({ sessionUUID }) => sessionUUID);
  }

  /** How many calls there were since the last look. */
  callCount(): number {
    return this.stack.calls().length;
  }

  /** The sessions in the state, by their names. */
  async recorded(): Promise<Readonly<Record<string, Recorded>>> {
    const { deployment } = JSON.parse(await this.stack.state()) as {
      deployment: { resources?: (Recorded & { urn: string })[] };
    };
    const found = (deployment.resources ?? []).filter(({ urn }) => /\btasknet:.*Session::/.test(urn));
    return Object.fromEntries(found.map((resource) => [resource.urn.split("::").at(-1) ?? "", resource]));
  }

  /** The end of every scenario: no session runs on, and the simulator kept to the contract. */
  async leavesNothing(): Promise<void> {
    await this.ok("destroy", "--yes", "--skip-preview");
    expect(this.running()).to.be.empty;
    expect(await this.recorded()).to.be.empty;
    expect(this.simulator.contractViolations).to.be.empty;
  }

  stop(): Promise<void> {
    return this.stack.stop();
  }
}

/** The YAML program of sessions whose arguments may hold resource options under `opts`, as in the Node program. */
function programOf(declared: Declared): Program {
  const resources = Object.entries(declared).map(([name, { opts, ...args }]) => [
    name,
    session(args, opts as SessionArgs | undefined),
  ]);
  const outputs = Object.keys(declared).map((name) => [name, `\${${name}.status}`]);
  return {
    resources: Object.fromEntries(resources) as Program["resources"],
    outputs: Object.fromEntries(outputs) as Program["outputs"],
  } as Program;
}
