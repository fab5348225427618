import type { ProcessMemory } from "./memory";
import { sharedFingerprintRisk } from "./shared-fingerprint";

export interface CheckedResource {
  /** Names the resource to the user. */
  readonly name: string;
  /** Names the resource within the process. */
  readonly resourceKey: string;
  /** The configured mode. */
  readonly mode: string;
  /** Whether the configuration has an environment secret. */
  readonly hasEnvironmentSecret: boolean;
}

/** What a check warns of although the inputs are valid. It quotes no value. */
export function checkWarnings(
  memory: ProcessMemory,
  inputs: Readonly<Record<string, unknown>>,
  resource: CheckedResource,
): string[] {
  return [...publicModeWarnings(inputs, resource), ...sharedFingerprintWarnings(memory, inputs, resource)];
}

/** An outside provider hosts the browsers of this mode. */
function publicModeWarnings(
  inputs: Readonly<Record<string, unknown>>,
  { mode, hasEnvironmentSecret }: CheckedResource,
): string[] {
  if (mode !== "public") return [];
  const names = ["fingerprintUUID", "fingerprintSecret", "environmentSecret"].filter(
    (name) => inputs[name] !== undefined,
  );
  if (hasEnvironmentSecret && !names.includes("environmentSecret")) names.push("tasknet:environmentSecret");
  if (names.length === 0) return [];
  return [
    `the mode is public, and the session uses ${names.join(", ")}. An outside provider hosts the browsers of this mode, ` +
      "and Tasknet advises against logins and user data there. Set tasknet:mode to private, or remove these values.",
  ];
}

function sharedFingerprintWarnings(
  memory: ProcessMemory,
  { fingerprintUUID }: Readonly<Record<string, unknown>>,
  { name, resourceKey }: CheckedResource,
): string[] {
  const given = typeof fingerprintUUID === "string" ? fingerprintUUID : undefined;
  return memory
    .addFingerprintUse({ name, resourceKey }, given)
    .map(
      (other) =>
        `the session "${other}" of this stack uses the same fingerprintUUID. ${sharedFingerprintRisk} ` +
        "Give each session its own fingerprint.",
    );
}
