import { ContextRegistry } from "../contexts";
import type { SettingName } from "../settings";
import { resolveSettings } from "../settings";

let stored: (name: SettingName) => string | undefined = () => undefined;
let known: ContextRegistry | undefined;

/**
 * Takes the stack's configuration. What is missing is told by the first step that needs it, not here: the host calls
 * this once and keeps a provider that failed in it.
 */
export function useConfiguration(lookUp: (name: SettingName) => string | undefined): void {
  stored = lookUp;
  known = undefined;
}

/** @throws SettingsError */
export function contexts(): ContextRegistry {
  known ??= new ContextRegistry(resolveSettings(stored, process.env));
  return known;
}
