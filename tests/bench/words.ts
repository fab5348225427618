import type { CommandName } from "./commands";
import type { ContenderName } from "./contenders";

export const commandTitles: Readonly<Record<CommandName, string>> = {
  create: "up, creates all",
  unchanged: "up, no change",
  preview: "preview",
  refresh: "refresh",
  update: "up, new leases",
  destroy: "destroy",
};

export const contenderTitles: Readonly<Record<ContenderName, string>> = {
  naive: "Naive",
  dynamic: "Dynamic",
  pluginNode: "Plugin, Node",
  pluginYaml: "Plugin, YAML",
  engineNode: "Engine alone, Node",
  engineYaml: "Engine alone, YAML",
};

/** A ratio. */
export function times(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(1);
}

export function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

export function mib(kb: number): string {
  return (kb / 1024).toFixed(0);
}

/** The span of some ratios, in words. */
export function span(values: readonly number[]): string {
  const [least, most] = [times(Math.min(...values)), times(Math.max(...values))];
  return least === most ? least : `${least} to ${most}`;
}

/** Whether a figure keeps to its bound, in words. */
export function verdict(value: number, bound: number): string {
  return value <= bound ? "is met" : "is missed";
}
