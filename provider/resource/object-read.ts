import type { CallOptions } from "../tasknet";
import type { Definition, ObjectContext, ObjectState } from "./definition";
import { messageOf } from "./errors";
import { importedObject, observedObject } from "./object-state";
import { isRecentCreate } from "./recent-create";
import { secretOutputs } from "./output-spec";
import { keptAfterFailure } from "./read-failure";
import { stateDeleteCommand } from "./commands";

/**
 * Reads a resource that does not expire. Without a state it is read by its id, for an import. A known one is kept, with a
 * warning, while the service does not report that it is gone.
 * @returns undefined if the service reports, confirmed, that it is gone
 * @throws Error if the service could not be read, which shows nothing of the resource
 */
export async function readObject<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  id: string,
  state: ObjectState | undefined,
  options?: CallOptions,
): Promise<ObjectState | undefined> {
  const { words } = definition;
  let item: Item | undefined;
  const shown = { isUnlisted: false };
  try {
    const onUnlisted = (): void => void (shown.isUnlisted = true);
    item = await context.reader.find(id, { ...options, onUnlisted });
  } catch (error) {
    if (state === undefined) throw error;
    const failed = `could not read ${words.one} ${id} at ${context.origin.endpoint}`;
    const warning = keptAfterFailure(failed, error, words.remove);
    if (warning === undefined) throw unread(definition, context, failed, id, error);
    options?.onWarning?.(warning);
    return state;
  }
  if (item === undefined && isRecentCreate(state, context.clock.now())) {
    options?.onWarning?.(
      `${words.one} ${id} stays in the state: Tasknet does not show it yet, and it was created less than a minute ago.`,
    );
    return state;
  }
  if (item === undefined || definition.isGone(item)) return undefined;
  if (shown.isUnlisted && definition.isListComplete === true && !isRecentCreate(state, context.clock.now())) {
    options?.onWarning?.(unlisted(definition, context, id));
  }
  if (state !== undefined) return observedObject(definition, state, item);
  const imported = importedObject(definition, context, id, item);
  const secrets = secretOutputs(definition).filter((name) => !(name in imported.outputs));
  if (secrets.length > 0) {
    options?.onWarning?.(
      `Tasknet shows ${secrets.join(", ")} only once, when ${words.oneOf} is created, so the imported one has none. ` +
        "Give the secret to what needs it by `pulumi config set --secret`.",
    );
  }
  return imported;
}

/** The warning for a resource that one request shows and another does not: only a confirmed end drops it. */
function unlisted<Item>({ words }: Definition<Item>, context: ObjectContext<Item>, id: string): string {
  return (
    `${words.one} ${id} stays in the state: the list of ${words.many} does not show it, although a GET still does. ` +
    `If it is ${words.removed}, remove it from the state: ${stateDeleteCommand(context)}`
  );
}

function unread<Item>(
  { words }: Definition<Item>,
  context: ObjectContext<Item>,
  failed: string,
  id: string,
  error: unknown,
): Error {
  return new Error(
    `${failed}, and nothing was changed. ${messageOf(error)}\n` +
      `Run the command again when the service responds. To go on without it, ${words.remove} the ${words.one} and remove it ` +
      `from the state:\n  ${words.removeCommand(context.origin, id)}\n  ${stateDeleteCommand(context)}`,
    { cause: error },
  );
}
