import * as z from "zod/mini";
import type { ApiTarget, InputSpecs } from "../resource";
import { headerTextProblem, isTimestamp } from "../tasknet";

/** Longest lease, in minutes (openapi.json). */
export const maxLeaseMinutes = 60;

const minutes = z.int().check(z.minimum(1), z.maximum(maxLeaseMinutes));
const uuid = z.guid();
/** A value that a request carries as a header. */
const headerText = z.string().check(z.refine((value) => headerTextProblem(value) === undefined));
const headerRule = "printable ASCII without spaces or line breaks at its ends";

/** What a change of an input means for a session that runs. */
export type OnChange =
  /** The session is ended and another one created. */
  | "replace"
  /** The lease of the running session is updated. */
  | "lease"
  /** The value is recorded; nothing is called. */
  | "store";

/** The inputs of a session, in the order of the documentation. The single source of their rules. */
export const inputSpecs = {
  leaseTime: {
    schema: minutes,
    rule: "an integer from 1 to 60 (minutes)",
    type: "integer",
    onChange: "lease",
    required: true,
    description:
      "The length of the lease in minutes (1 to 60), counted from the time at which it is set. When the lease expires, the session ends by itself.",
  },
  driver: {
    schema: z.enum(["puppeteer", "api"]),
    rule: '"puppeteer" or "api"',
    type: "string",
    onChange: "replace",
    default: "puppeteer",
    values: ["puppeteer", "api"],
    typeName: "Driver",
    description: "The automation driver of the browser: `puppeteer` or `api`.",
  },
  isVncEnabled: {
    schema: z.boolean(),
    rule: "true or false",
    type: "boolean",
    onChange: "replace",
    default: false,
    description: "Whether the browser accepts VNC connections.",
  },
  vncMode: {
    schema: z.enum(["rw", "ro"]),
    rule: '"rw" or "ro"',
    type: "string",
    onChange: "replace",
    default: "ro",
    values: ["rw", "ro"],
    typeName: "VncMode",
    description:
      "The VNC access: `rw` to read and write, `ro` only to read. `ro` is a convenience, not a security boundary.",
  },
  fingerprintUUID: {
    schema: uuid,
    rule: "a UUID",
    type: "string",
    onChange: "replace",
    description:
      "The UUID of the stored browser fingerprint to use. Without it, the session gets a temporary fingerprint. A replacement with the same fingerprint ends the old session first.",
  },
  fingerprintSecret: {
    schema: headerText,
    rule: headerRule,
    type: "string",
    onChange: "store",
    secret: true,
    description: "The secret of the fingerprint. It is sent only when the session is created.",
  },
  environmentId: {
    schema: headerText,
    rule: headerRule,
    type: "string",
    onChange: "replace",
    description:
      "The ID of the environment that the fingerprint belongs to. It overrides `tasknet:environmentId`.",
  },
  environmentSecret: {
    schema: headerText,
    rule: headerRule,
    type: "string",
    onChange: "store",
    secret: true,
    description:
      "The secret of the environment. It is sent only when the session is created. It overrides `tasknet:environmentSecret`.",
  },
  showMouse: {
    schema: z.boolean(),
    rule: "true or false",
    type: "boolean",
    onChange: "replace",
    default: false,
    description: "Whether the browser shows the mouse pointer.",
  },
  isProxyEnabled: {
    schema: z.boolean(),
    rule: "true or false",
    type: "boolean",
    onChange: "replace",
    default: false,
    description: "Whether the traffic of the browser goes through a proxy of Tasknet.",
  },
  renewBefore: {
    schema: minutes,
    rule: "an integer from 1 to leaseTime (minutes)",
    type: "integer",
    onChange: "store",
    description:
      "Renew the lease during an update if at most this many minutes remain (1 to `leaseTime`). Without it, an update never renews a running lease.",
  },
  recreateWhenEnded: {
    schema: z.boolean(),
    rule: "true or false",
    type: "boolean",
    onChange: "store",
    default: true,
    description:
      "Whether an update creates the session again after it has ended. If false, the session stays in the state as `terminated` until `leaseTime` or an input that replaces it changes.",
  },
  keepUntil: {
    schema: z.string().check(z.refine(isTimestamp)),
    rule: "an ISO 8601 timestamp such as 2026-01-31T18:00:00Z",
    type: "string",
    onChange: "store",
    description:
      "The time until which updates keep the session alive (ISO 8601; UTC if it has no time zone). From then on an update neither renews the lease nor creates the session again, as with `recreateWhenEnded: false`, and the session ends with its lease. Without it, updates keep the session alive without a limit.",
  },
} as const satisfies InputSpecs<OnChange>;

export type InputName = keyof typeof inputSpecs;
export const inputNames = Object.keys(inputSpecs) as InputName[];

type Values = { [Name in InputName]: z.infer<(typeof inputSpecs)[Name]["schema"]> };
/** Inputs that are always there after check: the required ones, and those with a default. */
type CompleteName = {
  [Name in InputName]: (typeof inputSpecs)[Name] extends { required: true } | { default: string | boolean }
    ? Name
    : never;
}[InputName];

/** Inputs as check leaves them: complete, with defaults. */
export type SessionInputs = Pick<Values, CompleteName> & Partial<Omit<Values, CompleteName>>;

/** What the service and the clock show of a session, in addition to its inputs. */
export interface SessionOutputs {
  sessionUUID: string;
  /** The declared fingerprint, or the session's own. */
  fingerprintUUID?: string;
  /** Minutes, as last reported. Total, remaining or stale is not published, so no rule depends on it only. */
  currentLeaseTime?: number;
  status?: string;
  createdAt?: string;
  updatedAt?: string;
  /** When the lease is expected to end, ISO 8601. */
  expiresAt: string;
  vncPassword?: string;
}

/** The bounds of a lease as the state records them; each is an ISO 8601 timestamp in UTC. */
export interface LeaseRecord {
  /** The earliest end that the known facts allow. */
  earliest: string;
  /** The latest end that the known facts allow. */
  latest: string;
  /** When the service responded to our last lease request. */
  setAt?: string;
  /** False if the service's timestamps contradict the time of our own create. Default: true. */
  hasUsableTimestamps?: boolean;
}

/**
 * All that is recorded of a session. Of an imported one the inputs that no response of the service shows are absent; of
 * one whose creation was not confirmed, the outputs that are not known.
 */
export interface SessionState extends Omit<Partial<SessionInputs>, "leaseTime">, SessionOutputs {
  leaseTime: number;
  lease: LeaseRecord;
  /** When the service responded to our own create, ISO 8601. Absent for an imported session. */
  ownCreateAt?: string;
  /** Inputs whose values the service reports differently: the values that the program declared. */
  declared?: Partial<SessionInputs>;
  /** Whether `fingerprintUUID` was an input, rather than the session's own. */
  fingerprintGiven: boolean;
  origin: ApiTarget;
}
