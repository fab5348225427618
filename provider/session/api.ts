import { isTasknetError } from "../tasknet";
import type {
  CallOptions,
  CreateSessionBody,
  CreateSessionSecrets,
  ErrorKind,
  WireSession,
} from "../tasknet";
import type { ApiTarget } from "./model";

/** The five operations as the rules need them, and the server's time. `TasknetClient` is one. */
export interface SessionApi {
  /** Milliseconds since the epoch by the server's clock. */
  now(): number;
  listSessions(options?: CallOptions): Promise<WireSession[]>;
  createSession(
    body: CreateSessionBody,
    secrets: CreateSessionSecrets,
    options?: CallOptions,
  ): Promise<WireSession>;
  getSession(sessionUUID: string, options?: CallOptions): Promise<WireSession>;
  updateSession(sessionUUID: string, newLeaseTime: number, options?: CallOptions): Promise<void>;
  endSession(sessionUUID: string, options?: CallOptions): Promise<void>;
}

/** Finds a session's present answer: shares calls with other look-ups of the same moment. */
export interface SessionReader {
  /** The session as last reported, or undefined where the service says that it does not exist. */
  find(sessionUUID: string, options?: CallOptions): Promise<WireSession | undefined>;
}

/** What every lifecycle step stands on. */
export interface SessionContext {
  readonly api: SessionApi;
  readonly reader: SessionReader;
  readonly origin: ApiTarget;
  /** The configuration's environment, for sessions that name none. */
  readonly environment: {
    readonly environmentId?: string | undefined;
    readonly environmentSecret?: string | undefined;
  };
  /** Ids of the sessions that this process made: none of them is a stray one. */
  readonly ownSessions: Set<string>;
  /** What the user can type to take a stray session into the stack, where this shell can do that. */
  readonly importCommand?: (sessionUUID: string) => string;
}

/** The kind of an error of the API client; undefined for any other. */
export function errorKind(error: unknown): ErrorKind | undefined {
  return isTasknetError(error) ? error.kind : undefined;
}

/** The error's text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Codes by which the service says that this very session has ended, whatever the status. */
const endedCodes = new Set<string | undefined>(["SESSION_NOT_FOUND", "SESSION_EXPIRED"]);

/**
 * Whether an error is the service's own report that the session has ended. A 404 without a code of sessions is not: a
 * gateway or a wrong endpoint sends it, too.
 */
export function indicatesEnded(error: unknown): boolean {
  if (!isTasknetError(error)) return false;
  // A refused key or a rate limit says nothing of the session, whatever its code.
  if (error.kind === "unauthorized" || error.kind === "rateLimited") return false;
  return error.status === 410 || endedCodes.has(error.code);
}
