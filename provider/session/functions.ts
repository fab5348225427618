import type { OutputSpecs, ResourceFunctions } from "../resource";
import { defined } from "../resource";
import type { SessionApi, SessionReader } from "./context";
import { findSession, findSessions, findVncPassword, infoOf } from "./look-up";
import { sessionFilters } from "./output-specs";

const sessionUUID = { type: "string", description: "The UUID of the session." } as const;

/** A session as a function returns it: without its VNC password, since one secret makes a whole result secret. */
const sessionInfo = {
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
} as const satisfies OutputSpecs;

/** What the functions of sessions need of a provider. */
export interface SessionFunctionContext {
  readonly api: Pick<SessionApi, "listAll">;
  /** For functions of a program, which may wait for a change. */
  readonly uncachedReader: SessionReader;
}

const optional = (specs: OutputSpecs): OutputSpecs =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, { ...spec, optional: true }]));

/** The functions of sessions. */
export const sessionFunctions: ResourceFunctions<SessionFunctionContext> = {
  getSession: {
    description:
      "Reads a session by its UUID. A session that has ended is returned while Tasknet still shows it. It is an error if the session does not exist.",
    noun: "a session",
    inputs: { sessionUUID },
    outputs: sessionInfo,
    run: async ({ uncachedReader }, args, options) => ({
      ...infoOf(await findSession(uncachedReader, String(args.sessionUUID), options)),
    }),
  },
  getSessions: {
    description:
      "Lists the sessions of the account that have not ended. With `includeEnded` it also returns the others that Tasknet still lists.",
    noun: "a session",
    inputs: optional(sessionFilters),
    outputs: {
      sessions: {
        type: "array",
        items: {
          type: "object",
          description: "A session as Tasknet reports it.",
          typeName: "SessionInfo",
          properties: sessionInfo,
        },
        description: "The sessions that match.",
      },
    },
    run: async ({ api }, filter, options) => ({
      sessions: (await findSessions(api, filter, options)).map(infoOf),
    }),
  },
  getVncPassword: {
    description:
      "Reads the VNC password of a session, as a secret. It is an error if the session does not exist.",
    noun: "a session",
    inputs: { sessionUUID },
    outputs: {
      vncPassword: {
        type: "string",
        description: "The password for VNC. It is absent if Tasknet shows none.",
        secret: true,
        optional: true,
      },
    },
    run: async ({ uncachedReader }, args, options) =>
      defined({ vncPassword: await findVncPassword(uncachedReader, String(args.sessionUUID), options) }),
  },
};
