import type { CallOptions } from "../tasknet";
import { isTasknetError } from "../tasknet";
import { BatchingReader } from "./batching-reader";
import { checkInputs } from "./check";
import type { ApiTarget, Named, WaitingClock } from "./context";
import type { Definition, ObjectApi, ObjectContext, ObjectState } from "./definition";
import { ObjectMemory } from "./definition";
import { createObject } from "./object-create";
import { changedInPlace, objectReplacingChanges, planObject } from "./object-diff";
import { objectProperties, objectState, recordedInputs, recordedObject } from "./object-record";
import { readObject } from "./object-read";
import { removeObject } from "./object-remove";
import { updateObject } from "./object-update";
import type { OutputSpecs } from "./output-spec";
import type { Properties, Resource } from "./resource";
import { unknownValue } from "./values";

/** What distinguishes the list of one kind of resource. */
export interface Listing<Item> {
  readonly listInputs: OutputSpecs;
  readonly matches: (item: Item, query: Properties) => boolean;
}

/** What a provider gives the operations of all resources that do not expire. */
export interface ClientContext<Client extends WaitingClock> extends Named {
  /** The client of an account. All resources of one origin share it. */
  readonly client: Client;
  readonly origin: ApiTarget;
}

/** A kind of resource that does not expire, for `objectResource`. */
export interface ObjectKind<Item, Context> {
  readonly definition: Definition<Item>;
  readonly apiOf: (context: Context) => ObjectApi<Item>;
  readonly listing: Listing<Item>;
  readonly awaitConflict?: (context: Context, id: string, options?: CallOptions) => Promise<boolean>;
}

/** A kind of resource that does not expire, as both providers manage it. */
export function objectResource<Item, Context extends ClientContext<WaitingClock>>(
  kind: ObjectKind<Item, Context>,
): Resource<Context, ObjectState> {
  const { definition, listing } = kind;
  const { listInputs, matches } = listing;
  const contextOf = contextsOf(kind);
  const { type, words, description, inputs, outputs, rules, unreadInputs = [] } = definition;
  const secretProperties = [...Object.entries(inputs), ...Object.entries(outputs)]
    .filter(([, { secret }]) => secret)
    .map(([name]) => name);
  const { incidental = [], changedByUpdate = [] } = definition;
  const changing = [...incidental, ...changedByUpdate];
  const checkable = { noun: words.oneOf, specs: inputs, ...(rules === undefined ? {} : { rules }) };
  return {
    type,
    noun: words.one,
    absence: `does not exist or is ${words.removed}`,
    description,
    inputs,
    outputs,
    certainInputs: Object.entries(inputs)
      .filter(([name, { required }]) => required && !unreadInputs.includes(name))
      .map(([name]) => name),
    secretProperties,
    stableOutputs: Object.keys(outputs).filter((name) => !changing.includes(name)),
    recordedInputs: recordedInputs(definition),
    // It does not end by itself, so an update needs no read before it.
    wantsRefresh: () => false,
    check: (given, options) => checkInputs(checkable, given, options),
    checkWarnings: () => [],
    idOf: ({ id }) => id,
    propertiesOf: (state) => objectProperties(definition, state),
    inputsOf: (state) => state.inputs,
    stateFrom: (id, properties) => objectState(definition, id, properties),
    recordedState: (id, properties) => recordedObject(definition, id, properties),
    plan: (_context, request) => Promise.resolve(planObject(definition, request)),
    replacingChanges: (request) => objectReplacingChanges(definition, request),
    previewCreate: (given) => ({ ...given, ...unknown(Object.keys(outputs)) }),
    previewUpdate: (_context, { state, newInputs }) => {
      const isChanged = Object.keys(changedInPlace(definition, state, newInputs)).length > 0;
      const next = objectProperties(definition, { ...state, inputs: newInputs });
      return isChanged ? { ...next, ...unknown(changing) } : next;
    },
    create: (context, request, options) => createObject(definition, contextOf(context), request, options),
    read: (context, id, state, options) => readObject(definition, contextOf(context), id, state, options),
    update: (context, request, options) => updateObject(definition, contextOf(context), request, options),
    remove: (context, id, state, options) => removeObject(definition, contextOf(context), id, state, options),
    listInputs,
    list: async (context, query, options) => {
      const { entries, isPartial } = await contextOf(context).api.list(options);
      if (isPartial === true) {
        options?.onWarning?.(
          `Tasknet lists only some of the ${words.many} of the account: others may match, too`,
        );
      }
      return entries
        .filter((item) => !definition.isGone(item) && matches(item, query))
        .map((item) => definition.idOf(item));
    },
  };
}

/** The reads and the memory of one client are shared by all operations of the kind. */
function contextsOf<Item, Context extends ClientContext<WaitingClock>>({
  definition,
  apiOf,
  awaitConflict,
}: ObjectKind<Item, Context>): (context: Context) => ObjectContext<Item> {
  const shared = new WeakMap<WaitingClock, Pick<ObjectContext<Item>, "api" | "reader" | "memory">>();
  const make = (context: Context): Pick<ObjectContext<Item>, "api" | "reader" | "memory"> => {
    const api = apiOf(context);
    const { idOf, isGone, isListComplete } = definition;
    const readable = {
      list: (options: CallOptions) => api.list(options),
      get: (id: string, options?: CallOptions) => api.get(id, options),
      idOf,
      isGone,
      prefersList: isListComplete,
      indicatesGone: (error: unknown) => isTasknetError(error) && error.status === 410,
    };
    const reader = new BatchingReader(readable, { now: () => context.client.ticks() });
    return { api, reader, memory: new ObjectMemory() };
  };
  return (context) => {
    const { client, origin, urn, isImportable } = context;
    const parts = shared.get(client) ?? make(context);
    shared.set(client, parts);
    return {
      ...parts,
      clock: client,
      origin,
      urn,
      isImportable,
      ...(awaitConflict && {
        awaitConflict: (id: string, options?: CallOptions) => awaitConflict(context, id, options),
      }),
    };
  };
}

function unknown(names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, unknownValue]));
}
