import type { Positions, SwitchSpecs } from "../switch-spec";

/** The switches of fingerprints, and of their use by sessions. */
export const fingerprintSwitches = {
  named: {
    getArchived: { positions: ["200", "404"], about: "GET of an archived fingerprint" },
    listArchived: { positions: ["listed", "absent"], about: "archived fingerprints in a list" },
    archiveArchived: { positions: ["200", "400"], about: "archive of an archived fingerprint" },
    fingerprintSecret: {
      positions: ["present", "absent"],
      about: "fingerprintSecret in the response to a create or a clone",
    },
    proxyCountry: {
      positions: ["as-sent", "upper-case", "named"],
      about: "proxy.country in responses; named: the English name, such as Germany",
    },
    fingerprintExtensions: {
      positions: ["repeated", "empty"],
      about: "browserConfig.extensions in responses; repeated: as sent",
    },
    unknownExtension: {
      positions: ["accepted", "refused"],
      about: "create of a fingerprint with an unknown extension; refused: 400",
    },
    deviceCounts: {
      positions: ["unchecked", "checked"],
      about: "create of a fingerprint with device counts that are not 1, 2, 3 or 4; checked: 400",
    },
    fingerprintOrder: {
      positions: ["oldest-first", "newest-first"],
      about: "order of the list of fingerprints",
    },
    absentBody: {
      positions: ["refused", "accepted"],
      about: "clone, reset or archive without a body; refused: 400",
    },
    busyFingerprint: {
      positions: ["accepted", "conflict"],
      about: "archive, reset or PATCH of a fingerprint that a running session uses; conflict: 409",
    },
    unknownFingerprint: {
      positions: ["accepted", "refused"],
      about: "create of a session with a fingerprint that does not exist; refused: 400",
    },
    orphanedFingerprint: {
      positions: ["accepted", "refused"],
      about: "session or clone of a fingerprint whose environment is deleted; refused: 400",
    },
  },
  numeric: {
    fingerprintPageSize: {
      default: 10,
      min: 1,
      isWhole: true,
      about: "maximum number of fingerprints in a list, also with a higher limit",
    },
  },
} as const satisfies SwitchSpecs;

/** The positions of the switches of fingerprints. */
export type FingerprintSwitches = Positions<typeof fingerprintSwitches>;
