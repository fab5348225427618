import type { FingerprintInfo } from "../provider/fingerprint";
import { findFingerprints, fingerprintResource } from "../provider/fingerprint";
import type { ObjectCommands, ShownObject } from "./objects";

/** The commands on fingerprints. */
export const fingerprintCommands: ObjectCommands = {
  words: {
    one: "fingerprint",
    many: "fingerprints",
    verb: "archive",
    active: "archiving",
    done: "archived",
    otherwise: "it may still be usable",
  },
  removeName: "archive-fingerprint",
  loss: "This deletes the stored logins, and nothing undoes it.",
  heading: ["FINGERPRINT", "CREATED", "SCREEN", "COUNTRY"],
  list: async ({ client }, options) => {
    const { fingerprints, hasMore } = await findFingerprints(client.fingerprints, {}, options);
    return { objects: fingerprints.map(shownOf), hasMore };
  },
  remove: (context, id, options) => fingerprintResource.remove(context, id, undefined, options),
};

function shownOf(fingerprint: FingerprintInfo): ShownObject {
  const { fingerprintUUID, createdAt = "-", browserConfig, proxy } = fingerprint;
  const row = [fingerprintUUID, createdAt, browserConfig?.screenResolution ?? "-", proxy?.country ?? "-"];
  return { id: fingerprintUUID, row, json: fingerprint };
}
