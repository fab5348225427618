import { table } from "../markdown";
import { formatRatio, formatSeconds } from "./format";
import { candidateLabels, commandLabels } from "./labels";
import type { CommandName } from "./commands";
import { commands } from "./commands";
import type { FloorResults } from "./results";
import { Measurements } from "./results";
import { median, medianRatio } from "./median";
import type { Requests, TrafficName } from "./traffic";
import { trafficNames, trafficSessions } from "./traffic";

/** How many RPCs and API calls a command takes. */
export function requestsSection({ traffic }: FloorResults): string {
  const lines = commands.map((command) => [
    commandLabels[command],
    ...trafficNames.map((name) => requestsText(traffic[name].commands[command])),
  ]);
  const differing = commands.filter(
    (command) => !isSame(traffic.floorDuties.commands[command], traffic.pluginYaml.commands[command]),
  );
  const names = differing.map((command) => `"${commandLabels[command]}"`).join(", ");
  return `## RPCs and API calls

RPCs / API calls for ${trafficSessions} sessions. The RPCs are those in the log of the engine. The process that only serves the schema is left out.

${table(["Command", ...trafficNames.map((name) => candidateLabels[name])], lines)}

The floor with the same duties serves the same RPCs as the plugin and makes as many API calls, ${
    differing.length === 0 ? "in every command" : `except in ${names}`
  }.`;
}

function requestsText({ rpcs, calls }: Requests): string {
  return `${sum(rpcs)} / ${sum(calls)}`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** Whether two commands took the same RPCs, each as many times, and as many API calls. */
function isSame(one: Requests, other: Requests): boolean {
  const names = Object.keys({ ...one.rpcs, ...other.rpcs });
  return sum(one.calls) === sum(other.calls) && names.every((name) => one.rpcs[name] === other.rpcs[name]);
}

/** What the refresh before an update costs, and what it is for. */
export function refreshSection(results: FloorResults): string {
  const { traffic } = results;
  const expired = trafficNames.map((name) => [
    candidateLabels[name],
    stepsText(traffic[name].expired),
    callsText(traffic[name], "unchanged"),
  ]);
  const head = ["Command", "Sessions", "With, s", "Without, s", "With ÷ without", "Starts", "Starts without"];
  return `## The refresh before an update

With \`refreshBeforeUpdate\`, which is the default, the engine reads each session before it plans an update or a delete.

**Cost**: ${costText(results)} The table compares the plugin with
itself, where \`tasknet:refreshBeforeUpdate\` is true and where it is false.

${table(head, costLines(results))}

**Benefit**: each \`up\` refreshes its sessions once, so the preview and the update start from what exists. A session that has
expired leaves the state and shows as a create in the preview. Without the refresh the plugin observes the sessions in
Diff, whose response can ask for a replacement but not for a create. The bare floor does not observe them. The last column is
of an \`up\` with no change.

${table(["Provider", `Preview of ${trafficSessions} expired sessions`, "API calls of an `up`"], expired)}`;
}

function costLines(results: FloorResults): string[][] {
  const measurements = new Measurements(results.measurements);
  const latencyMs = results.latencyMs;
  return commands.flatMap((command) =>
    results.sizes
      .filter((sessions) => measurements.isMeasured("pluginNoRefresh", command, sessions, latencyMs))
      .map((sessions) => {
        const of = (field: "wallMs" | "processStarts", name: "pluginYaml" | "pluginNoRefresh"): number[] =>
          measurements.values(field, name, command, sessions, latencyMs);
        const [wall, without] = [of("wallMs", "pluginYaml"), of("wallMs", "pluginNoRefresh")];
        return [
          commandLabels[command],
          String(sessions),
          formatSeconds(median(wall)),
          formatSeconds(median(without)),
          formatRatio(medianRatio(wall, without)),
          String(median(of("processStarts", "pluginYaml"))),
          String(median(of("processStarts", "pluginNoRefresh"))),
        ];
      }),
  );
}

/** The RPCs for each session that an update with no change has more because of the refresh. */
function costText({ traffic }: FloorResults): string {
  const [rpcs, without] = (["pluginYaml", "pluginNoRefresh"] as const).map(
    (name) => traffic[name].commands.unchanged.rpcs,
  ) as [Requests["rpcs"], Requests["rpcs"]];
  const more = Object.entries(rpcs)
    .map(([name, count]) => [name, (count - (without[name] ?? 0)) / trafficSessions] as const)
    .filter(([, perSession]) => perSession >= 1)
    .map(([name, perSession]) => `${perSession} ${name}`);
  return `an \`up\` with no change takes ${more.join(" and ")} more for each session.`;
}

function stepsText(steps: Readonly<Record<string, number>>): string {
  const texts = Object.entries(steps).map(([kind, count]) => `${count} ${kind}`);
  return texts.length === 0 ? "no change" : texts.join(", ");
}

function callsText(traffic: FloorResults["traffic"][TrafficName], command: CommandName): string {
  const texts = Object.entries(traffic.commands[command].calls).map(
    ([operation, count]) => `${count} ${operation}`,
  );
  return texts.length === 0 ? "none" : texts.join(", ");
}
