import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TasknetClient } from "../../provider/tasknet/client";
import type { CallOptions, ClientParts, ClientSettings } from "../../provider/tasknet/sender";
import type { Clock, Timers } from "../../provider/tasknet/clock";
import type { TasknetError } from "../../provider/tasknet/errors";
import { isTasknetError } from "../../provider/tasknet/errors";
import { RequestLimiter } from "../../provider/tasknet/limiter";
import type { CreateSessionBody } from "../../provider/tasknet/schemas";
import { defaultAccount, startSimulator } from "../../simulator/index";
import type { OperationName, Simulator, SimulatorOptions } from "../../simulator/index";

/** Where test clocks start. */
export const start = Date.UTC(2030, 0, 1);
export const sessionsPath = "/private/v1/sessions";
export const anyId = "6a0f9c1e-0000-4000-8000-00000000000a";
export const body: CreateSessionBody = {
  leaseTime: 5,
  isVncEnabled: false,
  vncMode: "ro",
  driver: "puppeteer",
};

/** Time that passes only by waits. Each wait is over at once, unless the clock is held: then `wake` ends it. */
export class TestClock implements Clock {
  /** Every wait that was begun, in milliseconds. */
  readonly waits: number[] = [];
  isHeld = false;
  /** How much of a wait truly passes; less than all of it is a timer that wakes early. */
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

/** Timers that fire only when the test says so. */
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

  /** Fires the timers that were armed with so many milliseconds; there must be one. */
  fire(ms: number): void {
    const due = [...this.armed].filter(([, timer]) => timer.ms === ms);
    if (due.length === 0) throw new Error(`no timer of ${ms} ms is armed, only ${this.pending.join(", ")}`);
    for (const [handle, { callback }] of due) {
      this.armed.delete(handle);
      callback();
    }
  }
}

/** A client with the parts that tests move. */
export interface Kit {
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

/** A client for an endpoint; its backoff has no jitter and so no length, unless `random` says otherwise. */
export function kit(endpoint: string, parts: ClientParts = {}, own: Partial<ClientSettings> = {}): Kit {
  const clock = new TestClock();
  const timers = new TestTimers();
  const limiter = parts.limiter ?? new RequestLimiter(clock);
  const client = new TasknetClient(
    { ...settings, endpoint, ...own },
    { clock, timers, random: () => 0, ...parts, limiter },
  );
  return { client, clock, timers, limiter };
}

/** One of the five operations, callable on any session. */
export interface Operation {
  readonly name: OperationName;
  readonly method: string;
  /** Its path, for a session. */
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

/** Starts simulators for the tests of one `describe`, and stops them after each test. */
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

/** A session that runs in the simulator, with its creation forgotten by the ledger. */
export async function seed(sim: Simulator): Promise<string> {
  const { sessionUUID } = await kit(sim.url).client.createSession(body, {});
  sim.clearLedger();
  return sessionUUID;
}

/** A request as a plain server heard it. */
export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface PlainServer {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** Connections that were opened so far. */
  readonly connections: number;
}

type Handler = (request: Heard, response: ServerResponse) => void;

/** Starts servers that only do what a test tells them, for the tests of one `describe`. */
export function plainServers(): (handler: Handler) => Promise<PlainServer> {
  const started: Server[] = [];
  afterEach(() => {
    for (const server of started.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });
  return async (handler) => {
    const heard: Heard[] = [];
    let connections = 0;
    const hear = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { method = "", url = "", headers } = request;
      const entry = { method, url, headers, body: await text(request) };
      heard.push(entry);
      handler(entry, response);
    };
    const server = createServer((request, response) => void hear(request, response));
    server.on("connection", () => (connections += 1));
    started.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      heard,
      get connections() {
        return connections;
      },
    };
  };
}

/** Answers JSON text. */
export function reply(response: ServerResponse, status: number, payload: string): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(payload);
}

/** A whole session as the API sends it. */
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

/** How many of many tasks a limiter lets in at one time. */
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

/** The address of a port on which nobody listens. */
export async function deadEndpoint(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
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

/** Waits for something that happens by itself, such as a request that arrives; mocha's time-out bounds it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}
