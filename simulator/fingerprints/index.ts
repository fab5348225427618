import type { Clock } from "../clock";
import type { Resource } from "../resource";
import { clone, createDeclared, createRandom } from "./create";
import type { FingerprintDeps } from "./deps";
import { archive, get, list, reset, updateProxy, withBody } from "./operations";
import { fingerprintSchema } from "./schema";
import type { SimulatedFingerprint } from "./store";
import { FingerprintStore } from "./store";
import { fingerprintSwitches } from "./switches";

/** Fingerprints: identities of browsers, with stored data. */
export const fingerprints = {
  idField: "fingerprintUUID",
  operations: {
    ListFingerprints: { kind: "list", run: list },
    CreateFingerprint: { kind: "create", run: createDeclared },
    CreateRandomFingerprint: { kind: "create", run: createRandom },
    GetFingerprint: { kind: "read", run: get },
    UpdateFingerprintProxy: { kind: "write", run: updateProxy },
    CloneFingerprint: { kind: "create", run: withBody(clone) },
    ResetFingerprint: { kind: "write", run: withBody(reset) },
    ArchiveFingerprint: { kind: "write", run: withBody(archive) },
  },
  switches: fingerprintSwitches,
  createStore: (clock: Clock, items?: readonly SimulatedFingerprint[]) => new FingerprintStore(clock, items),
  itemSchema: fingerprintSchema,
  optionalFields: ["fingerprintSecret"],
} as const satisfies Resource<FingerprintDeps>;
