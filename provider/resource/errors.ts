import { isTasknetError } from "../tasknet";
import type { ErrorKind } from "../tasknet";

/** The kind of an error of the API client; undefined for any other. */
export function errorKind(error: unknown): ErrorKind | undefined {
  return isTasknetError(error) ? error.kind : undefined;
}

/** The error's text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether the service could not be reached at all. */
export function isUnreachable(error: unknown): boolean {
  const kind = errorKind(error);
  return kind === "connection" || kind === "timeout";
}
