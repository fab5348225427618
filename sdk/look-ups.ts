import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentInfo } from "../provider/environment";
import { findEnvironment, findEnvironments } from "../provider/environment";
import type { ExtensionInfo, ExtensionKey } from "../provider/extension";
import { extensionInfoOf, findExtension } from "../provider/extension";
import type { FingerprintInfo } from "../provider/fingerprint";
import { findFingerprint, findFingerprints } from "../provider/fingerprint";
import type { SessionFilter, SessionInfo } from "../provider/session";
import {
  SessionBatchingReader,
  findSession,
  findSessions,
  findVncPassword,
  infoOf,
} from "../provider/session";
import type { Settings } from "../provider/settings";
import { misspeltSettings, resolveSettings } from "../provider/settings";
import { accountDigest, TasknetClient } from "../provider/tasknet";
import { version } from "../provider/version";

interface Service {
  readonly client: TasknetClient;
  readonly reader: SessionBatchingReader["uncached"];
}

/** Maximum number of configurations whose services are kept: a process of the Automation API may run many stacks. */
const maxServices = 32;
/** By a digest of what they are configured with, so that no map holds a key. */
const services = new Map<string, Service>();

export async function getSession(sessionUUID: string): Promise<SessionInfo> {
  return infoOf(await findSession(service().reader, sessionUUID));
}

export async function getSessions(filter: SessionFilter): Promise<SessionInfo[]> {
  return (await findSessions(service().client, filter)).map(infoOf);
}

export async function getVncPassword(sessionUUID: string): Promise<string | undefined> {
  return findVncPassword(service().reader, sessionUUID);
}

export function getEnvironment(environmentUUID: string): Promise<EnvironmentInfo> {
  return findEnvironment(service().client.environments, environmentUUID);
}

export function getEnvironments(filter: { readonly name?: string | undefined }): Promise<EnvironmentInfo[]> {
  return findEnvironments(service().client.environments, filter);
}

export function getFingerprint(fingerprintUUID: string): Promise<FingerprintInfo> {
  return findFingerprint(service().client.fingerprints, fingerprintUUID);
}

export function getFingerprints(filter: {
  readonly includeArchived?: boolean | undefined;
}): Promise<{ fingerprints: FingerprintInfo[]; hasMore: boolean }> {
  return findFingerprints(service().client.fingerprints, filter);
}

export function getExtension(key: ExtensionKey): Promise<ExtensionInfo> {
  return findExtension(service().client.extensions, key);
}

export async function getExtensions(): Promise<ExtensionInfo[]> {
  return (await service().client.extensions.list()).entries.map(extensionInfoOf);
}

/** The client and the reader of the stack's configuration; reads of one time share a request. */
function service(): Service {
  const configured = settings();
  const key = accountDigest(configured);
  const known = services.get(key) ?? makeService(configured);
  services.delete(key);
  services.set(key, known);
  const [oldest] = services.keys();
  if (services.size > maxServices && oldest !== undefined) services.delete(oldest);
  return known;
}

function makeService(configured: Settings): Service {
  const client = new TasknetClient({ ...configured, version });
  return { client, reader: new SessionBatchingReader(client).uncached };
}

/** The stack's configuration, read as the resource's provider reads it. */
function settings(): Settings {
  const config = new pulumi.Config("tasknet");
  const misspelt = misspeltSettings(process.env.PULUMI_CONFIG);
  return resolveSettings((name) => config.get(name), process.env, false, misspelt);
}
