import type { CallOptions } from "../tasknet";
import { stateDeleteCommand } from "./commands";
import type { Definition, ObjectContext, ObjectState } from "./definition";
import { errorKind, messageOf } from "./errors";
import { isRecentCreate } from "./recent-create";
import type { Evidence } from "./removal";
import { evidenceOfNotFound, removeResource } from "./removal";

/**
 * Removes a resource that does not expire; one that is gone already is a success.
 * @throws Error with the command that removes it without Pulumi
 */
export async function removeObject<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  id: string,
  state: ObjectState | undefined,
  options?: CallOptions,
): Promise<void> {
  const { clock } = context;
  const { one, remove } = definition.words;
  const removal = {
    clock,
    send: () => send(context, id, options),
    evidenceOf: (error: unknown) => evidenceOf(definition, context, id, error, options),
    isRecent: () => isRecentCreate(state, clock.now()),
    failure: (error: unknown) => failure(definition, context, id, error),
    found: `the request to ${remove} ${one} ${id} found none`,
  };
  await removeResource(removal, options);
}

async function send<Item>(
  { api, awaitConflict }: ObjectContext<Item>,
  id: string,
  options: CallOptions | undefined,
): Promise<void> {
  for (;;) {
    try {
      await api.remove(id, options);
      return;
    } catch (error) {
      const isConflict = errorKind(error) === "conflict";
      if (!isConflict || (await awaitConflict?.(id, options)) !== true) throw error;
    }
  }
}

/** The meaning of a failed removal. A refusal may be of a resource that is gone already: then a read shows it. */
async function evidenceOf<Item>(
  { idOf, isGone }: Definition<Item>,
  { api }: ObjectContext<Item>,
  id: string,
  error: unknown,
  options: CallOptions | undefined,
): Promise<Evidence> {
  const kind = errorKind(error);
  if (kind === "badRequest" || kind === "conflict") {
    const item = await api.get(id, options).catch(() => undefined);
    return item !== undefined && isGone(item) ? "gone" : undefined;
  }
  const aliveIds = (items: readonly Item[]): string[] => items.filter((item) => !isGone(item)).map(idOf);
  return evidenceOfNotFound(error, id, () => api.list(options), aliveIds);
}

function failure<Item>(
  { words }: Definition<Item>,
  context: ObjectContext<Item>,
  id: string,
  error: unknown,
): Error {
  const { origin } = context;
  const remedy =
    errorKind(error) === "unauthorized"
      ? `Set TASKNET_API_KEY and TASKNET_API_KEY_ID to a key that may ${words.remove} it, and run the command again.`
      : `To ${words.remove} it without Pulumi: ${words.removeCommand(origin, id)}`;
  return new Error(
    `could not ${words.remove} ${words.one} ${id} at ${origin.endpoint}, so it stays in the state. ${messageOf(error)}\n` +
      `${remedy}\nTo remove it from the state: ${stateDeleteCommand(context)}`,
    { cause: error },
  );
}
