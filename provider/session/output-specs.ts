import type { OutputSpecs } from "../resource";

/** The outputs of a session in addition to its inputs. */
export const sessionOutputs = {
  sessionUUID: { type: "string", description: "The session's UUID; the same as the resource's id." },
  fingerprintUUID: {
    type: "string",
    description: "The UUID of the fingerprint in use: the one declared, or the session's own.",
  },
  currentLeaseTime: {
    type: "integer",
    description:
      "The lease in minutes (1 to 60), as Tasknet last reported it. Tasknet does not say whether this is the whole lease or the rest of it.",
  },
  vncPassword: {
    type: "string",
    description: "The password for VNC. It is absent if Tasknet shows none.",
    secret: true,
    optional: true,
  },
  status: {
    type: "string",
    description: "The status: `running`, or `terminated` if the session has ended and is not created again.",
  },
  createdAt: { type: "string", description: "When the session was created (ISO 8601)." },
  updatedAt: { type: "string", description: "When Tasknet last changed the session (ISO 8601)." },
  expiresAt: {
    type: "string",
    description: "When the lease expires (ISO 8601): the time at which it was last set plus its minutes.",
  },
} as const satisfies OutputSpecs;

/** Filters of a list of sessions. */
export const sessionFilters = {
  // No enum: `pulumi do` makes flags only of plain types.
  driver: {
    type: "string",
    description: "Return only sessions with this driver (`puppeteer` or `api`). Default: all drivers.",
  },
  fingerprintUUID: {
    type: "string",
    description: "Return only sessions with this fingerprint (a UUID). Default: all fingerprints.",
  },
  includeEnded: {
    type: "boolean",
    description: "Whether to return sessions that have ended and that Tasknet still lists. Default: false.",
  },
} as const satisfies OutputSpecs;
