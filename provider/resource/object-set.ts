import type { CallOptions } from "../tasknet";
import type { Definition, ObjectContext, ObjectState } from "./definition";
import { errorKind, messageOf } from "./errors";
import { observedObject } from "./object-state";
import { isRecentCreate, recentCreatePauseMs } from "./recent-create";
import type { Properties } from "./resource";

/**
 * Sets inputs in place, and reads the resource back: the response to the update shows nothing.
 * @param inputs the inputs of the resource afterwards
 * @throws TasknetError if the update fails. A failed read is only a warning.
 */
export async function setInPlace<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  state: ObjectState,
  changed: Properties,
  inputs: Properties,
  options: CallOptions | undefined,
): Promise<ObjectState> {
  const next = { ...state, inputs };
  await context.api.update?.(state.id, changed, options);
  try {
    const item = await readBack(context, state, options);
    // Our own change is news, whatever else it changes.
    return { ...observedObject(definition, next, item, true), inputs };
  } catch (error) {
    const names = Object.keys(changed).join(", ");
    options?.onWarning?.(
      `${names} of ${definition.words.one} ${state.id} was set, but could not be read back: ${messageOf(error)}`,
    );
    return next;
  }
}

/** Reads the resource, again and again while the service may not show it yet. */
async function readBack<Item>(
  { api, clock }: ObjectContext<Item>,
  state: ObjectState,
  options: CallOptions | undefined,
): Promise<Item> {
  for (;;) {
    try {
      return await api.get(state.id, options);
    } catch (error) {
      const mayLag = errorKind(error) === "notFound" && isRecentCreate(state, clock.now());
      if (!mayLag || !(await clock.wait(recentCreatePauseMs, options))) throw error;
    }
  }
}
