import type { ResourceChange } from "../resource";
import { DiffResponseDiffChanges, PropertyDiffKind } from "./messages";
import type { DiffResponse, PropertyDiff } from "./messages";
import type { ComparedPlan } from "./resource";

/** The response to Diff: each property with its kind, on the side where the engine shows its values. */
export function diffResponse(result: ComparedPlan): Partial<DiffResponse> {
  const { changes, isReplacement, deleteBeforeReplace, stableOutputs } = result;
  const { DIFF_SOME, DIFF_NONE } = DiffResponseDiffChanges;
  return {
    changes: changes.length > 0 ? DIFF_SOME : DIFF_NONE,
    diffs: changes.map(({ property }) => property),
    replaces: changes.filter(({ kind }) => kind === "replace").map(({ property }) => property),
    deleteBeforeReplace,
    stables: isReplacement ? [] : [...stableOutputs],
    hasDetailedDiff: true,
    detailedDiff: changes.map((change) => ({ key: change.property, value: propertyDiff(change, result) })),
  };
}

function propertyDiff(
  { property, kind }: ResourceChange,
  { oldInputs, newInputs }: ComparedPlan,
): PropertyDiff {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = PropertyDiffKind;
  const isReplaced = kind === "replace";
  const isOld = property in oldInputs;
  const isNew = property in newInputs;
  const update = isReplaced ? UPDATE_REPLACE : UPDATE;
  if (!isOld && !isNew) return { kind: update, inputDiff: false };
  if (!isOld) return { kind: isReplaced ? ADD_REPLACE : ADD, inputDiff: true };
  if (!isNew) return { kind: isReplaced ? DELETE_REPLACE : DELETE, inputDiff: true };
  return { kind: update, inputDiff: true };
}
