import type { Clock } from "../clock";
import type { Resource } from "../resource";
import type { EnvironmentDeps } from "./operations";
import { create, get, list, remove } from "./operations";
import { environmentSchema } from "./schema";
import type { SimulatedEnvironment } from "./store";
import { EnvironmentStore } from "./store";
import { environmentSwitches } from "./switches";

/** Environments: names under which fingerprints and their stored data are kept. */
export const environments = {
  idField: "environmentUUID",
  operations: {
    ListEnvironments: { kind: "list", run: list },
    CreateEnvironment: { kind: "create", run: create },
    GetEnvironment: { kind: "read", run: get },
    DeleteEnvironment: { kind: "write", run: remove },
  },
  switches: environmentSwitches,
  createStore: (clock: Clock, items?: readonly SimulatedEnvironment[]) => new EnvironmentStore(clock, items),
  itemSchema: environmentSchema,
} as const satisfies Resource<EnvironmentDeps>;
