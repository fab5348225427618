import type { ClientContext } from "../resource";
import { objectResource } from "../resource";
import type { TasknetClient } from "../tasknet";
import { fingerprintApi, fingerprintDefinition } from "./definition";

/** Pause before another request to archive a fingerprint that a session still uses, in milliseconds. */
const pauseMs = 1_000;

/** What a fingerprint needs of a provider. */
export interface FingerprintContext extends ClientContext<TasknetClient> {
  /** Knows the sessions to which this process has sent a DELETE. */
  readonly memory: { endedWith(fingerprintUUID: string): unknown };
}

/** A fingerprint, as both providers manage it. */
export const fingerprintResource = objectResource({
  definition: fingerprintDefinition,
  apiOf: ({ client }: FingerprintContext) => fingerprintApi(client.fingerprints),
  listing: { listInputs: {}, matches: () => true },
  // Only a conflict with a session that is ending passes by itself.
  awaitConflict: async ({ client, memory }, id, options) =>
    memory.endedWith(id) !== undefined && (await client.wait(pauseMs, options)),
});
