import type { ResourceRequest } from "../resource";
import type { JsonObject, SimulatedResponse } from "../responses";
import type { SessionDeps } from "./operations";
import { isStarting } from "./presentation";
import type { SimulatedSession } from "./store";

/** Replaces the status of a session that is starting or ending. */
export function deviateStatus(deps: SessionDeps, shown: JsonObject): JsonObject {
  const session = deps.stores.sessions.find(String(shown.sessionUUID));
  const status = session && deviatingStatus(deps, session);
  return status === undefined ? shown : { ...shown, status };
}

/** The status that replaces the contract's, or undefined if the contract's status applies. */
function deviatingStatus(deps: SessionDeps, session: SimulatedSession): string | undefined {
  if (session.status === "ending") return "ending";
  const showsStart = session.status === "running" && deps.switches.createdStatus === "starting";
  return showsStart && isStarting(deps, session) ? "starting" : undefined;
}

/** Responds 202 to a DELETE while the session ends. */
export function deviateEnd(
  deps: SessionDeps,
  { operation, id = "" }: Pick<ResourceRequest, "operation" | "id">,
  response: SimulatedResponse,
): SimulatedResponse {
  const isEnding = operation === "EndSession" && deps.stores.sessions.find(id)?.status === "ending";
  return isEnding ? { ...response, status: 202 } : response;
}
