import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TasknetClient } from "../../provider/tasknet/client";
import type { CallOptions, ClientParts, ClientSettings } from "../../provider/tasknet/sender";
import type { Clock, Timers } from "../../provider/tasknet/clock";
import type { TasknetError } from "../../provider/tasknet/errors";
import { isTasknetError } from "../../provider/tasknet/errors";
import { RequestLimiter } from "../../provider/tasknet/limiter";
import type { CreateSessionBody } from "../../provider/tasknet/schemas";
import { defaultAccount } from "../../simulator/index";
import type { OperationName, Simulator } from "../../simulator/index";
import { start } from "../simulators";
import { listen, serverStarter } from "./servers";

export { simulators, start } from "../simulators";

export const sessionsPath = "/private/v1/sessions";
export const anyId = "6a0f9c1e-0000-4000-8000-00000000000a";
export const body: CreateSessionBody = {
  leaseTime: 5,
  isVncEnabled: false,
  vncMode: "ro",
  driver: "puppeteer",
};

/** A clock that advances only by waits. Each wait ends immediately, unless the clock is held: then `wake` ends it. */
export class TestClock implements Clock {
  /** Every wait that was started, in milliseconds. */
  readonly waits: number[] = [];
  isHeld = false;
  /** The time by which a wait advances the clock, in milliseconds; less than the wait is a timer that fires early. */
  passing = (ms: number): number => ms;
  private current = start;
  private sleepers: (() => void)[] = [];

  now(): number {
    return this.current;
  }

  ticks(): number {
    return this.current;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.waits.push(ms);
    if (this.isHeld) {
      await new Promise<void>((resolve, reject) => {
        this.sleepers.push(resolve);
        signal?.addEventListener("abort", () => {
          reject(new Error("the sleep was aborted"));
        });
      });
    } else {
      this.current += this.passing(ms);
    }
  }

  /** Moves the time and ends all waits. */
  wake(ms: number): void {
    this.current += ms;
    for (const wakeUp of this.sleepers.splice(0)) wakeUp();
  }
}

/** Timers that fire only when the test calls `fire`. */
export class TestTimers implements Timers {
  private readonly armed = new Map<object, { callback: () => void; ms: number }>();

  setTimeout(callback: () => void, ms: number): object {
    const handle = {};
    this.armed.set(handle, { callback, ms });
    return handle;
  }

  clearTimeout(handle: unknown): void {
    this.armed.delete(handle as object);
  }

  /** The armed timers, in milliseconds. */
  get pending(): number[] {
    return [...this.armed.values()].map(({ ms }) => ms);
  }

  /** Fires the timers that were set to a number of milliseconds; there must be one. */
  fire(ms: number): void {
    const due = [...this.armed].filter(([, timer]) => timer.ms === ms);
    if (due.length === 0) throw new Error(`no timer of ${ms} ms is armed, only ${this.pending.join(", ")}`);
    for (const [handle, { callback }] of due) {
      this.armed.delete(handle);
      callback();
    }
  }
}

/** A client with the parts that tests control. */
export interface TestClient {
  readonly client: TasknetClient;
  readonly clock: TestClock;
  readonly timers: TestTimers;
  readonly limiter: RequestLimiter;
}

export const settings: Omit<ClientSettings, "endpoint"> = {
  mode: "private",
  apiKeyId: defaultAccount.apiKeyId,
  apiKey: defaultAccount.apiKey,
  version: "1.2.3",
};

/** A client for an endpoint; its backoff has no jitter and so no length, unless `random` is given. */
export function createClient(
  endpoint: string,
  parts: ClientParts = {},
  own: Partial<ClientSettings> = {},
): TestClient {
  const clock = new TestClock();
  const timers = new TestTimers();
  const limiter = parts.limiter ?? new RequestLimiter(clock);
  const client = new TasknetClient(
    { ...settings, endpoint, ...own },
    { clock, timers, random: () => 0, ...parts, limiter },
  );
  return { client, clock, timers, limiter };
}

/** One of the five operations, callable for any session. */
export interface Operation {
  readonly name: OperationName;
  readonly method: string;
  /** The path of its request for a session. */
  readonly path: (id: string) => string;
  readonly run: (client: TasknetClient, id: string, options?: CallOptions) => Promise<unknown>;
}

const onAll = (): string => sessionsPath;
const onOne = (id: string): string => `${sessionsPath}/${id}`;

export const operations: readonly Operation[] = [
  { name: "ListSessions", method: "GET", path: onAll, run: (client, _, o) => client.listSessions(o) },
  {
    name: "CreateSession",
    method: "POST",
    path: onAll,
    run: (client, _, o) => client.createSession(body, {}, o),
  },
  { name: "GetSession", method: "GET", path: onOne, run: (client, id, o) => client.getSession(id, o) },
  {
    name: "UpdateSession",
    method: "PATCH",
    path: onOne,
    run: (client, id, o) => client.updateSession(id, 7, o),
  },
  { name: "EndSession", method: "DELETE", path: onOne, run: (client, id, o) => client.endSession(id, o) },
];

/** Creates a session in the simulator, and clears the ledger; resolves to its id. */
export async function seed(sim: Simulator): Promise<string> {
  const { sessionUUID } = await createClient(sim.url).client.createSession(body, {});
  sim.clearLedger();
  return sessionUUID;
}

/** A request as a plain server received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface PlainServer {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Connections that were opened so far. */
  readonly connections: number;
}

type Handler = (request: ReceivedRequest, response: ServerResponse) => void;

/** Starts servers that only call a handler of the test, for the tests of one `describe`. */
export function plainServers(): (handler: Handler) => Promise<PlainServer> {
  const startServer = serverStarter();
  return async (handler) => {
    const received: ReceivedRequest[] = [];
    let connections = 0;
    const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { method = "", url = "", headers } = request;
      const entry = { method, url, headers, body: await text(request) };
      received.push(entry);
      handler(entry, response);
    };
    const server = createServer((request, response) => void receive(request, response));
    server.on("connection", () => (connections += 1));
    const port = await startServer(server);
    return {
      url: `http://127.0.0.1:${port}`,
      received,
      get connections() {
        return connections;
      },
    };
  };
}

/** Sends a JSON response. */
export function reply(response: ServerResponse, status: number, payload: string): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(payload);
}

/** A complete session as the API sends it. */
export const wireSession = {
  sessionUUID: anyId,
  fingerprintUUID: "6a0f9c1e-0000-4000-8000-00000000000b",
  currentLeaseTime: 5,
  driver: "puppeteer",
  isVncEnabled: true,
  vncMode: "ro",
  status: "running",
  createdAt: "2030-01-01T00:00:00.000Z",
  updatedAt: "2030-01-01T00:00:00.000Z",
  vncPassword: "vnc-password",
};

/** The number of tasks that a limiter runs at the same time. */
export async function width(limiter: RequestLimiter): Promise<number> {
  let finish: (() => void) | undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  let entered = 0;
  const tasks = Array.from({ length: 40 }, () =>
    limiter.run(() => {
      entered += 1;
      return finished;
    }, new AbortController().signal),
  );
  await nextTurn();
  const width = entered;
  finish!();
  if (width > 0) await Promise.all(tasks);
  return width;
}

/** The URL of a port that refuses connections. */
export async function deadEndpoint(): Promise<string> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** The error of the client that the promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<TasknetError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (isTasknetError(error)) return error;
  throw new Error(`expected a TasknetError, not ${String(error)}`);
}

/** Waits for an event outside the test, such as the arrival of a request; mocha's timeout limits it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}
