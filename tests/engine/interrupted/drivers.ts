import type { ProviderName } from "../session-stack";
import { SessionStack } from "../session-stack";
import type { Process } from "./process-tree";

/** One of the two providers, and how to find its processes. */
export interface ProviderDriver {
  readonly name: ProviderName;
  /** Starts a stack without sessions. */
  start(): Promise<SessionStack>;
  /** Tells whether a process runs the provider's code. A plugin that the YAML host starts does not count. */
  isProvider(process: Process, engine: number): boolean;
}

function driver(name: ProviderName, isProvider: ProviderDriver["isProvider"]): ProviderDriver {
  return { name, isProvider, start: () => SessionStack.start(name, {}) };
}

export const dynamicDriver = driver("dynamic", ({ command }) =>
  /^\S*node \S+\/dynamic-provider\//.test(command),
);

export const pluginDriver = driver(
  "plugin",
  ({ command, parent }, engine) => parent === engine && command.includes("pulumi-resource-tasknet"),
);
