import type { CallOptions } from "../tasknet";
import { InvalidResponseError, isTasknetError } from "../tasknet";
import { replaceCommand } from "./commands";
import type { FailedCreate } from "./create-memory";
import type { Created, Definition, ObjectContext, ObjectState } from "./definition";
import { errorKind, messageOf } from "./errors";
import { InitFailedError } from "./init-failed-error";
import { changedInPlace } from "./object-diff";
import { removeObject } from "./object-remove";
import { setInPlace } from "./object-set";
import { createdObject, observedObject, unreadObject } from "./object-state";
import { describePossibleOrphans } from "./orphans";
import type { RequestTiming } from "./request-timing";
import { serviceTiming } from "./request-timing";
import type { Properties, ResourceCreateRequest } from "./resource";

/** Timeout, in milliseconds, of the removal of an abandoned resource: the engine kills a provider after 5 s. */
const cleanupTimeoutMs = 4_000;

/**
 * Creates a resource that does not expire: one request, never repeated.
 * @throws InitFailedError if the resource exists, but its secret is lost or not all inputs could be set
 * @throws Error that names the resources that may have been made, if the outcome of the request is unknown
 */
export async function createObject<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  request: ResourceCreateRequest,
  options?: CallOptions,
): Promise<ObjectState> {
  const { memory } = context;
  const { resourceKey } = request;
  const made = memory.unfinished.get(resourceKey) ?? (await make(definition, context, request, options));
  await removeIfAbandoned(definition, context, request, made);
  if (made.isSecretLost === true) throw secretLost(definition, context, made);
  memory.unfinished.set(resourceKey, made);
  const state = await setRemaining(definition, context, request, made, options);
  memory.unfinished.delete(resourceKey);
  return state;
}

/** @throws Error after the removal of a resource that no state would hold */
async function removeIfAbandoned<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  { isRequestActive = () => true }: ResourceCreateRequest,
  state: ObjectState,
): Promise<void> {
  if (await isRequestActive()) return;
  const { one, removed } = definition.words;
  await removeObject(definition, context, state.id, state, { timeoutMs: cleanupTimeoutMs });
  throw new Error(`${one} ${state.id} was ${removed}: the engine stopped, so no state records it`);
}

async function make<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  { inputs, resourceKey }: ResourceCreateRequest,
  options: CallOptions | undefined,
): Promise<ObjectState> {
  const { clock, memory } = context;
  const earlier = memory.failedCreate(resourceKey);
  if (earlier?.id !== undefined) return unread(definition, context, { ...earlier, id: earlier.id }, options);
  if (earlier !== undefined) {
    throw new Error(
      `an earlier attempt to create this ${definition.words.one} has an unknown outcome, so no second request was sent.\n` +
        (await possibleOrphans(definition, context, earlier, options)),
    );
  }
  const sentTicks = clock.ticks();
  try {
    const created = await context.api.create(inputs, options);
    memory.addOwn(created.id);
    const timing = { sentTicks, respondedTicks: clock.ticks() };
    const state = createdObject(definition, context.origin, inputs, created, respondedAt(context, timing));
    return await completed(definition, context, state, created, options);
  } catch (error) {
    const id = error instanceof InvalidResponseError ? error.id : undefined;
    const failed = { inputs, timing: { sentTicks, respondedTicks: clock.ticks() }, error, id };
    return afterFailure(definition, context, resourceKey, failed, options);
  }
}

function respondedAt<Item>({ clock }: ObjectContext<Item>, timing: RequestTiming): string {
  return new Date(serviceTiming(clock, timing).respondedAt).toISOString();
}

/** The state with what the response to the create did not show. Its id and its secret are known, so nothing may fail. */
async function completed<Item>(
  definition: Definition<Item>,
  { api }: ObjectContext<Item>,
  state: ObjectState,
  { item }: Created<Item>,
  options: CallOptions | undefined,
): Promise<ObjectState> {
  // Every response but that of a create which only accepted the request shows it.
  if (definition.createdAtOf(item) !== undefined) return state;
  try {
    return observedObject(definition, state, await api.get(state.id, options));
  } catch (error) {
    const { one } = definition.words;
    options?.onWarning?.(
      `${one} ${state.id} was created, but could not be read: ${messageOf(error)}. \`pulumi refresh\` completes its state.`,
    );
    return state;
  }
}

