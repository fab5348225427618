import type { SessionList } from "../tasknet";

/** Stands for a value that is not known before the update runs. Rules on values pass it. */
export const unknownValue: unique symbol = Symbol("unknown");

/** The given properties without those that are undefined. */
export function defined<T extends object>(properties: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Whether an entry of a list that could not be read may be the session: then its absence is not confirmed. */
export function mayHoldUnreadable(
  { unreadableIds, hasUnidentified = false }: SessionList,
  sessionUUID: string,
): boolean {
  return hasUnidentified || unreadableIds.some((id) => isSameId(id, sessionUUID));
}

/** Whether two ids are the same. Case does not matter: the service may write them in capitals. */
export function isSameId(one: unknown, other: unknown): boolean {
  if (typeof one !== "string" || typeof other !== "string") return one === other;
  return one.toLowerCase() === other.toLowerCase();
}
