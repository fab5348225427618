import type { DoorName } from "../doors";
import { DoorStack } from "../doors";
import type { Process } from "./family";

/** A stack of sessions through one of the two doors. */
export type Opened = Pick<DoorStack, "stack" | "declare">;

/** One of the two ways to the provider. */
export interface Door {
  readonly name: string;
  start(): Promise<Opened>;
  /** Is it the process that runs the provider's code? The YAML host starts one of its own, which is not meant. */
  isProvider(process: Process, engine: number): boolean;
}

function door(name: DoorName, isProvider: Door["isProvider"]): Door {
  return { name, isProvider, start: () => DoorStack.start(name, {}) };
}

export const dynamicDoor = door("dynamic", ({ command }) => /^\S*node \S+\/dynamic-provider\//.test(command));

export const pluginDoor = door(
  "plugin",
  ({ command, parent }, engine) => parent === engine && command.includes("pulumi-resource-tasknet"),
);
