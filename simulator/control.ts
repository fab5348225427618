import { checkFault } from "./faults";
import { resourceNames } from "./resources";
import type { SimulatedResponse } from "./responses";
import { errorResponse, isJsonObject } from "./responses";
import { checkSwitches } from "./switches";
import type { Simulator } from "./types";

/** Prefix of the paths that control the simulator. They need no key, and the ledger does not record them. */
export const controlRoot = "/_simulator/";

/** Handles a request of the control plane. */
export function control(simulator: Simulator, method: string, path: string, body: string): SimulatedResponse {
  const [resource = "", id = "", action = ""] = path.slice(controlRoot.length).split("/");
  try {
    const listed = method === "GET" && id === "" && resourceNames.find((name) => name === resource);
    if (listed) return ok({ [listed]: simulator[listed]() });
    switch (`${method} ${[resource, id && "ID", action].filter(Boolean).join("/")}`) {
      case "GET ledger":
        return ok({ ledger: simulator.ledger, maxInFlight: simulator.maxInFlight });
      case "GET clock":
        return ok(clockTime(simulator));
      case "POST sessions/ID/end":
        simulator.endSession(id);
        return ok({});
      case "POST sessions/ID/lease":
        simulator.setLease(id, requiredNumber(body, "minutes"), {
          movesUpdatedAt: optionalBoolean(body, "movesUpdatedAt"),
        });
        return ok({});
      case "POST environments/ID/delete":
        simulator.deleteEnvironment(id);
        return ok({});
      case "POST fingerprints/ID/archive":
        simulator.archiveFingerprint(id);
        return ok({});
      case "POST advance":
        simulator.advance(requiredNumber(body, "seconds") * 1000);
        return ok(clockTime(simulator));
      case "POST faults":
        // An invalid fault must reject the whole array.
        for (const fault of [parse(body)].flat().map(checkFault)) simulator.addFault(fault);
        return ok({});
      case "PUT switches":
        simulator.setSwitches(checkSwitches(parse(body)));
        return ok({});
      default:
        return errorResponse(404, `the control plane has no ${method} ${path}`);
    }
  } catch (error) {
    return errorResponse(400, error instanceof Error ? error.message : String(error));
  }
}

function ok(body: object): SimulatedResponse {
  return { status: 200, body };
}

function clockTime(simulator: Simulator): object {
  const now = simulator.now();
  return { now: new Date(now).toISOString(), ms: now };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error("the body must be JSON");
  }
}

/** Reads a required number. */
function requiredNumber(body: string, name: string): number {
  const value = field(body, name);
  if (typeof value !== "number") throw new Error(`the body must be {"${name}": a number}`);
  return value;
}

/** Reads an optional boolean field. */
function optionalBoolean(body: string, name: string): boolean | undefined {
  const value = field(body, name);
  if (value !== undefined && typeof value !== "boolean") throw new Error(`${name} must be true or false`);
  return value;
}

function field(body: string, name: string): unknown {
  const given = parse(body);
  return isJsonObject(given) ? given[name] : undefined;
}
