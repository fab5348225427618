import { expect } from "chai";
import type { LedgerEntry, Simulator } from "../../simulator";
import type { Kept } from "./doors";

/** What a step left, as a user sees it. */
export interface Outcome {
  readonly result: string;
  readonly calls: string;
  readonly left: string;
}

/** What an error must say, in the order in which a user would want to know it. */
const statements: readonly (readonly [RegExp, string])[] = [
  [/no session was created/, "no session was created"],
  [/was created, but could not be confirmed/, "created, but not confirmed; kept in the state"],
  [/may be its result/, "names what may be its result"],
  [/No session with these settings shows/, "none shows in the list yet; one may be running"],
  [/could not be asked either/, "one may be running; the list could not be asked"],
  [/it runs on as it was/, "the lease is as it was"],
  [/may have been set to 45 minutes, or not/, "the lease may be set, or not"],
  [
    /was set to 45 minutes, but reading it back failed/,
    "the lease is set, but not read back; kept in the state",
  ],
  [/ended before its lease could be set/, "it ended before"],
  [/the lease of session \S+ could not be set/, "the lease could not be set"],
  [/could not be ended and may be running/, "not ended: it may be running"],
  [/^(?:.*: )?Tasknet GET \S+ /, "it could not be read; the state stays as it was"],
];

export function resultOf(error: unknown, after: Kept | undefined, before: Kept | undefined): string {
  if (error !== undefined) {
    const text = textOf(error);
    const said = statements.find(([pattern]) => pattern.test(text));
    expect(said, `an error that says nothing of the session: ${text}`).to.not.be.undefined;
    return `fails: ${said![1]}`;
  }
  return before !== undefined && after === undefined ? "done: it is gone" : "done";
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Calls in a row with one answer are written once. */
export function callsOf(ledger: readonly LedgerEntry[]): string {
  const words = ledger.map(({ operation, status, fault }) => {
    const answer = status > 0 ? status : fault?.includes("delay") ? "no answer" : "cut";
    return `${operation.replace(/Sessions?/, "")} ${answer}`;
  });
  const runs: { word: string; times: number }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.word === word) last.times += 1;
    else runs.push({ word, times: 1 });
  }
  return runs.map(({ word, times }) => (times > 1 ? `${times} × ${word}` : word)).join(", ") || "none";
}

/** Each session that runs, and where its id is: one that is nowhere is lost. */
export function leftOf(simulator: Simulator, after: Kept | undefined, error: unknown): string {
  const text = error === undefined ? "" : textOf(error);
  const places = simulator.running().map(({ sessionUUID }) => {
    if (sessionUUID === after?.id) return "in the state";
    if (text.includes(sessionUUID)) return "named in the error";
    const isSaid = /may be running|A session that was created ends by itself/.test(text);
    expect(isSaid, `session ${sessionUUID} is lost silently; the error: ${text}`).to.be.true;
    return "said to be possible, with the command that looks for it";
  });
  return places.length === 0 ? "none" : `${places.length}, ${places.join("; ")}`;
}
