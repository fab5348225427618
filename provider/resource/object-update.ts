import type { CallOptions } from "../tasknet";
import type { Definition, ObjectContext, ObjectState } from "./definition";
import { errorKind, messageOf } from "./errors";
import { InitFailedError } from "./init-failed-error";
import { secretLost } from "./object-create";
import { changedInPlace } from "./object-diff";
import { setInPlace } from "./object-set";
import type { Properties } from "./resource";

/**
 * Brings a resource that does not expire to the new inputs: what changed in place is set and read back. Any other input
 * is only recorded: the diff found that it means the same.
 * @throws InitFailedError while the secret of the resource is lost, or while an input of its create is not set
 */
export async function updateObject<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  { state, newInputs }: { readonly state: ObjectState; readonly newInputs: Properties },
  options?: CallOptions,
): Promise<ObjectState> {
  if (state.isSecretLost === true) throw secretLost(definition, context, state);
  const changed = changedInPlace(definition, state, newInputs);
  if (Object.keys(changed).length === 0) return { ...state, inputs: newInputs };
  try {
    return await setInPlace(definition, context, state, changed, newInputs, options);
  } catch (error) {
    const failed = failure(definition, state, Object.keys(changed), error);
    // The engine retries an init failure as an update, and a plain error of that would drop the resource.
    const isPartial = Object.keys(changed).some((name) => state.inputs[name] === undefined);
    throw isPartial ? new InitFailedError(failed.message, state, { cause: error }) : failed;
  }
}

function failure<Item>(
  { words }: Definition<Item>,
  { id }: ObjectState,
  names: readonly string[],
  error: unknown,
): Error {
  const hint =
    errorKind(error) === "notFound" || errorKind(error) === "badRequest"
      ? `\nIf the ${words.one} is gone, \`pulumi refresh\` drops it from the state, and \`pulumi up\` creates another one.`
      : "";
  return new Error(`could not set ${names.join(", ")} of ${words.one} ${id}. ${messageOf(error)}${hint}`, {
    cause: error,
  });
}
