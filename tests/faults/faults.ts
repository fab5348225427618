import type { Fault, OperationName, Switches } from "../../simulator";
import { start } from "../grpc/values";

type Kind = Omit<Fault, "operation">;

/** The number of times that a lasting fault occurs: more than any operation has attempts. */
const always = 10_000;

/** A fault of the service: its title on the page, and its script for the simulator. */
export interface NamedFault {
  readonly title: string;
  readonly kind?: Kind;
  /** Switches of the simulator, for a service that differs from its contract. */
  readonly switches?: Partial<Switches>;
  /** Operations of the API that it may affect. Default: all. */
  readonly affects?: readonly OperationName[];
  /** Whether the request gets no response, so that only a timeout ends it. */
  readonly isHang?: true;
  /** Whether the fault reports that the session has ended: in operations on a session, it has ended. */
  readonly isEnd?: true;
  /** Whether it affects a session that was just created. Default: a session that is 2 minutes old. */
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
  once("500 without effect", { status: 500 }),
  lasting("500 without effect", { status: 500 }),
  once("500 after the effect", { status: 500, effect: "after" }),
  lasting("500 after the effect", { status: 500, effect: "after" }),
  lasting("501", { status: 501 }),
  lasting("502 in HTML", { status: 502, bodyShape: "html" }),
  lasting("503 with a Date two hours ahead", {
    status: 503,
    headers: { date: new Date(start + 2 * 3_600_000).toUTCString() },
  }),
  lasting("504 after the effect", { status: 504, effect: "after" }),
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
  once("connection lost before the effect", { cut: "before" }),
  lasting("connection lost before the effect", { cut: "before" }),
  once("connection lost after the effect", { cut: "after" }),
  lasting("connection lost after the effect", { cut: "after" }),
  { title: "no response after the effect, once", kind: { delayMs: 600_000 }, isHang: true },
  {
    title: "no response after the effect, each time",
    kind: { delayMs: 600_000, times: always },
    isHang: true,
  },
];

const malformations = (
  [
    ["truncated JSON", "truncated-json"],
    ["text instead of JSON", "not-json"],
    ["empty body", "empty"],
    ["11 MB", "huge"],
    ["missing sessionUUID", "missing-field:sessionUUID"],
    ["missing status", "missing-field:status"],
    ["createdAt as a number", "wrong-type:createdAt"],
  ] as const
).map(([title, malformed]) => lasting(`malformed response (${title})`, { malformed }));

/** Successful responses without the JSON object of the contract, to requests that need none. */
const successes = (
  [
    ["204", { status: 204, body: "" }],
    ["null", { status: 200, body: "null" }],
    ["true", { status: 200, body: "true" }],
    ["[]", { status: 200, body: "[]" }],
    ["OK as text", { status: 200, body: "OK", contentType: "text/plain" }],
  ] as const
).map(([title, kind]): NamedFault => ({
  ...lasting(`success with ${title}`, { ...kind, effect: "after" }),
  affects: ["UpdateSession", "EndSession"],
}));

const departures: NamedFault[] = [
  {
    title: "202 with only the id",
    switches: { createResponse: "202-id-only" },
    affects: ["CreateSession"],
  },
  {
    title: "GET lags 6 seconds behind a create",
    switches: { createLag: "get" },
    affects: ["GetSession"],
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

/** The faults that may affect an operation of the API. */
export function faultsOf(operation: OperationName): NamedFault[] {
  return faults.filter(({ affects }) => affects === undefined || affects.includes(operation));
}
