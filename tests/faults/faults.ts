import type { Fault, OperationName, Switches } from "../../simulator";
import { start } from "../grpc/values";

type Kind = Omit<Fault, "operation">;

/** More often than any operation is attempted. */
const always = 10_000;

/** A fault of the service, in words and as the simulator scripts it. */
export interface NamedFault {
  readonly title: string;
  readonly kind?: Kind;
  /** Switches of the simulator, for a service that differs from its contract. */
  readonly switches?: Partial<Switches>;
  /** Operations of the API that it may meet. Default: every one. */
  readonly meets?: readonly OperationName[];
  /** Whether no response comes: a timeout ends the request. */
  readonly isHang?: true;
  /** Whether it is the service's report that the session has ended: in operations on a session it has. */
  readonly isEnd?: true;
  /** Whether it meets a session that was created a moment ago. Default: one of some minutes ago. */
  readonly isRecent?: true;
}

function once(title: string, kind: Kind): NamedFault {
  return { title: `${title}, once`, kind };
}

function lasting(title: string, kind: Kind): NamedFault {
  return { title: `${title}, each time`, kind: { ...kind, times: always } };
}

const refusals = [400, 401, 403, 409, 422].map((status) => lasting(`${status}`, { status }));

const ends: NamedFault[] = [
  lasting("404 SESSION_NOT_FOUND", { status: 404, code: "SESSION_NOT_FOUND" }),
  lasting("404 NOT_FOUND", { status: 404, code: "NOT_FOUND" }),
  lasting("410", { status: 410 }),
].map((fault) => ({ ...fault, isEnd: true }));

const overloads = [
  once("429 with Retry-After", { status: 429, retryAfter: 7 }),
  lasting("429 with Retry-After", { status: 429, retryAfter: 100 }),
  once("429", { status: 429 }),
  once("503 with Retry-After", { status: 503, retryAfter: 7 }),
];

const breakdowns = [
  once("500, nothing done", { status: 500 }),
  lasting("500, nothing done", { status: 500 }),
  once("500, but done", { status: 500, effect: "after" }),
  lasting("500, but done", { status: 500, effect: "after" }),
  lasting("501", { status: 501 }),
  lasting("502 in HTML", { status: 502, bodyShape: "html" }),
  lasting("503 with a Date two hours ahead", {
    status: 503,
    headers: { date: new Date(start + 2 * 3_600_000).toUTCString() },
  }),
  lasting("504, but done", { status: 504, effect: "after" }),
];

const gateways = [
  lasting("404 of a gateway, in HTML", { status: 404, bodyShape: "html" }),
  once("404 of a gateway, in JSON", { status: 404, bodyShape: "gateway" }),
  lasting("404 of a gateway, in JSON", { status: 404, bodyShape: "gateway" }),
  once("404 of a gateway, with an error text", { status: 404, bodyShape: "error-text" }),
  lasting("404 of a gateway, with an error text", { status: 404, bodyShape: "error-text" }),
  lasting("200 with a web page", { status: 200, bodyShape: "html" }),
  ...[302, 307, 308].map((status) =>
    lasting(`${status} to another host`, { status, headers: { location: "http://127.0.0.1:9/" } }),
  ),
];

const connections: NamedFault[] = [
  once("connection cut, nothing done", { cut: "before" }),
  lasting("connection cut, nothing done", { cut: "before" }),
  once("connection cut, but done", { cut: "after" }),
  lasting("connection cut, but done", { cut: "after" }),
  { title: "no response, but done, once", kind: { delayMs: 600_000 }, isHang: true },
  { title: "no response, but done, each time", kind: { delayMs: 600_000, times: always }, isHang: true },
];

const malformations = (
  [
    ["half of the JSON", "truncated-json"],
    ["no JSON", "not-json"],
    ["no body", "empty"],
    ["11 MB", "huge"],
    ["no sessionUUID", "missing-field:sessionUUID"],
    ["no status", "missing-field:status"],
    ["createdAt is a number", "wrong-type:createdAt"],
  ] as const
).map(([title, malformed]) => lasting(`done, malformed response: ${title}`, { malformed }));

/** Responses without content, as they may come to a request that needs none. */
const successes = (
  [
    ["204", { status: 204, body: "" }],
    ["null", { status: 200, body: "null" }],
    ["true", { status: 200, body: "true" }],
    ["[]", { status: 200, body: "[]" }],
    ["OK as text", { status: 200, body: "OK", contentType: "text/plain" }],
  ] as const
).map(([title, kind]): NamedFault => ({
  ...lasting(`done, response: ${title}`, { ...kind, effect: "after" }),
  meets: ["UpdateSession", "EndSession"],
}));

const departures: NamedFault[] = [
  {
    title: "202 with only the id",
    switches: { createResponse: "202-id-only" },
    meets: ["CreateSession"],
  },
  {
    title: "GET lags 6 seconds behind a create",
    switches: { createLag: "get" },
    meets: ["GetSession"],
    isRecent: true,
  },
];

export const faults: readonly NamedFault[] = [
  ...refusals,
  ...ends,
  ...overloads,
  ...breakdowns,
  ...gateways,
  ...connections,
  ...malformations,
  ...successes,
  ...departures,
];

/** The faults that an operation of the API may meet. */
export function faultsOf(operation: OperationName): NamedFault[] {
  return faults.filter(({ meets }) => meets === undefined || meets.includes(operation));
}
