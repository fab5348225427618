/** Stands for a value that is not known before the update runs. Rules on values pass it. */
export const unknownValue: unique symbol = Symbol("unknown");

/** The given properties, those that are undefined left out. */
export function defined<T extends object>(properties: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
