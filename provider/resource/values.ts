import type { EntryList } from "../tasknet";

/** Stands for a value that is not known before the update runs. Rules on values pass it. */
export const unknownValue: unique symbol = Symbol("unknown");

/** The given properties without those that are undefined. */
export function defined<T extends object>(properties: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Whether a list may lack a resource that exists: it shows only a page, or an entry that could not be read may be it. */
export function mayHide(
  { unreadableIds, hasUnidentified = false, isPartial = false }: Omit<EntryList<unknown>, "entries">,
  id: string,
): boolean {
  return isPartial || hasUnidentified || unreadableIds.some((other) => isSameId(other, id));
}

/** Whether two ids are the same. Case does not matter: the service may write them in capitals. */
export function isSameId(one: unknown, other: unknown): boolean {
  if (typeof one !== "string" || typeof other !== "string") return one === other;
  return one.toLowerCase() === other.toLowerCase();
}
