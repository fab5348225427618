import type { CandidateName } from "./candidates";
import type { CommandName } from "./commands";

/** Labels of the commands on the page. */
export const commandLabels: Readonly<Record<CommandName, string>> = {
  create: "up, creates all",
  unchanged: "up, no change",
  preview: "preview",
  refresh: "refresh",
  update: "up, new leases",
  destroy: "destroy",
};

/** Labels of the candidates on the page. */
export const candidateLabels: Readonly<Record<CandidateName, string>> = {
  naive: "Naive",
  dynamic: "Dynamic",
  pluginNode: "Plugin, Node",
  pluginYaml: "Plugin, YAML",
  engineNode: "Engine alone, Node",
  engineYaml: "Engine alone, YAML",
  floorBare: "Floor, bare",
  floorDuties: "Floor, same duties",
  pluginNoRefresh: "Plugin, YAML, no refresh",
};
