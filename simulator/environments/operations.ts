import type { FingerprintStore } from "../fingerprints/store";
import type { View } from "../format";
import { formatId, formatTimestamp } from "../format";
import type { CommonDeps, ResourceRequest } from "../resource";
import type { JsonObject, SimulatedResponse } from "../responses";
import { errorResponse, notFoundResponse } from "../responses";
import { isLagging, isVisible } from "../visibility";
import type { EnvironmentStore, SimulatedEnvironment } from "./store";
import type { EnvironmentSwitches } from "./switches";

/** Dependencies of the operations on environments. */
export interface EnvironmentDeps extends CommonDeps {
  readonly switches: CommonDeps["switches"] & Readonly<EnvironmentSwitches>;
  readonly stores: { readonly environments: EnvironmentStore; readonly fingerprints: FingerprintStore };
}

export function list(deps: EnvironmentDeps, request: ResourceRequest): SimulatedResponse {
  const environments = existing(deps, request)
    .filter((environment) => !isLagging(deps, environment, "list"))
    .map((environment) => present(deps, environment, "list"));
  return { status: 200, body: { environments } };
}

export function create(deps: EnvironmentDeps, request: ResourceRequest): SimulatedResponse {
  const { name } = request.body as { name: string };
  const isTaken = existing(deps, request).some((environment) => environment.name === name);
  if (isTaken && deps.switches.duplicateName === "refused") {
    return errorResponse(400, `an environment has the name ${name}`, {
      details: { field: "name", value: name },
    });
  }
  const environment = deps.stores.environments.create(name, request);
  const { envSecret, environmentUUID } = environment;
  return {
    status: 200,
    body: { ...present(deps, environment, "create"), envSecret },
    createdId: environmentUUID,
  };
}

export function get(deps: EnvironmentDeps, request: ResourceRequest): SimulatedResponse {
  const environment = find(deps, request);
  const isHidden =
    environment?.deletedAt === undefined
      ? environment && isLagging(deps, environment, "get")
      : deps.switches.getDeletedEnvironment === "404";
  if (!environment || isHidden) return notFoundResponse("environment", request.id);
  return { status: 200, body: present(deps, environment, "get") };
}

export function remove(deps: EnvironmentDeps, request: ResourceRequest): SimulatedResponse {
  const { stores, switches } = deps;
  const environment = find(deps, request);
  if (!environment) return notFoundResponse("environment", request.id);
  if (environment.deletedAt !== undefined) {
    return switches.deleteDeletedEnvironment === "404"
      ? notFoundResponse("environment", request.id)
      : { status: 200, body: {} };
  }
  const users = stores.fingerprints.usable(environment.environmentUUID);
  if (users.length > 0 && switches.deleteUsedEnvironment === "400") {
    return errorResponse(400, `${users.length} fingerprints use the environment`);
  }
  if (switches.deleteUsedEnvironment === "cascade") {
    for (const fingerprint of users) stores.fingerprints.archive(fingerprint);
  }
  stores.environments.delete(environment);
  return { status: 200, body: {} };
}

function find(
  { stores, switches }: EnvironmentDeps,
  request: ResourceRequest,
): SimulatedEnvironment | undefined {
  const environment = stores.environments.find(request.id ?? "");
  return environment && isVisible(request, environment, switches.resourceModes) ? environment : undefined;
}

/** Returns the environments that the request may use. */
function existing({ stores, switches }: EnvironmentDeps, request: ResourceRequest): SimulatedEnvironment[] {
  return stores.environments
    .all()
    .filter((one) => one.deletedAt === undefined && isVisible(request, one, switches.resourceModes));
}

function present({ switches }: EnvironmentDeps, environment: SimulatedEnvironment, view: View): JsonObject {
  const { environmentUUID, name, publicKey, createdAt } = environment;
  return {
    environmentUUID: formatId(switches, environmentUUID, view),
    name,
    publicKey,
    createdAt: formatTimestamp(switches, createdAt, view),
  };
}
