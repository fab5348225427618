import type { MatchedRequest } from "./contract";
import type { PresentationDeps } from "./presentation";
import { isStarting } from "./presentation";
import type { JsonObject, SimulatedResponse } from "./responses";
import { isJsonObject, withoutField } from "./responses";
import type { SessionStore, SimulatedSession } from "./sessions";
import type { Switches } from "./switches";

/** Dependencies of the deviations. */
export interface DeviationDeps extends PresentationDeps {
  readonly store: SessionStore;
}

/**
 * Applies the deviations from the written contract that switches ask for: statuses and bodies that the contract does
 * not have. The response must have passed the check against the contract. Applying deviations after that check keeps
 * the check in force for everything else.
 */
export function applyDeviations(
  deps: DeviationDeps,
  { operation, sessionUUID }: MatchedRequest,
  response: SimulatedResponse,
): SimulatedResponse {
  if (response.status >= 400) return deviateError(deps.switches, response);
  switch (operation) {
    case "ListSessions":
      return { ...response, body: deviateList(deps, response.body) };
    case "CreateSession":
      return deviateCreate(deps, response);
    case "GetSession":
      return { ...response, body: deviateSession(deps, response.body) };
    case "UpdateSession":
      return deviateEmptyBody(deps.switches, response);
    case "EndSession": {
      const isEnding = deps.store.find(sessionUUID ?? "")?.status === "ending";
      return deviateEmptyBody(deps.switches, isEnding ? { ...response, status: 202 } : response);
    }
  }
}

function deviateError({ endedCode }: Switches, response: SimulatedResponse): SimulatedResponse {
  if (endedCode !== "none" || response.status !== 404 || !isJsonObject(response.body)) return response;
  return { ...response, body: withoutField(response.body, "code") };
}

function deviateCreate(deps: DeviationDeps, response: SimulatedResponse): SimulatedResponse {
  const body = deviateSession(deps, response.body);
  switch (deps.switches.createResponse) {
    case "200":
      return { ...response, body };
    case "201":
      return { ...response, status: 201, body };
    case "202-id-only":
      return { ...response, status: 202, body: isJsonObject(body) ? pickIdAndStatus(body) : body };
  }
}

function pickIdAndStatus({ sessionUUID, status }: JsonObject): JsonObject {
  return { sessionUUID, status };
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

function deviateList(deps: DeviationDeps, body: unknown): unknown {
  if (!isJsonObject(body) || !Array.isArray(body.sessions)) return body;
  const shown = body.sessions.map((session: unknown) => deviateSession(deps, session));
  const sessions = deps.switches.listExtra === "unreadable" ? [{ sessionUUID: 5 }, ...shown, null] : shown;
  if (sessions.length > 0 || deps.switches.emptyList === "array") return { ...body, sessions };
  return deps.switches.emptyList === "null" ? { ...body, sessions: null } : withoutField(body, "sessions");
}

function deviateSession(deps: DeviationDeps, body: unknown): unknown {
  if (!isJsonObject(body)) return body;
  const session = deps.store.find(String(body.sessionUUID));
  return {
    ...(deps.switches.absentOptional === "null" && { vncPassword: null }),
    ...body,
    ...(session && { status: deviatingStatus(deps, session) ?? body.status }),
    ...(deps.switches.timestampZone === "none" && {
      createdAt: withoutZone(body.createdAt),
      updatedAt: withoutZone(body.updatedAt),
    }),
  };
}

/** The status that replaces the contract's, or undefined if the contract's status applies. */
function deviatingStatus(deps: DeviationDeps, session: SimulatedSession): string | undefined {
  if (session.status === "ending") return "ending";
  const showsStart = session.status === "running" && deps.switches.createdStatus === "starting";
  return showsStart && isStarting(deps, session) ? "starting" : undefined;
}

function withoutZone(timestamp: unknown): string {
  return String(timestamp).replace(/Z$/, "");
}
