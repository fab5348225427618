import { expect } from "chai";
import type { LedgerEntry, Simulator } from "../../simulator";
import type { RecordedSession } from "./drivers";

/** What an operation left, as a user sees it. */
export interface Outcome {
  readonly result: string;
  readonly calls: string;
  readonly left: string;
}

/** What an error must say, in the order in which a user would want to know it. */
const statements: readonly (readonly [RegExp, string])[] = [
  [/no session was created/, "no session was created"],
  [/was created, but could not be confirmed/, "created, but not confirmed; kept in the state"],
  [/These sessions .* may be its result/, "names what may be its result"],
  [/No session with these settings shows/, "none shows in the list yet; one may be running"],
  [/the list of sessions could not be read/, "one may be running; the list could not be read"],
  [/could not set the lease of session \S+ to 45 minutes, so it stays as it was/, "the lease is as it was"],
  [/could not confirm that the lease/, "the lease may be set; both bounds are in the state"],
  [/was set to 45 minutes, but could not be read back/, "the lease is set, but not read back; in the state"],
  [/ended before its lease could be set/, "it ended before"],
  [/could not end session \S+ at \S+, and it may still be running/, "not ended: it may still be running"],
  [/could not read session \S+ at \S+, and nothing was changed/, "not read; the state stays as it was"],
];

/** What an operation did. */
export interface Facts {
  readonly before: RecordedSession | undefined;
  readonly after: RecordedSession | undefined;
  readonly error: unknown;
  readonly warnings: readonly string[];
}

export function resultOf({ before, after, error, warnings }: Facts): string {
  if (error !== undefined) {
    const text = textOf(error);
    const said = statements.find(([pattern]) => pattern.test(text));
    expect(said, `an error that says nothing of the session: ${text}`).to.not.be.undefined;
    return `fails: ${said![1]}`;
  }
  const isGone = before !== undefined && after === undefined;
  const result = isGone ? "succeeds: no longer in the state" : "succeeds";
  return warnings.length > 0 ? `${result}, with a warning` : result;
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Consecutive requests with one response are written once. */
export function callsOf(ledger: readonly LedgerEntry[]): string {
  const labels = ledger.map(({ operation, status, fault }) => {
    const response = status > 0 ? status : fault?.includes("delay") ? "no response" : "cut";
    return `${operation.replace(/Sessions?/, "")} ${response}`;
  });
  const runs: { label: string; times: number }[] = [];
  for (const label of labels) {
    const last = runs.at(-1);
    if (last?.label === label) last.times += 1;
    else runs.push({ label, times: 1 });
  }
  return runs.map(({ label, times }) => (times > 1 ? `${times} × ${label}` : label)).join(", ") || "none";
}

/** Each session that runs, and where its id is: one that is nowhere is lost. */
export function leftOf(simulator: Simulator, after: RecordedSession | undefined, error: unknown): string {
  const text = error === undefined ? "" : textOf(error);
  const places = simulator.running().map(({ sessionUUID }) => {
    if (sessionUUID === after?.id) return "in the state";
    if (text.includes(sessionUUID)) return "named in the error";
    const isSaid = /may (still )?be running|A session that was created ends by itself/.test(text);
    expect(isSaid, `session ${sessionUUID} is lost silently; the error: ${text}`).to.be.true;
    return "said to be possible, with the command that lists it";
  });
  return places.length === 0 ? "none" : `${places.length}, ${places.join("; ")}`;
}
