import type { Origin, SessionContext } from "../session";
import { sharedReader, SnapshotReader } from "../session";
import type { SettingName, Settings } from "../settings";
import { resolveSettings } from "../settings";
import { TasknetClient } from "../tasknet";
import { version } from "../version";

const ownSessions = new Set<string>();
const contexts = new Map<string, DynamicContext>();

/** A context with a reader for diffs beside the one for reads. */
export interface DynamicContext extends SessionContext {
  readonly snapshot: SnapshotReader;
}

let stored: (name: SettingName) => string | undefined = () => undefined;
let settings: Settings | undefined;

/** Takes the stack's configuration. What is missing is told by the first step that needs it, not here: the host calls this once and keeps a provider that failed in it. */
export function useConfiguration(lookUp: (name: SettingName) => string | undefined): void {
  stored = lookUp;
  settings = undefined;
  contexts.clear();
}

/** @throws SettingsError */
export function configured(): Settings {
  settings ??= resolveSettings(stored, process.env);
  return settings;
}

/** Where the configuration says that sessions are made. */
export function configuredOrigin(): Origin {
  const { endpoint, mode } = configured();
  return { endpoint, mode };
}

/** The context for sessions of one origin. All of one origin share a client, and so its connections and its reads. */
export function contextFor(origin: Origin): DynamicContext {
  const { apiKey, apiKeyId, environmentId, environmentSecret } = configured();
  const key = `${origin.endpoint} ${origin.mode}`;
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const api = new TasknetClient({ ...origin, apiKey, apiKeyId, version });
  const environment = { environmentId, environmentSecret };
  const reader = sharedReader(api);
  const snapshot = new SnapshotReader(api, reader);
  const context = { api, reader, snapshot, origin, environment, ownSessions };
  contexts.set(key, context);
  return context;
}
