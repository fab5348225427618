import type { MatchedRequest } from "./contract";
import type { PresentationDeps } from "./presentation";
import { isStarting } from "./presentation";
import type { Fields, SimulatedResponse } from "./responses";
import { isFields, withoutField } from "./responses";
import type { SessionStore, SimulatedSession } from "./sessions";
import type { Switches } from "./switches";

/** What departures depend on. */
export interface DepartureDeps extends PresentationDeps {
  readonly store: SessionStore;
}

/**
 * Departs from the written contract where switches ask for it: statuses and bodies that the contract does not have.
 * The response given has passed the check against the contract, so that the check is in force for all else.
 */
export function depart(
  deps: DepartureDeps,
  { operation, sessionUUID }: MatchedRequest,
  response: SimulatedResponse,
): SimulatedResponse {
  if (response.status >= 400) return departingError(deps.switches, response);
  switch (operation) {
    case "ListSessions":
      return { ...response, body: departingList(deps, response.body) };
    case "CreateSession":
      return departingCreate(deps, response);
    case "GetSession":
      return { ...response, body: departingSession(deps, response.body) };
    case "UpdateSession":
      return departingEmpty(deps.switches, response);
    case "EndSession": {
      const isEnding = deps.store.find(sessionUUID ?? "")?.status === "ending";
      return departingEmpty(deps.switches, isEnding ? { ...response, status: 202 } : response);
    }
  }
}

function departingError({ endedCode }: Switches, response: SimulatedResponse): SimulatedResponse {
  if (endedCode !== "none" || response.status !== 404 || !isFields(response.body)) return response;
  return { ...response, body: withoutField(response.body, "code") };
}

function departingCreate(deps: DepartureDeps, response: SimulatedResponse): SimulatedResponse {
  const body = departingSession(deps, response.body);
  switch (deps.switches.createResponse) {
    case "200":
      return { ...response, body };
    case "201":
      return { ...response, status: 201, body };
    case "202-id-only":
      return { ...response, status: 202, body: isFields(body) ? idOnly(body) : body };
  }
}

function idOnly({ sessionUUID, status }: Fields): Fields {
  return { sessionUUID, status };
}

function departingEmpty({ emptyBody }: Switches, response: SimulatedResponse): SimulatedResponse {
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

function departingList(deps: DepartureDeps, body: unknown): unknown {
  if (!isFields(body) || !Array.isArray(body.sessions)) return body;
  const shown = body.sessions.map((session: unknown) => departingSession(deps, session));
  const sessions = deps.switches.listExtra === "unreadable" ? [{ sessionUUID: 5 }, ...shown, null] : shown;
  if (sessions.length > 0 || deps.switches.emptyList === "array") return { ...body, sessions };
  return deps.switches.emptyList === "null" ? { ...body, sessions: null } : withoutField(body, "sessions");
}

function departingSession(deps: DepartureDeps, body: unknown): unknown {
  if (!isFields(body)) return body;
  const session = deps.store.find(String(body.sessionUUID));
  return {
    ...(deps.switches.absentOptional === "null" && { vncPassword: null }),
    ...body,
    ...(session && { status: departingStatus(deps, session) ?? body.status }),
    ...(deps.switches.timestampZone === "none" && {
      createdAt: withoutZone(body.createdAt),
      updatedAt: withoutZone(body.updatedAt),
    }),
  };
}

/** The status that a switch asks for in place of the contract's. */
function departingStatus(deps: DepartureDeps, session: SimulatedSession): string | undefined {
  if (session.status === "ending") return "ending";
  const showsStart = session.status === "running" && deps.switches.createdStatus === "starting";
  return showsStart && isStarting(deps, session) ? "starting" : undefined;
}

function withoutZone(timestamp: unknown): string {
  return String(timestamp).replace(/Z$/, "");
}
