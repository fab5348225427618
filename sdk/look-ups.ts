import * as pulumi from "@pulumi/pulumi";
import type { SessionReader } from "../provider/session";
import { BatchingReader } from "../provider/session";
import type { Settings } from "../provider/settings";
import { resolveSettings } from "../provider/settings";
import { TasknetClient } from "../provider/tasknet";
import { version } from "../provider/version";

/** By what they are configured with: a process of the Automation API may run many stacks. */
const readers = new Map<string, SessionReader>();

/** A reader whose look-ups of one moment share a call. */
export function reader(): SessionReader {
  const key = JSON.stringify(settings());
  const known = readers.get(key) ?? new BatchingReader(client()).uncached;
  readers.set(key, known);
  return known;
}

export function client(): TasknetClient {
  return new TasknetClient({ ...settings(), version });
}

/** The stack's configuration, read as the resource's provider reads it. */
function settings(): Settings {
  const config = new pulumi.Config("tasknet");
  return resolveSettings((name) => config.get(name), process.env);
}
