import type { ResourceRequest } from "../resource";
import type { SimulatedResponse } from "../responses";
import { errorResponse } from "../responses";
import { isVisible } from "../visibility";
import type { UseDeps } from "./deps";
import type { SimulatedFingerprint } from "./store";

type Owner = Pick<ResourceRequest, "account" | "mode">;

/** Returns the fingerprint with this id, if the owner may use it. It may be archived. */
export function findFingerprint(deps: UseDeps, owner: Owner, id = ""): SimulatedFingerprint | undefined {
  const fingerprint = deps.stores.fingerprints.find(id);
  return fingerprint && isVisible(owner, fingerprint, deps.switches.resourceModes) ? fingerprint : undefined;
}

/** Returns the response that refuses a session with this fingerprint, or undefined if it may start. */
export function refuseSession(deps: UseDeps, owner: Owner, id: string): SimulatedResponse | undefined {
  const fingerprint = findFingerprint(deps, owner, id);
  if (fingerprint) return refuseUse(deps, fingerprint);
  if (deps.switches.unknownFingerprint === "accepted") return undefined;
  return errorResponse(400, `no fingerprint ${id}`, { details: { resource: "fingerprint", id } });
}

/** Returns the response that refuses an archived or orphaned fingerprint, or undefined if it may be used. */
export function refuseUse(
  { stores, switches }: UseDeps,
  { fingerprintUUID, environmentUUID, isArchived }: SimulatedFingerprint,
): SimulatedResponse | undefined {
  if (isArchived) return errorResponse(400, `the fingerprint ${fingerprintUUID} is archived`);
  const isOrphaned = stores.environments.find(environmentUUID)?.deletedAt !== undefined;
  if (!isOrphaned || switches.orphanedFingerprint === "accepted") return undefined;
  return errorResponse(400, `the environment of the fingerprint ${fingerprintUUID} is deleted`);
}
