import type { CallOptions, CreateSessionBody, CreateSessionSecrets, WireSession } from "../tasknet";
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

/** The error's kind, where it is one of the API client's. */
export function errorKind(error: unknown): string | undefined {
  const kind = (error as { kind?: unknown } | undefined)?.kind;
  return typeof kind === "string" ? kind : undefined;
}

/** The error's text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Codes by which the service may say that a session has ended, whatever the status. */
const endedCodes = new Set<string | undefined>(["SESSION_NOT_FOUND", "SESSION_EXPIRED"]);

/** Is the error the service's word that the session has ended? Something that is not the API may say 404, too. */
export function indicatesEnded(error: unknown): boolean {
  const { code, isFromApi, status } = error as { code?: string; isFromApi?: boolean; status?: number };
  const kind = errorKind(error);
  if (kind === "notFound") return isFromApi === true;
  // A refused key or a rate limit says nothing of the session, whatever its code.
  if (kind === "unauthorized" || kind === "rateLimited") return false;
  return status === 410 || endedCodes.has(code);
}
