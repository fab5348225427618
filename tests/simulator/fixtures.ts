import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Simulator, SimulatorOptions } from "../../simulator/index";
import { defaultAccount } from "../../simulator/index";

export { simulators, start } from "../simulators";

/** A response to `call`. */
export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A session in a response. */
export interface ShownSession {
  sessionUUID: string;
  fingerprintUUID: string;
  currentLeaseTime: number;
  isVncEnabled: boolean;
  vncPassword?: string;
  createdAt: string;
  updatedAt: string;
  driver: string;
  status: string;
  vncMode: string;
}

export interface CallOptions {
  body?: unknown;
  /** Sent unchanged, instead of `body`. */
  rawBody?: string;
  /** Added to the two keys; undefined removes a header. */
  headers?: Record<string, string | undefined>;
}

export const keys = { "X-Api-Key": defaultAccount.apiKey, "X-Api-Key-Id": defaultAccount.apiKeyId };
export const sessionsPath = "/private/v1/sessions";
export const validBody = { leaseTime: 5, isVncEnabled: true, vncMode: "rw", driver: "puppeteer" };

/** Calls the simulator. Rejects if the connection is cut. */
export function call(url: string, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  const payload = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const headers: Record<string, string | undefined> = {
    ...keys,
    ...(payload !== undefined && { "Content-Type": "application/json" }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(url).origin + path, {
      method,
      headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      buffer(response).then((body) => {
        // A TextDecoder would drop a byte order mark.
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: body.toString("utf8") });
      }, reject);
    });
    outgoing.end(payload);
  });
}

/** Parses the JSON body of a response. */
export function json(reply: Reply): Record<string, unknown> {
  return JSON.parse(reply.text) as Record<string, unknown>;
}

/** Parses the session in a response. */
export function shown(reply: Reply): ShownSession {
  return JSON.parse(reply.text) as ShownSession;
}

/** Creates a session. Throws if the status is not 200. */
export async function create(sim: Simulator, body: object = {}, mode = "private"): Promise<ShownSession> {
  const reply = await call(sim.url, "POST", `/${mode}/v1/sessions`, { body: { ...validBody, ...body } });
  if (reply.status !== 200)
    throw new Error(`the create must get 200, but got ${reply.status}: ${reply.text}`);
  return shown(reply);
}

/** Sends a create request, and returns its response of any status. */
export function post(sim: Simulator, body: object = {}): Promise<Reply> {
  return call(sim.url, "POST", sessionsPath, { body: { ...validBody, ...body } });
}

/** Returns the sessions of a list. */
export async function list(sim: Simulator): Promise<ShownSession[]> {
  return json(await call(sim.url, "GET", sessionsPath)).sessions as ShownSession[];
}

export function get(sim: Simulator, id: string): Promise<Reply> {
  return call(sim.url, "GET", `${sessionsPath}/${id}`);
}

export function patch(sim: Simulator, id: string, newLeaseTime: number): Promise<Reply> {
  return call(sim.url, "PATCH", `${sessionsPath}/${id}`, { body: { newLeaseTime } });
}

export function end(sim: Simulator, id: string): Promise<Reply> {
  return call(sim.url, "DELETE", `${sessionsPath}/${id}`);
}

/** Returns a function that creates a temporary folder. Removes the folders after each test of the `describe`. */
export function tempFolders(): () => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-test-"));
    folders.push(folder);
    return folder;
  };
}

/** Writes a state file with a session whose fingerprint breaks the contract, and returns the id of the session. */
export async function writeBrokenState(
  simulate: (options: SimulatorOptions) => Promise<Simulator>,
  file: string,
): Promise<string> {
  const sim = await simulate({ state: file });
  const { sessionUUID, fingerprintUUID } = await create(sim);
  await sim.stop();
  writeFileSync(file, readFileSync(file, "utf8").replace(fingerprintUUID, "broken"));
  return sessionUUID;
}

/** Converts minutes to milliseconds. */
export function minutes(count: number): number {
  return count * 60_000;
}

/** Returns the reason of a rejected promise. Throws if the promise is fulfilled. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("the promise must be rejected with an Error");
  return error;
}

/** Waits for a condition, one turn of the event loop at a time. The timeout of the test limits the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
