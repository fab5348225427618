import type { Definition, ObjectState, OnChange } from "./definition";
import type { InputSpec } from "./input-spec";
import type { Comparison, Properties, ResourceChange, ResourcePlan, ResourcePlanRequest } from "./resource";
import { secretOutputs } from "./output-spec";
import { unknownValue } from "./values";

/** What an update would do to a resource that does not expire, and why. Nothing is called. */
export function planObject(
  definition: Definition<never>,
  request: ResourcePlanRequest<ObjectState>,
): ResourcePlan {
  const { state, isRefresh, ignoredChanges = [] } = request;
  const all = isRefresh
    ? inputChanges(definition, request)
    : [
        ...targetChanges(request),
        ...inputChanges(definition, request),
        ...secretChanges(definition, request),
      ];
  const changes = all.filter(
    ({ property }) => !ignoredChanges.includes(property) && !ignoredChanges.includes("*"),
  );
  const isReplacement = changes.some(({ kind }) => kind === "replace");
  return {
    changes,
    isReplacement,
    deleteBeforeReplace: false,
    notices: changes.filter(({ property }) => !(property in definition.inputs)).map(({ reason }) => reason),
    warnings: [
      ...(isReplacement && !isRefresh ? [lossWarning(definition, state)] : []),
      ...adoptionWarnings(definition, request),
    ],
  };
}

function lossWarning({ words }: Definition<never>, { id }: ObjectState): string {
  return (
    `${words.one} ${id} is replaced: the old one is ${words.removed}. ${words.loss} To keep the old one, undo the change, ` +
    "or set the resource option retainOnDelete: true and run `pulumi up` before the change."
  );
}

/** The changes of inputs that no update in place can make. */
export function objectReplacingChanges(
  definition: Definition<never>,
  request: Comparison<ObjectState>,
): ResourceChange[] {
  return inputChanges(definition, request).filter(({ kind }) => kind === "replace");
}

function inputChanges(definition: Definition<never>, request: Comparison<ObjectState>): ResourceChange[] {
  const names = Object.keys(definition.inputs);
  return names.flatMap((name) => inputChange(definition, request, name));
}

function inputChange(
  definition: Definition<never>,
  request: Comparison<ObjectState>,
  name: string,
): ResourceChange[] {
  const { oldInputs, newInputs } = request;
  const before = oldInputs[name];
  const after = newInputs[name];
  if (definition.isSame(name, before, after) || isAdopted(definition, request, name)) return [];
  if (isFirstAfterImport(definition, request) && isCovered(before, after)) return [];
  const spec: InputSpec<OnChange> | undefined = definition.inputs[name];
  // Nothing takes back what is set in place.
  const kind = spec?.onChange === "update" && after !== undefined ? "update" : "replace";
  return [{ property: name, kind, reason: `${name} changes from ${shown(before)} to ${shown(after)}` }];
}

function shown(value: unknown): string {
  if (value === undefined) return "unset";
  if (value === unknownValue) return "a value not known yet";
  return JSON.stringify(value, (_, item: unknown) => (item === unknownValue ? "not known yet" : item));
}

/**
 * Whether the diff is the first one after an import: a required input that no response shows is neither in the state nor in
 * the recorded inputs. Once the engine has recorded the program's inputs, the import is over.
 */
function isFirstAfterImport(
  { unreadInputs = [] }: Definition<never>,
  { state, oldInputs }: Comparison<ObjectState>,
): boolean {
  return unreadInputs.some((name) => oldInputs[name] === undefined && state.inputs[name] === undefined);
}

/** Whether an import found all that the program declares; what the program leaves open, the service has chosen. */
function isCovered(found: unknown, declared: unknown): boolean {
  if (declared === undefined) return true;
  if (!isRecord(found) || !isRecord(declared)) return false;
  return Object.entries(declared).every(([name, value]) => found[name] === value);
}

function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an input that no response shows is taken over from the program as it is. */
function isAdopted(definition: Definition<never>, request: Comparison<ObjectState>, name: string): boolean {
  const { state, oldInputs, newInputs } = request;
  return (
    newInputs[name] !== undefined &&
    oldInputs[name] === undefined &&
    state.inputs[name] === undefined &&
    isFirstAfterImport(definition, request)
  );
}

function adoptionWarnings(definition: Definition<never>, request: Comparison<ObjectState>): string[] {
  const adopted = Object.keys(definition.inputs).filter((name) => isAdopted(definition, request, name));
  if (adopted.length === 0) return [];
  return [
    `Tasknet does not show ${adopted.join(", ")} of an imported ${definition.words.one}: the declared values are recorded`,
  ];
}

function targetChanges({ state, origin }: ResourcePlanRequest<ObjectState>): ResourceChange[] {
  return (["endpoint", "mode"] as const)
    .filter((key) => state.origin[key] !== origin[key])
    .map((key) => ({
      property: key,
      kind: "replace",
      reason: `the configured ${key} changes from ${state.origin[key]} to ${origin[key]}`,
    }));
}

/** A lost secret keeps the resource from being complete: the update that it causes fails, and says what to do. */
function secretChanges(definition: Definition<never>, { state }: Comparison<ObjectState>): ResourceChange[] {
  if (state.isSecretLost !== true) return [];
  return secretOutputs(definition).map((property) => ({
    property,
    kind: "update",
    reason: `${property} of ${definition.words.one} ${state.id} is not known: the response to its create could not be read`,
  }));
}

/** The inputs that an update sets in place: those whose value is not the one that was last applied. */
export function changedInPlace(
  { inputs, isSame }: Definition<never>,
  state: ObjectState,
  newInputs: Properties,
): Properties {
  const names = Object.entries(inputs)
    .filter(([name, { onChange }]) => onChange === "update" && newInputs[name] !== undefined)
    .map(([name]) => name)
    .filter((name) => !isSame(name, state.inputs[name], newInputs[name]));
  return Object.fromEntries(names.map((name) => [name, newInputs[name]]));
}
