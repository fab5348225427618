import { isDeepStrictEqual } from "node:util";
import type { Created, Definition, ObjectContext, ObjectState } from "./definition";
import type { Properties } from "./resource";
import { defined } from "./values";

/** The state of a resource that we have just created, as far as the response shows it. */
export function createdObject<Item>(
  definition: Definition<Item>,
  origin: ObjectState["origin"],
  inputs: Properties,
  { id, item, secrets }: Created<Item>,
  ownCreateAt: string,
): ObjectState {
  const later = definition.setAfterCreate?.(inputs) ?? [];
  const applied = Object.entries(inputs).filter(([name]) => !later.includes(name));
  return {
    id,
    inputs: Object.fromEntries(applied),
    outputs: { ...definition.outputsOf(item), ...idOutput(definition, id), ...defined(secrets) },
    origin,
    ownCreateAt,
  };
}

/** The state of a resource of which only the id is known, and whose secret is lost with the response. */
export function unreadObject<Item>(
  definition: Definition<Item>,
  { origin }: Pick<ObjectContext<Item>, "origin">,
  inputs: Properties,
  id: string,
  ownCreateAt: string,
): ObjectState {
  const created = { id, item: {}, secrets: {} };
  return { ...createdObject(definition, origin, inputs, created, ownCreateAt), isSecretLost: true };
}

/** The state of a resource that is imported. */
export function importedObject<Item>(
  definition: Definition<Item>,
  { origin }: Pick<ObjectContext<Item>, "origin">,
  id: string,
  item: Item,
): ObjectState {
  // A value that no program could declare is not one that a program declares.
  const usable = Object.entries(definition.inputsOf(item)).filter(
    ([name, value]) => definition.inputs[name]?.schema.safeParse(value).success,
  );
  return {
    id,
    inputs: Object.fromEntries(usable),
    outputs: { ...definition.outputsOf(item), ...idOutput(definition, id) },
    origin,
  };
}

/**
 * The state after a read. An id keeps its recorded letters, and a creation time its precision. What changes only
 * incidentally is no news.
 * @param isOwnChange whether this provider has just changed it, so that all is news
 */
export function observedObject<Item>(
  definition: Definition<Item>,
  state: ObjectState,
  item: Item,
  isOwnChange = false,
): ObjectState {
  const { createdAt } = state.outputs;
  const reported = definition.outputsOf(item);
  const outputs = {
    ...state.outputs,
    ...reported,
    ...idOutput(definition, state.id),
    ...defined({ createdAt }),
  };
  const { incidental = [] } = definition;
  const isNews =
    isOwnChange ||
    Object.entries(outputs).some(
      ([name, value]) => !incidental.includes(name) && !isDeepStrictEqual(value, state.outputs[name]),
    );
  const inputs = { ...state.inputs, ...drifted(definition, state, item) };
  return isNews ? { ...state, inputs, outputs } : { ...state, inputs };
}

/**
 * The inputs that somebody else has set in place since the last operation. The service may spell a value differently, so
 * only what it reports is compared, then and now.
 */
function drifted<Item>(definition: Definition<Item>, state: ObjectState, item: Item): Properties {
  const before = definition.inputsOf(state.outputs as Item);
  const now = definition.inputsOf(item);
  const changed = Object.entries(definition.inputs)
    .filter(([name, { onChange }]) => onChange === "update" && before[name] !== undefined && name in now)
    .filter(([name]) => state.inputs[name] !== undefined && !definition.isSame(name, before[name], now[name]))
    .map(([name]) => [name, now[name]]);
  return Object.fromEntries(changed) as Properties;
}

function idOutput<Item>({ idField }: Definition<Item>, id: string): Properties {
  return { [idField]: id };
}
