import * as z from "zod";
import { sessionIdPattern } from "./session-id";

const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "is not a date-time");

/**
 * A session as the API sends it (openapi.json, Session). Unknown fields pass, and so do values that the enums
 * of driver, vncMode and status do not list yet: a newer API must not make a running session unreadable.
 */
export const sessionSchema = z.looseObject({
  sessionUUID: z.string().regex(sessionIdPattern, "is no UUID"),
  fingerprintUUID: z.string(),
  /** Minutes. Whether it is the lease as set, what remains of it, or an old value is not published. */
  currentLeaseTime: z.number(),
  driver: z.string(),
  isVncEnabled: z.boolean(),
  vncMode: z.string(),
  status: z.string(),
  createdAt: moment,
  updatedAt: moment,
  vncPassword: z.string().optional(),
});

/** A session as the API sends it. */
export type WireSession = z.infer<typeof sessionSchema>;

/** The answer of ListSessions. A missing `sessions` is an empty list. */
export const sessionListSchema = z.looseObject({ sessions: z.array(sessionSchema).optional() });

/** UpdateSession and EndSession answer a bare object. */
export const emptySchema = z.looseObject({});

/** The body of CreateSession (openapi.json, CreateSessionRequestBody). */
export interface CreateSessionBody {
  /** Minutes, 1 to 60. */
  readonly leaseTime: number;
  readonly isVncEnabled: boolean;
  readonly vncMode: "rw" | "ro";
  readonly driver: "puppeteer" | "api";
  readonly fingerprintUUID?: string | undefined;
  readonly showMouse?: boolean | undefined;
  readonly isProxyEnabled?: boolean | undefined;
}

/** What CreateSession takes as headers; each is optional in the contract. */
export interface CreateSessionSecrets {
  readonly environmentId?: string | undefined;
  readonly environmentSecret?: string | undefined;
  readonly fingerprintSecret?: string | undefined;
}

const details = { message: z.string(), code: z.string().optional() };

/** Every error body that the API and the layers under it are known to send, brought to one form. */
export const errorBodySchema = z.union([
  z.looseObject(details),
  z
    .looseObject({ error: z.union([z.looseObject(details), z.string()]) })
    .transform(({ error }) => (typeof error === "string" ? { message: error, code: undefined } : error)),
]);
