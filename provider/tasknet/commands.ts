import { defaultEndpoint, defaultMode } from "./endpoint";

/** Where the API is: what a command needs in addition to the key. */
interface Target {
  readonly endpoint: string;
  readonly mode: string;
}

/** The shell command that lists the sessions of an account without Pulumi. */
export function listCommand(target: Target): string {
  return ["npx pulumi-tasknet sessions", ...optionsOf(target)].join(" ");
}

/** The shell command that ends a session without Pulumi. */
export function endCommand(target: Target, sessionUUID: string): string {
  return ["npx pulumi-tasknet end", ...optionsOf(target), sessionUUID].join(" ");
}

/** The shell command that lists the environments of an account without Pulumi. */
export function listEnvironmentsCommand(target: Target): string {
  return ["npx pulumi-tasknet environments", ...optionsOf(target)].join(" ");
}

/** The shell command that deletes an environment without Pulumi. */
export function deleteEnvironmentCommand(target: Target, environmentUUID: string): string {
  return ["npx pulumi-tasknet delete-environment", ...optionsOf(target), environmentUUID].join(" ");
}

/** The shell command that lists the fingerprints of an account without Pulumi. */
export function listFingerprintsCommand(target: Target): string {
  return ["npx pulumi-tasknet fingerprints", ...optionsOf(target)].join(" ");
}

/** The shell command that archives a fingerprint without Pulumi. */
export function archiveFingerprintCommand(target: Target, fingerprintUUID: string): string {
  return ["npx pulumi-tasknet archive-fingerprint", ...optionsOf(target), fingerprintUUID].join(" ");
}

/** The options of a target. The key is none of them: all users of a machine see the arguments of a command. */
function optionsOf({ endpoint, mode }: Target): string[] {
  return [
    ...(endpoint === defaultEndpoint ? [] : [`--endpoint ${shellQuoted(endpoint)}`]),
    ...(mode === defaultMode ? [] : [`--mode ${shellQuoted(mode)}`]),
  ];
}

/** A text as one word of a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
