import type { MatchedRequest } from "./contract";
import type { CommonDeps, Resource } from "./resource";
import { resourceOf } from "./resources";
import type { ResourceDeps } from "./resources";
import type { JsonObject, SimulatedResponse } from "./responses";
import { isJsonObject, withoutField } from "./responses";

type AnyResource = Resource<ResourceDeps>;
type Switches = CommonDeps["switches"];

/**
 * Applies the deviations from the written contract that switches ask for: statuses and bodies that the contract does
 * not have. The response must have passed the check against the contract. Applying deviations after that check keeps
 * the check in force for everything else.
 */
export function applyDeviations(
  deps: ResourceDeps,
  matched: MatchedRequest,
  response: SimulatedResponse,
): SimulatedResponse {
  const { switches } = deps;
  if (response.status >= 400) return deviateError(switches, response);
  const { name, resource } = resourceOf(matched.operation);
  switch (resource.operations[matched.operation]?.kind) {
    case "list":
      return { ...response, body: deviateList(deps, resource, name, response.body) };
    case "create":
      return deviateCreate(deps, resource, response);
    case "read":
      return { ...response, body: deviateItem(deps, resource, response.body) };
    case "write":
      return deviateEmptyBody(switches, resource.deviateWrite?.(deps, matched, response) ?? response);
    case undefined:
      return response;
  }
}

function deviateError({ endedCode }: Switches, response: SimulatedResponse): SimulatedResponse {
  if (endedCode !== "none" || response.status !== 404 || !isJsonObject(response.body)) return response;
  return { ...response, body: withoutField(response.body, "code") };
}

function deviateCreate(
  deps: ResourceDeps,
  resource: AnyResource,
  response: SimulatedResponse,
): SimulatedResponse {
  const body = deviateItem(deps, resource, response.body);
  switch (deps.switches.createResponse) {
    case "200":
      return { ...response, body };
    case "201":
      return { ...response, status: 201, body };
    case "202-id-only":
      return { ...response, status: 202, body: isJsonObject(body) ? pickIdAndStatus(body, resource) : body };
  }
}

function pickIdAndStatus(body: JsonObject, { idField, fieldsAfterCreate = [] }: AnyResource): JsonObject {
  const kept = [idField, ...fieldsAfterCreate];
  return Object.fromEntries(kept.map((field): [string, unknown] => [field, body[field]]));
}

function deviateEmptyBody({ emptyBody }: Switches, response: SimulatedResponse): SimulatedResponse {
  switch (emptyBody) {
    case "object":
      return response;
    case "none-204":
      return { ...response, status: response.status === 200 ? 204 : response.status, body: undefined };
    case "null":
      return { ...response, body: null };
    case "true":
      return { ...response, body: true };
    case "array":
      return { ...response, body: [] };
    case "text":
      return { ...response, text: "OK" };
  }
}

function deviateList(deps: ResourceDeps, resource: AnyResource, field: string, body: unknown): unknown {
  if (!isJsonObject(body)) return body;
  const listed = body[field];
  if (!Array.isArray(listed)) return body;
  const shown = listed.map((item: unknown) => deviateItem(deps, resource, item));
  const { listExtra, emptyList } = deps.switches;
  const items = listExtra === "unreadable" ? [{ [resource.idField]: 5 }, ...shown, null] : shown;
  if (items.length > 0 || emptyList === "array") return { ...body, [field]: items };
  return emptyList === "null" ? { ...body, [field]: null } : withoutField(body, field);
}

function deviateItem(deps: ResourceDeps, resource: AnyResource, body: unknown): unknown {
  if (!isJsonObject(body)) return body;
  const { optionalFields = [], deviateItem: deviate } = resource;
  const { absentOptional, timestampZone } = deps.switches;
  return {
    ...(absentOptional === "null" && Object.fromEntries(optionalFields.map((field) => [field, null]))),
    ...(deviate?.(deps, body) ?? body),
    ...(timestampZone === "none" && withoutZones(body)),
  };
}

function withoutZones(body: JsonObject): JsonObject {
  const timestamps = ["createdAt", "updatedAt"].filter((field) => body[field] !== undefined);
  return Object.fromEntries(timestamps.map((field) => [field, String(body[field]).replace(/Z$/, "")]));
}
