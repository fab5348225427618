import type { ResourceRequest } from "../resource";
import type { SimulatedResponse } from "../responses";
import { errorResponse, notFoundResponse } from "../responses";
import { isVisible } from "../visibility";
import type { FingerprintDeps } from "./deps";
import { present } from "./presentation";
import type { CreateFingerprintRequest, FingerprintSettings } from "./settings";
import { countryProblem, declaredSettings, randomSettings } from "./settings";
import { findFingerprint, refuseUse } from "./use";

export function createDeclared(deps: FingerprintDeps, request: ResourceRequest): SimulatedResponse {
  const body = request.body as CreateFingerprintRequest;
  const problem = problemOf(deps, body);
  if (problem !== undefined) return errorResponse(400, problem);
  return createIn(deps, request, body.environmentUUID, declaredSettings(body));
}

export function createRandom(deps: FingerprintDeps, request: ResourceRequest): SimulatedResponse {
  const { environmentUUID } = request.body as { environmentUUID: string };
  return createIn(deps, request, environmentUUID, randomSettings(deps.stores.fingerprints.all().length));
}

export function clone(deps: FingerprintDeps, request: ResourceRequest): SimulatedResponse {
  const source = findFingerprint(deps, request, request.id);
  if (!source) return notFoundResponse("fingerprint", request.id);
  return refuseUse(deps, source) ?? store(deps, request, source.environmentUUID, source.settings);
}

function problemOf(
  { stores, switches }: FingerprintDeps,
  { device, proxy, extensions = [] }: CreateFingerprintRequest,
): string | undefined {
  const invalid = Object.entries(device ?? {}).find(([, count]) => ![1, 2, 3, 4].includes(count));
  if (invalid && switches.deviceCounts === "checked") {
    return `${invalid[0]} must be 1, 2, 3 or 4, but is ${invalid[1]}`;
  }
  const unknown = extensions.find((id) => stores.extensions.find(id) === undefined);
  if (unknown !== undefined && switches.unknownExtension === "refused") return `no extension ${unknown}`;
  return countryProblem(proxy?.country);
}

function createIn(
  deps: FingerprintDeps,
  request: ResourceRequest,
  environmentUUID: string,
  settings: FingerprintSettings,
): SimulatedResponse {
  const environment = deps.stores.environments.find(environmentUUID);
  const isUsable =
    environment?.deletedAt === undefined &&
    environment !== undefined &&
    isVisible(request, environment, deps.switches.resourceModes);
  if (!isUsable) return notFoundResponse("environment", environmentUUID);
  return store(deps, request, environment.environmentUUID, settings);
}

function store(
  deps: FingerprintDeps,
  { account, mode }: ResourceRequest,
  environmentUUID: string,
  settings: FingerprintSettings,
): SimulatedResponse {
  const fingerprint = deps.stores.fingerprints.create(settings, { account, mode, environmentUUID });
  const { fingerprintUUID, fingerprintSecret } = fingerprint;
  const body = {
    ...present(deps, fingerprint, "create"),
    ...(deps.switches.fingerprintSecret === "present" && { fingerprintSecret }),
  };
  return { status: 200, body, createdId: fingerprintUUID };
}
