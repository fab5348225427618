import type * as z from "zod/mini";
import type { IdField } from "./ids";
import { findId } from "./ids";

/** The entries of a list, and the ids of those that could not be read. */
export interface EntryList<T> {
  readonly entries: readonly T[];
  readonly unreadableIds: readonly string[];
  /** How many entries could not be read, with an id or without. */
  readonly unreadableCount: number;
  /** Whether an entry without an id could not be read: it may be any resource. Default: false. */
  readonly hasUnidentified?: boolean;
  /** Whether the service has more entries than the list shows. Default: false. */
  readonly isPartial?: boolean;
}

/** Reads the entries of a list one by one: a malformed entry does not hide the rest. */
export function readEntries<S extends z.ZodMiniType>(
  entries: readonly unknown[],
  schema: S,
  idField: IdField,
): EntryList<z.infer<S>> {
  const results = entries.map((entry) => ({ entry, result: schema.safeParse(entry) }));
  const unreadable = results.filter(({ result }) => !result.success);
  return {
    entries: results.flatMap(({ result }) => (result.success ? [result.data] : [])),
    unreadableIds: unreadable.flatMap(({ entry }) => findId(JSON.stringify(entry), idField) ?? []),
    unreadableCount: unreadable.length,
    hasUnidentified: unreadable.some(({ entry }) => isUnidentified(entry, idField)),
  };
}

/** Whether an entry holds no id at all. One with a malformed id is none of those that we know. */
function isUnidentified(entry: unknown, idField: IdField): boolean {
  return typeof entry === "object" && entry !== null && !(idField in entry);
}

/** The warning about entries that could not be read; undefined if there is none. */
export function unreadableWarning({ unreadableCount }: EntryList<unknown>, name: string): string | undefined {
  return unreadableCount === 0
    ? undefined
    : `skipped ${unreadableCount} entries of the list of ${name}: they are malformed`;
}
