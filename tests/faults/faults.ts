import type { Fault } from "../../simulator";

type Kind = Omit<Fault, "operation">;

/** More often than any operation tries. */
const always = 10_000;

/** A fault of the service, in words and as the simulator scripts it. */
export interface NamedFault {
  readonly title: string;
  readonly kind: Kind;
  /** Whether the call is never answered: its time-out ends it. */
  readonly isHang?: true;
  /** Whether it is the service's word that the session has ended: it has then, in each step on one. */
  readonly isEnd?: true;
}

function once(title: string, kind: Kind): NamedFault {
  return { title: `${title}, once`, kind };
}

function lasting(title: string, kind: Kind): NamedFault {
  return { title: `${title}, each time`, kind: { ...kind, times: always } };
}

const refusals = [400, 401, 403, 409, 422].map((status) => lasting(`${status}`, { status }));

const ends: NamedFault[] = [404, 410].map((status) => ({
  ...lasting(`${status} of the API itself`, { status }),
  isEnd: true,
}));

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
  lasting("504, but done", { status: 504, effect: "after" }),
];

const strangers = [
  lasting("404 in HTML (not the API's)", { status: 404, bodyShape: "html" }),
  lasting("200 in HTML (not the API's)", { status: 200, bodyShape: "html" }),
  lasting("302 to another host", { status: 302, headers: { location: "http://127.0.0.1:9/" } }),
];

const connections: NamedFault[] = [
  once("connection cut, nothing done", { cut: "before" }),
  lasting("connection cut, nothing done", { cut: "before" }),
  once("connection cut, but done", { cut: "after" }),
  lasting("connection cut, but done", { cut: "after" }),
  { title: "no answer in time, but done, once", kind: { delayMs: 600_000 }, isHang: true },
  {
    title: "no answer in time, but done, each time",
    kind: { delayMs: 600_000, times: always },
    isHang: true,
  },
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
).map(([title, malformed]) => lasting(`done, the answer: ${title}`, { malformed }));

export const faults: readonly NamedFault[] = [
  ...refusals,
  ...ends,
  ...overloads,
  ...breakdowns,
  ...strangers,
  ...connections,
  ...malformations,
];
