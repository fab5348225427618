import type { EnvironmentStore } from "../environments/store";
import type { EnvironmentSwitches } from "../environments/switches";
import type { CommonDeps } from "../resource";
import type { SessionStore } from "../sessions/store";
import type { FingerprintStore } from "./store";
import type { FingerprintSwitches } from "./switches";
import type { ExtensionStore } from "../extensions/store";

/** Dependencies of the use of a fingerprint. */
export interface UseDeps {
  readonly switches: Readonly<EnvironmentSwitches & FingerprintSwitches>;
  readonly stores: { readonly environments: EnvironmentStore; readonly fingerprints: FingerprintStore };
}

/** Dependencies of the operations on fingerprints. */
export interface FingerprintDeps extends CommonDeps {
  readonly switches: CommonDeps["switches"] & UseDeps["switches"];
  readonly stores: UseDeps["stores"] & {
    readonly sessions: SessionStore;
    readonly extensions: ExtensionStore;
  };
}
