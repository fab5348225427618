import { ContextRegistry } from "../contexts";
import { nearestHint, unknownValue } from "../resource";
import type { SettingName, SettingSpec } from "../settings";
import { resolveSettings, settingSpecs, wrongSetting } from "../settings";
import { parseEndpoint } from "../tasknet";
import type { Values } from "./properties";
import { serviceError } from "./errors";
import { statusCodes } from "./rpc-error";

const settingNames = Object.keys(settingSpecs) as SettingName[];

/** Configuration keys that are secret. */
export const secretSettings: readonly string[] = settingNames.filter(
  (name) => "secret" in settingSpecs[name],
);

/** Settings whose change means other sessions: all of the provider's are replaced. */
const replacingSettings: readonly SettingName[] = ["endpoint", "mode"];

/** Keys that the engine itself adds to the configuration. */
const engineKeys = new Set(["version", "pluginDownloadURL", "pluginChecksums"]);

/** Names of the providers that the engine makes itself, with the package's version or without; others are the program's. */
const engineProviderName = /^default(_\d+_\d+_\d+.*)?$/;

export interface ConfigFailure {
  readonly property: string;
  readonly reason: string;
}

/** Checks a provider's configuration by itself: what is missing may still come from the environment. */
export function checkConfig({ plain }: Values): ConfigFailure[] {
  return Object.entries(plain).flatMap(([name, value]) => {
    if (engineKeys.has(name) || name.startsWith("__") || value === unknownValue) return [];
    if (!Object.hasOwn(settingSpecs, name)) {
      const hint = nearestHint(name, settingNames, "keys");
      return [{ property: name, reason: `the provider has no configuration key "${name}"; ${hint}` }];
    }
    const { isPluginOnly: isFlag }: SettingSpec = settingSpecs[name as SettingName];
    const isOfItsType = typeof value === "string" || (isFlag && typeof value === "boolean");
    const fault = isOfItsType
      ? wrongSetting(name as SettingName, String(value))
      : isFlag
        ? "must be true or false"
        : "must be a string";
    return fault === undefined || value === "" ? [] : [{ property: name, reason: fault }];
  });
}

/** What a changed configuration means: the settings that change, and those of them that replace all sessions. */
export function diffConfig(olds: Values, news: Values): { changed: SettingName[]; replaces: SettingName[] } {
  const valueOf = ({ plain }: Values, name: SettingName): unknown => {
    const { default: byDefault }: SettingSpec = settingSpecs[name];
    const value = plain[name] === "" ? byDefault : (plain[name] ?? byDefault);
    if (typeof value === "boolean") return String(value);
    const isUrl = name === "endpoint" && typeof value === "string" && wrongSetting(name, value) === undefined;
    return isUrl ? parseEndpoint(value) : value;
  };
  const changed = settingNames.filter((name) => valueOf(olds, name) !== valueOf(news, name));
  return { changed, replaces: changed.filter((name) => replacingSettings.includes(name)) };
}

/**
 * The provider as configured.
 * @param name the provider resource's name; the engine's own are called default, other names are the program's
 * @throws ServiceError that lists all that is missing or wrong
 */
export function configure({ plain }: Values, name: string | undefined): ContextRegistry {
  const isExplicit = name !== undefined && !engineProviderName.test(name);
  const stored = (key: SettingName): string | undefined => {
    const value = plain[key];
    return typeof value === "string" || typeof value === "boolean" ? String(value) : undefined;
  };
  try {
    const settings = resolveSettings(stored, process.env, isExplicit);
    return new ContextRegistry(settings, true);
  } catch (error) {
    throw serviceError(error, statusCodes.INVALID_ARGUMENT);
  }
}
