import { isSameId, messageOf } from "../provider/resource";
import { idPattern } from "../provider/tasknet";
import type { CliDeps, ExitCode } from "./deps";

/** What a command that removes objects says of them, such as a session. */
export interface RemovalWords {
  readonly one: string;
  readonly many: string;
  /** Such as `end`, `ending` and `ended`. */
  readonly verb: string;
  readonly active: string;
  readonly done: string;
  /** What may follow from a failed removal, such as `it may still run`. */
  readonly otherwise: string;
}

/** The removal of objects of one kind. */
export interface Removal {
  readonly words: RemovalWords;
  /** Removes one; one that is gone already is a success. */
  readonly remove: (id: string) => Promise<void>;
  /** Where the objects are. */
  readonly origin: { readonly endpoint: string; readonly mode: string };
}

/** @throws Error that names what is no id */
export function requireIds(ids: readonly string[], { one, done }: RemovalWords): void {
  const wrong = ids.filter((id) => !idPattern.test(id));
  if (wrong.length === 0) return;
  throw new Error(
    `${wrong.join(", ")} must be the UUID of a${/^[aeiou]/.test(one) ? "n" : ""} ${one}. Nothing was ${done}.`,
  );
}

/**
 * Asks in a terminal whether to go on.
 * @throws Error if this is no terminal, and `--yes` is not given
 */
export async function confirm(
  { terminal }: CliDeps,
  question: string,
  { yes }: { readonly yes?: true },
): Promise<boolean> {
  if (yes) return true;
  if (!terminal.isInteractive) throw new Error("this is no terminal, so nobody can be asked. Give --yes.");
  return terminal.confirm(question);
}

/** The ids that a list does not show; none if it cannot be read, which must not prevent a removal. */
export async function unlistedOf(
  ids: readonly string[],
  list: Promise<readonly string[]>,
): Promise<readonly string[]> {
  const shown = await list.catch(() => undefined);
  if (shown === undefined) return [];
  return ids.filter((id) => !shown.some((other) => isSameId(other, id)));
}

/**
 * Removes the objects one after the other, and prints a line for each. Returns whether all are gone.
 * @param unlisted ids that the list does not show. Default: none.
 */
export async function removeAll(
  { terminal, signal }: CliDeps,
  { words, remove, origin }: Removal,
  ids: readonly string[],
  unlisted: readonly string[] = [],
): Promise<ExitCode> {
  const { one, verb, active, done, otherwise } = words;
  let code: ExitCode = 0;
  for (const [index, id] of ids.entries()) {
    terminal.progress(`${active} ${one} ${index + 1} of ${ids.length}`);
    try {
      signal.throwIfAborted();
      await remove(id);
      // A wrong endpoint or mode knows none, too, so a success without one must say where it was searched.
      const where = unlisted.includes(id)
        ? ` (no ${one} of this id was listed at ${origin.endpoint} in the mode ${origin.mode})`
        : "";
      terminal.print(`${done} ${id}${where}`);
    } catch (error) {
      code = 1;
      // The error of the rules also says how to do what this command does.
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      terminal.warn(`could not ${verb} ${id}, so ${otherwise}: ${messageOf(cause)}`);
    }
  }
  return code;
}
