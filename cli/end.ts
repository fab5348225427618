import type { Command } from "commander";
import type { ProviderContext } from "../provider/contexts";
import { end } from "../provider/session";
import type { AccountOptions } from "./account";
import { addAccountOptions, openAccount } from "./account";
import { callOptions } from "./call-options";
import type { CliDeps, ExitCode } from "./deps";
import type { Removal } from "./removal";
import { confirm, removeAll, requireIds, unlistedOf } from "./removal";

interface EndOptions extends AccountOptions {
  readonly yes?: true;
}

const words = {
  one: "session",
  many: "sessions",
  verb: "end",
  active: "ending",
  done: "ended",
  otherwise: "it may still run",
};

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
  requireIds(ids, words);
  const context = await openAccount(deps, options);
  const question = ids.length === 1 ? "End this session?" : `End these ${ids.length} sessions?`;
  if (!(await confirm(deps, question, options))) {
    deps.terminal.warn("Nothing was ended.");
    return 1;
  }
  const listed = context.api
    .listAll(callOptions(deps))
    .then(({ sessions }) => sessions.map(({ sessionUUID }) => sessionUUID));
  return removeAll(deps, removalOf(deps, context), ids, await unlistedOf(ids, listed));
}

/** Ends the sessions one after the other, and prints a line for each. Returns whether all have ended. */
export async function endSessions(
  deps: CliDeps,
  context: ProviderContext,
  ids: readonly string[],
): Promise<boolean> {
  return (await removeAll(deps, removalOf(deps, context), ids)) === 0;
}

function removalOf(deps: CliDeps, context: ProviderContext): Removal {
  const remove = (id: string): Promise<void> => end(context, { sessionUUID: id }, callOptions(deps));
  return { words, origin: context.origin, remove };
}
