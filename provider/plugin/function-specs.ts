import type { ExampleName } from "./schema-examples";

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
  /** Key of its example in `examples`. */
  readonly example: ExampleName;
  readonly inputs: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
  readonly outputs: Readonly<Record<string, PropertySpec>>;
  readonly requiredOutputs: readonly string[];
}

const sessionUUID = { type: "string", description: "The UUID of the session." } as const;

/** Filters of a list of sessions. */
export const listInputs = {
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
} as const satisfies Record<string, PropertySpec>;

/** A session as a function returns it: without its VNC password, since one secret makes a whole result secret. */
export const sessionInfo = {
  sessionUUID,
  fingerprintUUID: { type: "string", description: "The UUID of the fingerprint in use." },
  currentLeaseTime: {
    type: "integer",
    description:
      "The lease in minutes (1 to 60). Tasknet does not say whether this is the whole lease or the rest of it.",
  },
  driver: { type: "string", description: "The automation driver: `puppeteer` or `api`." },
  isVncEnabled: { type: "boolean", description: "Whether the browser accepts VNC connections." },
  vncMode: { type: "string", description: "The VNC access: `rw` or `ro`." },
  status: { type: "string", description: "The status, such as `running` or `terminated`." },
  createdAt: { type: "string", description: "When the session was created (ISO 8601)." },
  updatedAt: { type: "string", description: "When Tasknet last changed the session (ISO 8601)." },
} as const satisfies Record<string, PropertySpec>;

/** The package's functions by token. */
export const functionSpecs: Readonly<Record<string, FunctionSpec>> = {
  "tasknet:index:getSession": {
    description:
      "Reads a session by its UUID. A session that has ended is returned while Tasknet still shows it. It is an error if the session does not exist.",
    example: "getSession",
    inputs: { sessionUUID },
    required: ["sessionUUID"],
    outputs: sessionInfo,
    requiredOutputs: Object.keys(sessionInfo),
  },
  "tasknet:index:getSessions": {
    description:
      "Lists the sessions of the account that have not ended. With `includeEnded` it also returns the others that Tasknet still lists.",
    example: "getSessions",
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
      "Reads the VNC password of a session, as a secret. It is an error if the session does not exist.",
    example: "getVncPassword",
    inputs: { sessionUUID },
    required: ["sessionUUID"],
    outputs: {
      vncPassword: {
        type: "string",
        description: "The password for VNC. It is absent if Tasknet shows none.",
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
