import { expect } from "chai";
import sinon from "sinon";
import type { SessionApi, SessionContext, SessionInputs, SessionState } from "../../provider/session";
import { SessionBatchingReader, ProcessMemory } from "../../provider/session";
import type {
  CallFacts,
  ErrorKind,
  TasknetError,
  SessionList,
  SessionResponse,
} from "../../provider/tasknet";
import {
  BadRequestError,
  ConflictError,
  CancelledError,
  ConnectionError,
  InvalidResponseError,
  NotFoundError,
  RateLimitedError,
  RedirectError,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
} from "../../provider/tasknet";

export const minuteMs = 60_000;
/** When the session of the fixtures was created. */
export const startMs = Date.parse("2026-03-01T12:00:00.000Z");
export const id = "5e551011-0000-4000-8000-000000000001";
export const otherId = "5e551011-0000-4000-8000-000000000002";
/** The fingerprint that the service generates for a session without a declared one. */
export const ownFingerprint = "f1f1f1f1-0000-4000-8000-00000000000f";
export const fingerprintA = "aaaaaaaa-0000-4000-8000-00000000000a";
export const fingerprintB = "bbbbbbbb-0000-4000-8000-00000000000b";
/** Names the resource of the fixtures within the process. */
export const resourceKey = "urn:pulumi:dev::project::tasknet:index:Session::browser";
export const origin = { endpoint: "https://api.example.test", mode: "private" };

/** The instant a number of minutes after the session's start, in milliseconds since the epoch. */
export function msAt(minutes: number): number {
  return startMs + minutes * minuteMs;
}

/** The instant a number of minutes after the session's start, as a timestamp of the service. */
export function at(minutes: number): string {
  return new Date(msAt(minutes)).toISOString();
}

/** The object without some of its properties. */
export function without<T extends object, K extends keyof T>(object: T, ...names: K[]): Omit<T, K> {
  const rest = Object.entries(object).filter(([name]) => !(names as string[]).includes(name));
  return Object.fromEntries(rest) as Omit<T, K>;
}

/** Checked inputs of a session with a lease of 30 minutes. */
export function inputs(given: Partial<SessionInputs> = {}): SessionInputs {
  return {
    leaseTime: 30,
    driver: "puppeteer",
    isVncEnabled: false,
    vncMode: "ro",
    showMouse: false,
    isProxyEnabled: false,
    recreateWhenEnded: true,
    ...given,
  };
}

/** The state of a session that was created with the given inputs at the start. */
export function stateOf(given: Partial<SessionInputs> = {}, over: Partial<SessionState> = {}): SessionState {
  const all = inputs(given);
  return {
    ...all,
    sessionUUID: id,
    fingerprintUUID: all.fingerprintUUID ?? ownFingerprint,
    currentLeaseTime: all.leaseTime,
    status: "running",
    createdAt: at(0),
    updatedAt: at(0),
    expiresAt: at(all.leaseTime),
    lease: { earliest: at(all.leaseTime), latest: at(all.leaseTime), setAt: at(0) },
    ownCreateAt: at(0),
    fingerprintGiven: all.fingerprintUUID !== undefined,
    origin,
    ...over,
  };
}

/** The state of an imported session: the service shows neither mouse nor proxy. */
export function importedStateOf(over: Partial<SessionState> = {}): SessionState {
  return { ...without(stateOf(), "showMouse", "isProxyEnabled", "ownCreateAt"), ...over };
}

/** The state of a session whose create returned only the id. */
export function unconfirmedStateOf(given: Partial<SessionInputs> = {}): SessionState {
  const outputs = ["currentLeaseTime", "status", "createdAt", "updatedAt"] as const;
  const state = without(stateOf(given), ...outputs);
  return given.fingerprintUUID === undefined ? without(state, "fingerprintUUID") : state;
}

/** The response of the service for the session. */
export function wire(over: Partial<SessionResponse> = {}): SessionResponse {
  return {
    sessionUUID: id,
    fingerprintUUID: ownFingerprint,
    currentLeaseTime: 30,
    driver: "puppeteer",
    isVncEnabled: false,
    vncMode: "ro",
    status: "running",
    createdAt: at(0),
    updatedAt: at(0),
    ...over,
  };
}

function stub<M extends (...args: never[]) => Promise<unknown>>(
  name: string,
): sinon.SinonStub<Parameters<M>, ReturnType<M>> {
  const result = sinon.stub<Parameters<M>, ReturnType<M>>();
  // An unexpected call must fail the test.
  result.rejects(new Error(`${name} was not expected`));
  return result;
}