async function afterFailure<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  resourceKey: string,
  failed: FailedCreate<Properties>,
  options: CallOptions | undefined,
): Promise<ObjectState> {
  const { memory } = context;
  const { error, id } = failed;
  if (id === undefined && isTasknetError(error) && error.effect === "none") {
    const hint =
      errorKind(error) === "notFound"
        ? "\nCheck tasknet:endpoint and tasknet:mode, and the ids in the inputs."
        : "";
    throw new Error(`no ${definition.words.one} was created. ${error.message}${hint}`, { cause: error });
  }
  memory.addFailedCreate(resourceKey, failed);
  if (id !== undefined) {
    memory.addOwn(id);
    return unread(definition, context, { ...failed, id }, options);
  }
  throw new Error(`${messageOf(error)}\n${await possibleOrphans(definition, context, failed, options)}`, {
    cause: error,
  });
}

/** The state of a resource whose create returned an id and no readable secret, completed as far as a read can. */
async function unread<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  { inputs, timing, id }: FailedCreate<Properties> & { readonly id: string },
  options: CallOptions | undefined,
): Promise<ObjectState> {
  const state = unreadObject(definition, context, inputs, id, respondedAt(context, timing));
  try {
    return observedObject(definition, state, await context.api.get(id, options));
  } catch {
    return state;
  }
}

/** The error for a resource whose secret nobody knows. It keeps the state, so that the resource can be removed. */
export function secretLost<Item>(
  { words }: Definition<Item>,
  context: Pick<ObjectContext<Item>, "urn">,
  state: ObjectState,
): InitFailedError<ObjectState> {
  return new InitFailedError(
    `${words.one} ${state.id} was created, but the response could not be read, so its secret is not known, and Tasknet shows ` +
      "a secret only once. It is recorded in the state. To create another one in its place: " +
      replaceCommand(context),
    state,
  );
}

/** Sets the inputs that a create does not take. */
async function setRemaining<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  { inputs }: ResourceCreateRequest,
  state: ObjectState,
  options: CallOptions | undefined,
): Promise<ObjectState> {
  const remaining = changedInPlace(definition, state, inputs);
  const names = Object.keys(remaining);
  if (names.length === 0) return state;
  try {
    const all = { ...state.inputs, ...remaining };
    return await setInPlace(definition, context, state, remaining, all, options);
  } catch (error) {
    throw new InitFailedError(
      `${definition.words.one} ${state.id} was created, but ${names.join(", ")} could not be set: ${messageOf(error)}\n` +
        "It is recorded in the state. Run `pulumi up` again to complete it.",
      state,
      { cause: error },
    );
  }
}

function possibleOrphans<Item>(
  definition: Definition<Item>,
  context: ObjectContext<Item>,
  { inputs, timing }: FailedCreate<Properties>,
  options: CallOptions | undefined,
): Promise<string> {
  const { api, clock, memory, origin } = context;
  const { words, idOf, isGone, createdAtOf } = definition;
  const search = {
    clock,
    resource: context,
    list: (call: CallOptions) => api.list(call),
    matches: (item: Item) => !memory.isOwn(idOf(item)) && !isGone(item) && matches(definition, inputs, item),
    idOf,
    createdAtOf,
    sentAt: () => serviceTiming(clock, timing).sentAt,
    words: {
      type: definition.type,
      one: words.one,
      many: words.many,
      first: words.oneOf.replace(/^a/, "A"),
      exist: "exist",
      fate: `${words.oneOf.replace(/^a/, "A")} does not expire.`,
      older: `Older ${words.many} with the same settings exist, too.`,
      listCommand: words.listCommand(origin),
      removal: `to ${words.remove} it`,
      removeCommand: (id: string) => words.removeCommand(origin, id),
    },
  };
  return describePossibleOrphans(search, options);
}

/**
 * Whether an item may be the result of a create: no input that it shows is another one. What can be set in place shows
 * nothing: the service may spell it differently, or set it later.
 */
function matches<Item>(
  { inputs: specs, inputsOf, isSame }: Definition<Item>,
  inputs: Properties,
  item: Item,
): boolean {
  return Object.entries(inputsOf(item)).every(
    ([name, reported]) =>
      specs[name]?.onChange === "update" ||
      inputs[name] === undefined ||
      isSame(name, inputs[name], reported),
  );
}
