import type * as z from "zod";
import type { Clock } from "./clock";
import type { JsonObject, SimulatedResponse } from "./responses";
import type { SessionSwitches } from "./sessions/switches";
import type { SwitchSpecs } from "./switch-spec";

/** Dependencies of every operation. */
export interface CommonDeps {
  readonly clock: Clock;
  readonly switches: Readonly<SessionSwitches>;
}

/** What every object of a resource has. */
export interface OwnedItem {
  account: string;
  mode: string;
  /** Simulated milliseconds since 1970. */
  createdAt: number;
}

/** A request that has passed the key check and the contract. */
export interface ResourceRequest {
  operation: string;
  mode: string;
  /** The id in the path, in the case of the request; undefined if the path has none. */
  id: string | undefined;
  /** Parameters of the query that the contract declares. */
  query: Readonly<Record<string, unknown>>;
  account: string;
  /** The parsed body; undefined if the request has none. */
  body: unknown;
}

/** One operation of a resource. */
export interface Operation<Deps> {
  /**
   * What the response has: a list of objects, a new object, an object, or an empty object after a write. It decides
   * which deviations apply.
   */
  readonly kind: "list" | "create" | "read" | "write";
  readonly run: (deps: Deps, request: ResourceRequest) => SimulatedResponse;
}

/** A resource of the API: what its folder contributes to the simulator. */
export interface Resource<Deps> {
  /** The field of an object, and the parameter of a path, that has its id. */
  readonly idField: string;
  /** The operations, by their names in the contract. */
  readonly operations: Readonly<Record<string, Operation<Deps>>>;
  readonly switches: SwitchSpecs;
  /** Creates the store of its objects. `items` are the objects of the state file or of the options. */
  readonly createStore: (clock: Clock, items?: never) => { all(): readonly unknown[] };
  /** Validates an object of the state file. Absent if the state file has none of its objects. */
  readonly itemSchema?: z.ZodType;
  /** Fields that a response may lack; the switch `absentOptional` may send them as null. Default none. */
  readonly optionalFields?: readonly string[];
  /** Fields of the response to a create, in addition to the id, with `createResponse` 202-id-only. Default none. */
  readonly fieldsAfterCreate?: readonly string[];
  /** Applies deviations that only this resource has to an object in a response. */
  readonly deviateItem?: (deps: Deps, item: JsonObject) => JsonObject;
  /** Applies deviations that only this resource has to the response of a write. */
  readonly deviateWrite?: (
    deps: Deps,
    request: Pick<ResourceRequest, "operation" | "id">,
    response: SimulatedResponse,
  ) => SimulatedResponse;
}
