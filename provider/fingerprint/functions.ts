import type { ClientContext, ResourceFunctions } from "../resource";
import type { TasknetClient } from "../tasknet";
import { findFingerprint, findFingerprints } from "./look-up";
import { fingerprintFields } from "./outputs";

/** The functions of fingerprints. No response to them has a secret. */
export const fingerprintFunctions: ResourceFunctions<ClientContext<TasknetClient>> = {
  getFingerprint: {
    description:
      "Reads a fingerprint by its UUID. An archived one is returned while Tasknet still shows it. It is an error if the fingerprint does not exist.",
    noun: "a fingerprint",
    inputs: { fingerprintUUID: fingerprintFields.fingerprintUUID },
    outputs: fingerprintFields,
    run: async ({ client }, args, options) => ({
      ...(await findFingerprint(client.fingerprints, String(args.fingerprintUUID), options)),
    }),
  },
  getFingerprints: {
    description:
      "Lists fingerprints of the account: those of the first page of Tasknet's list, since no request can ask for another page.",
    noun: "a fingerprint",
    inputs: {
      includeArchived: {
        type: "boolean",
        description: "Whether to return archived fingerprints that Tasknet still lists. Default: false.",
        optional: true,
      },
    },
    outputs: {
      fingerprints: {
        type: "array",
        items: {
          type: "object",
          description: "A fingerprint as Tasknet reports it.",
          typeName: "FingerprintInfo",
          properties: fingerprintFields,
        },
        description: "The fingerprints that Tasknet lists.",
      },
      hasMore: {
        type: "boolean",
        description: "Whether the account has more fingerprints than Tasknet lists.",
      },
    },
    run: async ({ client }, filter, options) => ({
      ...(await findFingerprints(client.fingerprints, filter, options)),
    }),
  },
};