/** The five operations as stubs, and a clock that a test moves. */
export class FakeApi implements SessionApi {
  nowMs = startMs;
  readonly listAll = stub<SessionApi["listAll"]>("ListSessions");
  /** Every wait, in milliseconds. */
  readonly waits: number[] = [];
  /** Time until the deadline of the operation, in milliseconds: it limits the sum of all waits. */
  timeLeftMs = Infinity;
  readonly createSession = stub<SessionApi["createSession"]>("CreateSession");
  readonly getSession = stub<SessionApi["getSession"]>("GetSession");
  readonly updateSession = stub<SessionApi["updateSession"]>("UpdateSession");
  readonly endSession = stub<SessionApi["endSession"]>("EndSession");

  now(): number {
    return this.nowMs;
  }

  ticks(): number {
    return this.nowMs;
  }

  wait(ms: number): Promise<boolean> {
    if (ms >= this.timeLeftMs) return Promise.resolve(false);
    this.waits.push(ms);
    this.timeLeftMs -= ms;
    this.nowMs += ms;
    return Promise.resolve(true);
  }

  /** The number of calls of each operation that was called. */
  calls(): Record<string, number> {
    const { listAll: listSessions, createSession, getSession, updateSession, endSession } = this;
    const counts = Object.entries({ listSessions, createSession, getSession, updateSession, endSession });
    return Object.fromEntries(
      counts.map(([name, { callCount }]) => [name, callCount] as const).filter(([, count]) => count !== 0),
    );
  }
}

/** A context whose reader sends a batch with the next microtask. */
export function contextOf(api: SessionApi, over: Partial<SessionContext> = {}): SessionContext {
  return {
    api,
    reader: new SessionBatchingReader(api, { schedule: queueMicrotask, now: () => api.now() }),
    origin,
    environment: {},
    memory: new ProcessMemory(),
    ...over,
  };
}

const call: CallFacts = { method: "GET", path: "/private/v1/sessions" };

/** A 404, by default without a code that refers to a session. */
export function notFound(code?: string): NotFoundError {
  return new NotFoundError("no such thing", { ...call, status: 404, code });
}

export function badRequest(status = 400, code?: string): BadRequestError {
  return new BadRequestError("not like this", { ...call, status, code });
}

/** The error for a response that violates the contract, with the id that could still be read from it. */
export function malformed(sessionUUID?: string): InvalidResponseError {
  return new InvalidResponseError("createdAt is missing", { ...call, status: 200 }, sessionUUID);
}

/** One error of each kind, as it is after the request was sent. */
export const errorOf: Readonly<Record<ErrorKind, () => TasknetError>> = {
  notFound: () => notFound("SESSION_NOT_FOUND"),
  unauthorized: () => new UnauthorizedError("key refused", { ...call, status: 401 }),
  badRequest: () => badRequest(),
  conflict: () => new ConflictError("in use", { ...call, status: 409 }),
  rateLimited: () => new RateLimitedError("slow down", { ...call, status: 429 }, undefined),
  unavailable: () => new UnavailableError("out of order", { ...call, status: 500 }, undefined),
  redirect: () => new RedirectError("elsewhere", { ...call, status: 302 }),
  timeout: () => new TimeoutError("no response", call, true),
  connection: () => new ConnectionError("cut", call, true),
  invalidResponse: () => malformed(),
  cancelled: () => new CancelledError(call, true),
};

/** Every kind of error except a 404: none of them indicates that a session has ended. */
export const otherKinds = (Object.keys(errorOf) as ErrorKind[]).filter((kind) => kind !== "notFound");

/** The error that a promise rejects with. */
export async function rejection<E extends Error = Error>(promise: Promise<unknown>): Promise<E> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  expect(outcome, "a rejection").to.have.property("error").that.is.an("error");
  return (outcome as { error: E }).error;
}

/** The response of ListSessions. */
export function listed(...sessions: SessionResponse[]): SessionList {
  return { sessions, unreadableIds: [], unreadableCount: 0 };
}

/** The recorded lease that the provider set at a minute, for a number of minutes. */
export function leaseSince(minute: number, minutes: number): Pick<SessionState, "expiresAt" | "lease"> {
  const end = at(minute + minutes);
  return { expiresAt: end, lease: { earliest: end, latest: end, setAt: at(minute) } };
}
