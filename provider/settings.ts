import { distance } from "fastest-levenshtein";
import { nearestHint } from "./resource";
import { defaultEndpoint, defaultMode, headerTextProblem, parseEndpoint } from "./tasknet";

/** One configuration key: `tasknet:KEY` in the stack's configuration, or an environment variable. */
export interface SettingSpec {
  readonly env: string;
  readonly secret?: true;
  readonly required?: true;
  readonly default?: string;
  /** True or false; only the provider plugin reads it. */
  readonly isPluginOnly?: true;
  readonly description: string;
}

/** The configuration keys, in the order of the documentation. */
export const settingSpecs = {
  apiKey: {
    env: "TASKNET_API_KEY",
    secret: true,
    required: true,
    description: "The API key. Tasknet shows it only once.",
  },
  apiKeyId: { env: "TASKNET_API_KEY_ID", required: true, description: "The UUID of the API key." },
  environmentId: {
    env: "TASKNET_ENVIRONMENT_ID",
    description: "The ID of the environment for sessions that have a fingerprint and no `environmentId`.",
  },
  environmentSecret: {
    env: "TASKNET_ENVIRONMENT_SECRET",
    secret: true,
    description: "The secret of the environment.",
  },
  mode: {
    env: "TASKNET_MODE",
    default: defaultMode,
    description:
      "The first segment of every API path. A session of one mode may be invisible in another. A change replaces the sessions.",
  },
  endpoint: {
    env: "TASKNET_ENDPOINT",
    default: defaultEndpoint,
    description: "The base URL of the API: https, or http only on loopback. A change replaces the sessions.",
  },
  refreshBeforeUpdate: {
    env: "TASKNET_REFRESH_BEFORE_UPDATE",
    default: "true",
    isPluginOnly: true,
    description:
      "Whether an update refreshes its sessions first, so that it creates ended sessions again. Set it to false for stateful `pulumi do` commands, which fail with it in version 3.274 of the engine.",
  },
} as const satisfies Record<string, SettingSpec>;

export type SettingName = keyof typeof settingSpecs;

/** The configuration as the provider uses it. */
export interface Settings {
  readonly apiKey: string;
  readonly apiKeyId: string;
  readonly environmentId: string | undefined;
  readonly environmentSecret: string | undefined;
  readonly mode: string;
  readonly endpoint: string;
  readonly refreshBeforeUpdate: boolean;
}

/** Configuration that is missing or invalid: every fault at once, each with what to type. */
export class SettingsError extends Error {
  /** @param isComplete whether nothing is missing, so that the faults are invalid values */
  constructor(
    readonly faults: readonly string[],
    isComplete = false,
  ) {
    const what = isComplete ? "invalid" : "not complete";
    super(`the Tasknet configuration is ${what}:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.name = "SettingsError";
  }
}

/**
 * Resolves the configuration. An environment variable wins over the stack's configuration, so that a key that was
 * rotated can be given without changing what is stored. Empty values count as absent.
 * @param isExplicit whether a program made the provider itself: then what it gave wins, or a variable that is meant for
 * the default provider would send the sessions of a second account to the first
 * @param misspelt faults that are known before, as `misspeltSettings` finds them
 * @throws SettingsError
 */
export function resolveSettings(
  stored: (name: SettingName) => string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  isExplicit = false,
  misspelt: readonly string[] = [],
): Settings {
  const faults: string[] = [...misspelt];
  let isComplete = true;
  const resolve = (name: SettingName): string | undefined => {
    const spec: SettingSpec = settingSpecs[name];
    const given = present(stored(name));
    const variable = present(env[spec.env]);
    const value = (isExplicit ? (given ?? variable) : (variable ?? given)) ?? spec.default;
    if (value === undefined && spec.required) {
      isComplete = false;
      faults.push(missing(name, spec));
    }
    const fault = value === undefined ? undefined : wrongSetting(name, value);
    if (fault !== undefined) faults.push(`tasknet:${name} (${spec.env}) ${fault}`);
    return value;
  };
  const settings = {
    apiKey: resolve("apiKey") ?? "",
    apiKeyId: resolve("apiKeyId") ?? "",
    environmentId: resolve("environmentId"),
    environmentSecret: resolve("environmentSecret"),
    mode: resolve("mode") ?? settingSpecs.mode.default,
    endpoint: resolve("endpoint") ?? settingSpecs.endpoint.default,
    refreshBeforeUpdate: resolve("refreshBeforeUpdate") !== "false",
  };
  if (faults.length > 0) throw new SettingsError(faults, isComplete);
  return { ...settings, endpoint: parseEndpoint(settings.endpoint) };
}

/** Longest distance of a misspelt key from the key that was meant, in letters. */
const maxMisspelling = 2;

/**
 * Faults for the keys under `tasknet:` that are misspelt names of settings. Keys that are near to none of them pass: they
 * may be a program's own, whose project has our name.
 * @param configJson the stack's configuration as the engine gives it to a program in PULUMI_CONFIG; JSON that cannot be
 * read has no faults
 */
export function misspeltSettings(configJson: string | undefined): string[] {
  const names = Object.keys(settingSpecs);
  return keysOf(configJson).flatMap((key) => {
    const name = /^tasknet:(?:config:)?([^:]+)$/.exec(key)?.[1];
    if (name === undefined || Object.hasOwn(settingSpecs, name)) return [];
    const isNear = names.some((known) => distance(name.toLowerCase(), known.toLowerCase()) <= maxMisspelling);
    return isNear ? [`tasknet:${name} is not a configuration key; ${nearestHint(name, names, "keys")}`] : [];
  });
}

function keysOf(configJson: string | undefined): string[] {
  try {
    const config: unknown = JSON.parse(configJson ?? "{}");
    return typeof config === "object" && config !== null ? Object.keys(config) : [];
  } catch {
    return [];
  }
}

function present(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function missing(name: SettingName, spec: SettingSpec): string {
  // Without a value Pulumi asks for it: a secret among a command's arguments would show in the list of processes.
  const command = spec.secret ? `--secret tasknet:${name}` : `tasknet:${name} VALUE`;
  return `tasknet:${name} is missing: run \`pulumi config set ${command}\` or set ${spec.env}`;
}

/** What is wrong with a value, where something is. */
export function wrongSetting(name: SettingName, value: string): string | undefined {
  if (name === "endpoint") {
    try {
      parseEndpoint(value);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }
  if (name === "refreshBeforeUpdate")
    return value === "true" || value === "false" ? undefined : "must be true or false";
  // A mode of dots would lead out of the API's path.
  if (name === "mode" && /^\.+$/.test(value)) return "must be a path segment such as private";
  return headerTextProblem(value);
}
