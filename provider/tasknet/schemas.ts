import { en } from "zod/locales";
import * as z from "zod/mini";
import type { EntryList } from "./entries";
import { idPattern } from "./ids";
import { parseInstant } from "./instants";

// Without a language the library says only that an input is invalid.
z.config(en());

/** An ISO 8601 timestamp. */
export const instant = z
  .string()
  .check(z.refine((text) => !Number.isNaN(parseInstant(text)), "is not a timestamp"));

/** The id of a resource. */
export const resourceId = z.string().check(z.regex(idPattern, "is not a UUID"));

/** A value that nothing depends on: null, and a value of another type, count as absent. */
export function tolerant<S extends z.ZodMiniType>(schema: S): z.ZodMiniCatch<z.ZodMiniOptional<S>> {
  return z.catch(z.optional(schema), undefined as z.output<z.ZodMiniOptional<S>>);
}

/**
 * A session as the API sends it (openapi.json, Session). Required are its id, its status and the facts of its lease.
 * Unknown fields pass, and so do values that the enums of driver, vncMode and status do not list yet: a newer API must
 * not make a running session unreadable.
 */
export const sessionSchema = z.looseObject({
  sessionUUID: resourceId,
  status: z.string(),
  /** Minutes. Whether it is the lease as set, what remains of it, or an old value is not published. */
  currentLeaseTime: z.number(),
  createdAt: instant,
  updatedAt: instant,
  fingerprintUUID: tolerant(z.string()),
  driver: tolerant(z.string()),
  isVncEnabled: tolerant(z.boolean()),
  vncMode: tolerant(z.string()),
  vncPassword: tolerant(z.string()),
});

/** A session as the API sends it. */
export type SessionResponse = z.infer<typeof sessionSchema>;

/** The response of ListSessions. Missing or null `sessions` are an empty list. */
export const sessionListSchema = z.looseObject({ sessions: z.nullish(z.array(z.unknown())) });

/** The sessions of a list, and the ids of entries that could not be read. */
export interface SessionList extends Omit<EntryList<SessionResponse>, "entries"> {
  readonly sessions: readonly SessionResponse[];
}

/** The response to a write that returns nothing that is needed: any body is a success. */
export const emptySchema = z.unknown();

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

const details = { message: z.string(), code: z.optional(z.string()) };

/** Every error body that the API and the layers under it are known to send, brought to one form. */
export const errorBodySchema = z.union([
  z.looseObject(details),
  z.pipe(
    z.looseObject({ error: z.union([z.looseObject(details), z.string()]) }),
    z.transform(({ error }) => (typeof error === "string" ? { message: error, code: undefined } : error)),
  ),
]);
