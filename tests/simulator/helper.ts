import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Simulator, SimulatorOptions } from "../../simulator/index";
import { defaultAccount, startSimulator } from "../../simulator/index";

/** A response, as it came over the wire. */
export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A session as responses show it. */
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
  /** Sent as it is, in place of `body`. */
  rawBody?: string;
  /** Added to the two keys; undefined takes a header away. */
  headers?: Record<string, string | undefined>;
}

export const keys = { "X-Api-Key": defaultAccount.apiKey, "X-Api-Key-Id": defaultAccount.apiKeyId };
export const sessionsPath = "/private/v1/sessions";
export const validBody = { leaseTime: 5, isVncEnabled: true, vncMode: "rw", driver: "puppeteer" };
export const start = Date.UTC(2030, 0, 1);

/** Calls the simulator; rejects where the connection is cut. */
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
        // Unlike a text decoder, this keeps a byte order mark.
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: body.toString("utf8") });
      }, reject);
    });
    outgoing.end(payload);
  });
}

/** The JSON body of a response. */
export function json(reply: Reply): Record<string, unknown> {
  return JSON.parse(reply.text) as Record<string, unknown>;
}

/** The session that a response carries. */
export function shown(reply: Reply): ShownSession {
  return JSON.parse(reply.text) as ShownSession;
}

/** Creates a session that must succeed. */
export async function create(sim: Simulator, body: object = {}, mode = "private"): Promise<ShownSession> {
  const reply = await call(sim.url, "POST", `/${mode}/v1/sessions`, { body: { ...validBody, ...body } });
  if (reply.status !== 200) throw new Error(`the create got ${reply.status}: ${reply.text}`);
  return shown(reply);
}

/** Sends a request for a session, whatever its response. */
export function post(sim: Simulator, body: object = {}): Promise<Reply> {
  return call(sim.url, "POST", sessionsPath, { body: { ...validBody, ...body } });
}

/** The list of sessions. */
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

/** Starts simulators for the tests of one `describe`, with a manual clock, and stops them after each test. */
export function simulators(): (options?: SimulatorOptions) => Promise<Simulator> {
  const started: Simulator[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((sim) => sim.stop()));
  });
  return async (options = {}) => {
    const sim = await startSimulator({ manualClock: start, ...options });
    started.push(sim);
    return sim;
  };
}

/** Simulated minutes in milliseconds. */
export function minutes(count: number): number {
  return count * 60_000;
}

/** What the promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("expected a rejection");
  return error;
}
