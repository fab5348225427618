import type { Command } from "commander";
import type { ProviderContext } from "../provider/contexts";
import { end, isSameId, messageOf } from "../provider/session";
import { sessionIdPattern } from "../provider/tasknet";
import type { AccountOptions } from "./account";
import { addAccountOptions, openAccount } from "./account";
import { callOptions } from "./call-options";
import type { CliDeps, ExitCode } from "./deps";

interface EndOptions extends AccountOptions {
  readonly yes?: true;
}

/** Adds the command that ends sessions. */
export function addEnd(program: Command, deps: CliDeps, onDone: (code: ExitCode) => void): void {
  addAccountOptions(program.command("end").description("Ends sessions. In a terminal it asks first."))
    .argument("<id...>", "the UUIDs of the sessions")
    .option("-y, --yes", "do not ask")
    .action(async (ids: string[], options: EndOptions) => {
      onDone(await endByIds(deps, ids, options));
    });
}

async function endByIds(deps: CliDeps, ids: readonly string[], options: EndOptions): Promise<ExitCode> {
  const { terminal } = deps;
  const wrong = ids.filter((id) => !sessionIdPattern.test(id));
  if (wrong.length > 0) throw new Error(`${wrong.join(", ")} must be a session's UUID. Nothing was ended.`);
  const context = await openAccount(deps, options);
  if (!(await mayEnd(deps, ids.length, options))) {
    terminal.warn("Nothing was ended.");
    return 1;
  }
  const unlisted = await unlistedOf(deps, context, ids);
  return (await endSessions(deps, context, ids, unlisted)) ? 0 : 1;
}

/** The ids that the list of sessions does not show; none if the list cannot be read, which must not prevent an end. */
async function unlistedOf(
  deps: CliDeps,
  { api }: ProviderContext,
  ids: readonly string[],
): Promise<readonly string[]> {
  const list = await api.listAll(callOptions(deps)).catch(() => undefined);
  if (list === undefined) return [];
  return ids.filter((id) => !list.sessions.some(({ sessionUUID }) => isSameId(sessionUUID, id)));
}

async function mayEnd({ terminal }: CliDeps, count: number, { yes }: EndOptions): Promise<boolean> {
  if (yes) return true;
  if (!terminal.isInteractive) throw new Error("this is no terminal, so nobody can be asked. Give --yes.");
  return terminal.confirm(count === 1 ? "End this session?" : `End these ${count} sessions?`);
}

/**
 * Ends the sessions one after the other, and prints a line for each. Returns whether all have ended.
 * @param unlisted ids that the list of sessions does not show. Default: none.
 */
export async function endSessions(
  deps: CliDeps,
  context: ProviderContext,
  ids: readonly string[],
  unlisted: readonly string[] = [],
): Promise<boolean> {
  const { terminal, signal } = deps;
  const { endpoint, mode } = context.origin;
  let haveEnded = true;
  for (const [index, id] of ids.entries()) {
    terminal.progress(`ending session ${index + 1} of ${ids.length}`);
    try {
      signal.throwIfAborted();
      await end(context, { sessionUUID: id }, callOptions(deps));
      // A wrong endpoint or mode knows no session, too, so a success without a session must say where it was searched.
      const where = unlisted.includes(id)
        ? ` (no session of this id was listed at ${endpoint} in the mode ${mode})`
        : "";
      terminal.print(`ended ${id}${where}`);
    } catch (error) {
      haveEnded = false;
      // The error of the rules also says how to do what this command does.
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      terminal.warn(`could not end ${id}, so it may still run: ${messageOf(cause)}`);
    }
  }
  return haveEnded;
}
