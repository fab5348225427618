import type { Properties } from "../resource";
import { isSameId, unknownValue } from "../resource";

/** Whether two values of an input of a fingerprint mean the same. An unknown value is the same as no other one. */
export function isSameInput(name: string, before: unknown, after: unknown): boolean {
  switch (name) {
    case "environmentUUID":
      return isSameId(before, after);
    case "extensions":
      return isSameSet(before ?? [], after ?? []);
    case "proxy":
      return isSameId(fieldOf(before, "country"), fieldOf(after, "country"));
    case "device":
    case "screen":
      return isSameObject(before, after);
    default:
      return before === after;
  }
}

/** The value of a field; an unknown object has an unknown one. */
function fieldOf(object: unknown, name: string): unknown {
  return isObject(object) ? object[name] : object;
}

/** The order and the letters of ids do not matter, and neither does a repeated one. */
function isSameSet(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return before === after;
  if ([...(before as unknown[]), ...(after as unknown[])].includes(unknownValue)) return false;
  const [one = "", other = ""] = [before, after].map(setText);
  return one === other;
}

function setText(ids: readonly unknown[]): string {
  const letters = ids.map((id) => String(id).toLowerCase());
  return [...new Set(letters)].sort((one, other) => (one < other ? -1 : 1)).join();
}

function isSameObject(before: unknown, after: unknown): boolean {
  if (!isObject(before) && !isObject(after)) return before === after;
  const [one, other] = [before, after].map((value) => (isObject(value) ? value : {}));
  const names = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  return [...names].every((name) => one?.[name] === other?.[name]);
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
