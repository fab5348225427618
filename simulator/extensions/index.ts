import type { Clock } from "../clock";
import type { Resource } from "../resource";
import type { ExtensionDeps } from "./operations";
import { get, list } from "./operations";
import type { SimulatedExtension } from "./store";
import { ExtensionStore } from "./store";

/** Extensions: programs that the browser of a fingerprint may have. They are read only. */
export const extensions = {
  idField: "extensionUUID",
  operations: {
    ListExtensions: { kind: "list", run: list },
    GetExtension: { kind: "read", run: get },
  },
  switches: { named: {}, numeric: {} },
  createStore: (_clock: Clock, items?: readonly SimulatedExtension[]) => new ExtensionStore(items),
} as const satisfies Resource<ExtensionDeps>;
