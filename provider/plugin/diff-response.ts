import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Change } from "../session";
import type { ResourcePlan } from "./resource";

/** Outputs that no update of a running session changes, so that what depends on them stays as it is. */
const stableOutputs = ["sessionUUID", "fingerprintUUID", "createdAt", "vncPassword"];

/** The response to Diff: each property with its kind, on the side where the engine shows its values. */
export function diffResponse(result: ResourcePlan): DiffResponse {
  const { changes, isReplacement, deleteBeforeReplace } = result;
  const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
  const response = new DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(changes.map(({ property }) => property))
    .setReplacesList(changes.filter(({ kind }) => kind === "replace").map(({ property }) => property))
    .setDeletebeforereplace(deleteBeforeReplace)
    .setStablesList(isReplacement ? [] : stableOutputs)
    .setHasdetaileddiff(true);
  for (const change of changes)
    response.getDetaileddiffMap().set(change.property, propertyDiff(change, result));
  return response;
}

function propertyDiff({ property, kind }: Change, { oldInputs, newInputs }: ResourcePlan): PropertyDiff {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
  const isReplaced = kind === "replace";
  const detail = new PropertyDiff();
  const isOld = property in oldInputs;
  const isNew = property in newInputs;
  if (!isOld && !isNew) return detail.setKind(isReplaced ? UPDATE_REPLACE : UPDATE);
  detail.setInputdiff(true);
  if (!isOld) return detail.setKind(isReplaced ? ADD_REPLACE : ADD);
  if (!isNew) return detail.setKind(isReplaced ? DELETE_REPLACE : DELETE);
  return detail.setKind(isReplaced ? UPDATE_REPLACE : UPDATE);
}
