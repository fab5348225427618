import type { SessionArgs } from "../stack";
import { sessionsProgram, TestStack } from "../stack";
import { sessions, YamlStack } from "../plugin/yaml";
import type { Process } from "./family";

/** One of the two ways to the provider, with a stack of sessions by their names. */
export interface Door {
  readonly name: string;
  start(): Promise<Opened>;
  /** Is it the process that runs the provider's code? The YAML host starts one of its own, which is not meant. */
  isProvider(process: Process, engine: number): boolean;
}

export interface Opened {
  readonly stack: TestStack;
  readonly declare: (sessions: Readonly<Record<string, SessionArgs>>) => void;
}

export const dynamicDoor: Door = {
  name: "the dynamic provider",
  async start() {
    const stack = await TestStack.start(sessionsProgram);
    return {
      stack,
      declare: (declared) => {
        stack.declare(declared);
      },
    };
  },
  isProvider: ({ command }) => /^\S*node \S+\/dynamic-provider\//.test(command),
};

export const pluginDoor: Door = {
  name: "the plugin",
  async start() {
    const yaml = await YamlStack.start(sessions({}));
    return {
      stack: yaml.stack,
      declare: (declared) => {
        yaml.declare(sessions(declared));
      },
    };
  },
  isProvider: ({ command, parent }, engine) =>
    parent === engine && command.includes("pulumi-resource-tasknet"),
};
