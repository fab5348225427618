/** A property in the package schema's own terms. */
export interface PropertySpec {
  readonly type?: "string" | "boolean" | "integer" | "array";
  readonly $ref?: string;
  readonly items?: PropertySpec;
  readonly description: string;
  readonly secret?: true;
}

export interface FunctionSpec {
  readonly description: string;
  readonly inputs: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
  readonly outputs: Readonly<Record<string, PropertySpec>>;
  readonly requiredOutputs: readonly string[];
}

const sessionUUID = { type: "string", description: "The session's UUID." } as const;

/** Filters of a list of sessions. */
export const listInputs = {
  // No enum: `pulumi do` makes flags of plain types alone.
  driver: { type: "string", description: "Only sessions with this driver, puppeteer or api. Default: all." },
  fingerprintUUID: {
    type: "string",
    description: "Only sessions with this fingerprint, a UUID. Default: all.",
  },
  includeEnded: {
    type: "boolean",
    description: "Also sessions that have ended and are still listed. Default: false.",
  },
} as const satisfies Record<string, PropertySpec>;

/** A session as a function returns it: without its VNC password, since one secret makes a whole result secret. */
export const sessionInfo = {
  sessionUUID,
  fingerprintUUID: { type: "string", description: "The UUID of the fingerprint in use." },
  currentLeaseTime: {
    type: "integer",
    description: "Minutes, 1 to 60; the service does not say whether it is the lease as set or what remains.",
  },
  driver: { type: "string", description: "The automation driver, puppeteer or api." },
  isVncEnabled: { type: "boolean", description: "Whether the browser can be watched over VNC." },
  vncMode: { type: "string", description: "VNC access: rw or ro." },
  status: { type: "string", description: "running or terminated." },
  createdAt: { type: "string", description: "When the session was created, ISO 8601." },
  updatedAt: { type: "string", description: "When the session was last changed, ISO 8601." },
} as const satisfies Record<string, PropertySpec>;

/** The package's functions by token. */
export const functionSpecs: Readonly<Record<string, FunctionSpec>> = {
  "tasknet:index:getSession": {
    description:
      "Looks up a session by its UUID. It is an error where the session does not exist or has ended.",
    inputs: { sessionUUID },
    required: ["sessionUUID"],
    outputs: sessionInfo,
    requiredOutputs: Object.keys(sessionInfo),
  },
  "tasknet:index:getSessions": {
    description: "Lists sessions: the running ones, unless includeEnded asks for all that are still listed.",
    inputs: listInputs,
    required: [],
    outputs: {
      sessions: {
        type: "array",
        items: { $ref: "#/types/tasknet:index:SessionInfo", description: "One session." },
        description: "The sessions that match.",
      },
    },
    requiredOutputs: ["sessions"],
  },
  "tasknet:index:getVncPassword": {
    description:
      "Looks up the VNC password of a session, as a secret. It is an error where the session does not exist or has ended.",
    inputs: { sessionUUID },
    required: ["sessionUUID"],
    outputs: {
      vncPassword: {
        type: "string",
        description: "The password for VNC; absent where the service gives none.",
        secret: true,
      },
    },
    requiredOutputs: [],
  },
};

/** The names of a function's outputs. */
export function outputNamesOf(token: string): string[] {
  return Object.keys(functionSpecs[token]?.outputs ?? {});
}
