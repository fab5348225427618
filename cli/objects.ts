import type { Command } from "commander";
import type { ProviderContext } from "../provider/contexts";
import type { CallOptions } from "../provider/tasknet";
import type { AccountOptions } from "./account";
import { addAccountOptions, openAccount } from "./account";
import { callOptions } from "./call-options";
import type { CliDeps, ExitCode } from "./deps";
import type { RemovalWords } from "./removal";
import { confirm, removeAll, requireIds, unlistedOf } from "./removal";
import { table } from "./table";

/** An object as a command shows it. */
export interface ShownObject {
  readonly id: string;
  /** Its cells of the table. */
  readonly row: readonly string[];
  /** What `--json` prints of it. */
  readonly json: object;
}

/** The objects that a list of the service shows. */
export interface ShownObjects {
  readonly objects: readonly ShownObject[];
  /** Whether the account has more than the list shows. */
  readonly hasMore: boolean;
}

/** A kind of object that does not expire, as the commands show and remove it. */
export interface ObjectCommands {
  readonly words: RemovalWords;
  /** The name of the command that removes, such as `delete-environment`. */
  readonly removeName: string;
  /** What a removal loses, as sentences. */
  readonly loss: string;
  /** The heading of the table. */
  readonly heading: readonly string[];
  readonly list: (context: ProviderContext, options: CallOptions) => Promise<ShownObjects>;
  readonly remove: (context: ProviderContext, id: string, options: CallOptions) => Promise<void>;
}

interface ListOptions extends AccountOptions {
  readonly json?: true;
}

interface RemoveOptions extends AccountOptions {
  readonly yes?: true;
}

/** Returns the function that adds the command that lists the objects. */
export function addList(
  kind: ObjectCommands,
): (program: Command, deps: CliDeps, onDone: (code: ExitCode) => void) => void {
  const { many } = kind.words;
  return (program, deps, onDone) => {
    addAccountOptions(program.command(many).description(`Lists the ${many} of the account.`))
      .option("--json", "print JSON instead of a table")
      .action(async (options: ListOptions) => {
        onDone(await listObjects(kind, deps, options));
      });
  };
}

async function listObjects(kind: ObjectCommands, deps: CliDeps, options: ListOptions): Promise<ExitCode> {
  const { terminal } = deps;
  const { one, many } = kind.words;
  const context = await openAccount(deps, options);
  const { objects, hasMore } = await kind.list(context, callOptions(deps));
  const { endpoint, mode } = context.origin;
  const json = objects.map((object) => object.json);
  const rows = objects.map(({ row }) => row);
  if (options.json) terminal.print(JSON.stringify(json, undefined, 2));
  else if (rows.length === 0) terminal.print(`No ${one} exists at ${endpoint} in the mode ${mode}.`);
  // A name may be long: the last column wraps.
  else terminal.print(table(kind.heading, rows, 1));
  if (hasMore) terminal.warn(`The account has more ${many}: Tasknet shows only these.`);
  return 0;
}

/** Returns the function that adds the command that removes objects. */
export function addRemove(
  kind: ObjectCommands,
): (program: Command, deps: CliDeps, onDone: (code: ExitCode) => void) => void {
  const { words, removeName, loss } = kind;
  const { many, verb } = words;
  const title = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}s`;
  return (program, deps, onDone) => {
    const description = `${title} ${many}. ${loss} In a terminal it asks first.`;
    addAccountOptions(program.command(removeName).description(description))
      .argument("<id...>", `the UUIDs of the ${many}`)
      .option("-y, --yes", "do not ask")
      .action(async (ids: string[], options: RemoveOptions) => {
        onDone(await removeObjects(kind, deps, ids, options));
      });
  };
}

async function removeObjects(
  kind: ObjectCommands,
  deps: CliDeps,
  ids: readonly string[],
  options: RemoveOptions,
): Promise<ExitCode> {
  const { words, loss, list, remove } = kind;
  requireIds(ids, words);
  const context = await openAccount(deps, options);
  const title = `${words.verb.charAt(0).toUpperCase()}${words.verb.slice(1)}`;
  const which = ids.length === 1 ? `this ${words.one}` : `these ${ids.length} ${words.many}`;
  if (!(await confirm(deps, `${title} ${which}? ${loss}`, options))) {
    deps.terminal.warn(`Nothing was ${words.done}.`);
    return 1;
  }
  const listed = list(context, callOptions(deps)).then(({ objects, hasMore }) =>
    // A page says nothing of an object that it lacks.
    hasMore ? ids : objects.map(({ id }) => id),
  );
  const removal = {
    words,
    origin: context.origin,
    remove: (id: string) => remove(context, id, callOptions(deps)),
  };
  return removeAll(deps, removal, ids, await unlistedOf(ids, listed));
}
