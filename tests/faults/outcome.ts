import { expect } from "chai";
import type { LedgerEntry, Simulator } from "../../simulator";
import type { RecordedSession } from "./drivers";

/** The outcome of an operation, as a user sees it. */
export interface Outcome {
  readonly result: string;
  readonly calls: string;
  readonly left: string;
}

/** The statements of which an error must contain one, in order of importance, and their text on the page. */
const statements: readonly (readonly [RegExp, string])[] = [
  [/no session was created/, "no session was created"],
  [/was created, but could not be confirmed/, "created, but not confirmed; kept in the state"],
  [/These sessions .* may be its result/, "names the possible sessions"],
  [/No session with these settings shows/, "the list shows no session yet; one may be running"],
  [/the list of sessions could not be read/, "a session may be running; the list could not be read"],
  [/could not set the lease of session \S+ to 45 minutes, so it stays as it was/, "the lease is unchanged"],
  [/could not confirm that the lease/, "the lease may be set; both bounds are in the state"],
  [/was set to 45 minutes, but could not be read back/, "the lease is set, but not read back; in the state"],
  [/ended before its lease could be set/, "the session ended before"],
  [/could not end session \S+ at \S+, and it may still be running/, "not ended: it may still be running"],
  [/could not read session \S+ at \S+, and nothing was changed/, "not read; the state is unchanged"],
];

/** The facts from which the result of an operation is derived. */
export interface Facts {
  readonly before: RecordedSession | undefined;
  readonly after: RecordedSession | undefined;
  readonly error: unknown;
  readonly warnings: readonly string[];
}

export function resultOf({ before, after, error, warnings }: Facts): string {
  if (error !== undefined) {
    const text = textOf(error);
    const statement = statements.find(([pattern]) => pattern.test(text));
    expect(statement, `an error without a statement about the session: ${text}`).to.not.be.undefined;
    return `fails: ${statement![1]}`;
  }
  const isGone = before !== undefined && after === undefined;
  const result = isGone ? "succeeds: no longer in the state" : "succeeds";
  return warnings.length > 0 ? `${result}, with a warning` : result;
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Consecutive requests with one response are written once, and so are pairs of requests. */
export function callsOf(ledger: readonly LedgerEntry[]): string {
  const labels = ledger.map(({ operation, status, fault }) => {
    const response = status > 0 ? status : fault?.includes("delay") ? "no response" : "connection lost";
    return `${operation.replace(/Sessions?/, "")} ${response}`;
  });
  const singles = grouped(labels).map(({ items: [label = ""], times }) =>
    times > 1 ? `${times} × ${label}` : label,
  );
  const pairs = grouped(singles, 2).map(({ items, times }) =>
    times > 1 ? `${times} × (${items.join(", ")})` : items.join(", "),
  );
  return pairs.join(", ") || "none";
}

interface Group {
  readonly items: readonly string[];
  times: number;
}

/** Consecutive groups of `size` items, each with the number of its repetitions; items between them are groups of one. */
function grouped(labels: readonly string[], size = 1): Group[] {
  const groups: Group[] = [];
  for (let index = 0; index < labels.length;) {
    const items = labels.slice(index, index + size);
    const isSame = (at: number): boolean => items.every((item, offset) => labels[at + offset] === item);
    let times = 1;
    while (isSame(index + times * size)) times += 1;
    const isGroup = times > 1 || size === 1;
    groups.push(isGroup ? { items, times } : { items: items.slice(0, 1), times: 1 });
    index += isGroup ? times * size : 1;
  }
  return groups;
}

/** The running sessions, and where each is recorded or named: a session that is neither is lost. */
export function leftOf(simulator: Simulator, after: RecordedSession | undefined, error: unknown): string {
  const text = error === undefined ? "" : textOf(error);
  const places = simulator.running().map(({ sessionUUID }) => {
    if (sessionUUID === after?.id) return "in the state";
    if (text.includes(sessionUUID)) return "named in the error";
    const isReported = /may (still )?be running|A session that was created ends by itself/.test(text);
    expect(isReported, `session ${sessionUUID} is lost silently; the error: ${text}`).to.be.true;
    return "reported as possible, with the command that lists it";
  });
  return places.length === 0 ? "none" : `${places.length}, ${places.join("; ")}`;
}
