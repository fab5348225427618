import type { SimulatorOptions } from "../../simulator";
import type { Program } from "./plugin/yaml";
import { session, YamlStack } from "./plugin/yaml";
import type { SessionArgs } from "./stack";
import { credentials, sessionsProgram, TestStack } from "./stack";
import { StackCommands } from "./stack-commands";

export const providers = ["dynamic", "plugin"] as const;
export type ProviderName = (typeof providers)[number];

type Declared = Readonly<Record<string, SessionArgs>>;

/** A stack of sessions through either provider: a Node program, or a YAML program with the plugin. */
export class SessionStack extends StackCommands {
  private constructor(
    stack: TestStack,
    /** Sets the sessions of the program. */
    readonly declare: (declared: Declared) => void,
  ) {
    super(stack);
  }

  /** @param env variables of every command in addition to the credentials */
  static async start(
    provider: ProviderName,
    declared: Declared,
    options: SimulatorOptions = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<SessionStack> {
    const variables = { ...credentials, ...env };
    if (provider === "plugin") {
      const yaml = await YamlStack.start(programOf(declared), options, variables);
      return new SessionStack(yaml.stack, (next) => {
        yaml.declare(programOf(next));
      });
    }
    const stack = await TestStack.start(sessionsProgram, options, variables);
    stack.declare(declared);
    return new SessionStack(stack, (next) => {
      stack.declare(next);
    });
  }

  /** The number of calls since the last `callCount`. */
  callCount(): number {
    return this.stack.calls().length;
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
