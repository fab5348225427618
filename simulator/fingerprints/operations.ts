import { isSameId } from "../ids";
import type { ResourceRequest } from "../resource";
import type { SimulatedResponse } from "../responses";
import { errorResponse, notFoundResponse } from "../responses";
import { isLagging, isVisible } from "../visibility";
import type { FingerprintDeps } from "./deps";
import { present } from "./presentation";
import { countryProblem } from "./settings";
import type { SimulatedFingerprint } from "./store";
import { findFingerprint } from "./use";

export function list(deps: FingerprintDeps, request: ResourceRequest): SimulatedResponse {
  const { switches, stores } = deps;
  const limit =
    request.query.limit === undefined ? switches.fingerprintPageSize : Number(request.query.limit);
  if (!(Number.isInteger(limit) && limit >= 1)) {
    return errorResponse(400, "limit must be a whole number, 1 or more");
  }
  const shown = stores.fingerprints
    .all()
    .filter(
      (one) =>
        isVisible(request, one, switches.resourceModes) &&
        !isLagging(deps, one, "list") &&
        (!one.isArchived || switches.listArchived === "listed"),
    );
  const ordered = switches.fingerprintOrder === "oldest-first" ? shown : shown.toReversed();
  const page = ordered.slice(0, Math.min(limit, switches.fingerprintPageSize));
  return {
    status: 200,
    body: {
      fingerprints: page.map((one) => present(deps, one, "list")),
      // No parameter of the contract takes the number of a page.
      ...(page.length < shown.length && { nextPage: 2 }),
      total: shown.length,
    },
  };
}

export function get(deps: FingerprintDeps, request: ResourceRequest): SimulatedResponse {
  const fingerprint = findShown(deps, request);
  if (!fingerprint || isLagging(deps, fingerprint, "get")) return notFoundResponse("fingerprint", request.id);
  return { status: 200, body: present(deps, fingerprint, "get") };
}

export function updateProxy(deps: FingerprintDeps, request: ResourceRequest): SimulatedResponse {
  const { country } = request.body as { country: string };
  return change(deps, request, (fingerprint) => {
    const problem = countryProblem(country);
    if (problem !== undefined) {
      return errorResponse(400, problem, { details: { field: "country", value: country } });
    }
    deps.stores.fingerprints.setCountry(fingerprint, country, deps.switches.updatedAtOnPatch === "moves");
    return { status: 200, body: {} };
  });
}

export function reset(deps: FingerprintDeps, request: ResourceRequest): SimulatedResponse {
  return change(deps, request, (fingerprint) => {
    deps.stores.fingerprints.reset(fingerprint);
    return { status: 200, body: {} };
  });
}

export function archive(deps: FingerprintDeps, request: ResourceRequest): SimulatedResponse {
  const isArchived = findFingerprint(deps, request, request.id)?.isArchived;
  if (isArchived && deps.switches.archiveArchived === "200") return { status: 200, body: {} };
  return change(deps, request, (fingerprint) => {
    deps.stores.fingerprints.archive(fingerprint);
    return { status: 200, body: {} };
  });
}

/** Responds to a clone, a reset or an archive without a body as the switch `absentBody` says. */
export function withBody(
  run: (deps: FingerprintDeps, request: ResourceRequest) => SimulatedResponse,
): typeof run {
  return (deps, request) =>
    request.body === undefined && deps.switches.absentBody === "refused"
      ? errorResponse(400, "the request must have a body")
      : run(deps, request);
}

/** Changes a fingerprint that is not archived and, with busyFingerprint conflict, that no session uses. */
function change(
  deps: FingerprintDeps,
  request: ResourceRequest,
  apply: (fingerprint: SimulatedFingerprint) => SimulatedResponse,
): SimulatedResponse {
  const fingerprint = findShown(deps, request);
  if (!fingerprint) return notFoundResponse("fingerprint", request.id);
  const { fingerprintUUID, isArchived, account } = fingerprint;
  if (isArchived) return errorResponse(400, `the fingerprint ${fingerprintUUID} is archived`);
  const isBusy = deps.stores.sessions
    .active()
    .some((one) => one.account === account && isSameId(one.fingerprintUUID, fingerprintUUID));
  if (isBusy && deps.switches.busyFingerprint === "conflict") {
    return errorResponse(409, "a running session uses this fingerprint");
  }
  return apply(fingerprint);
}

/** Returns the fingerprint of the request, unless it is archived and the service does not show archived ones. */
function findShown(deps: FingerprintDeps, request: ResourceRequest): SimulatedFingerprint | undefined {
  const fingerprint = findFingerprint(deps, request, request.id);
  return fingerprint?.isArchived && deps.switches.getArchived === "404" ? undefined : fingerprint;
}
