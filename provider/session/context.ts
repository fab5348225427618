import type {
  CallOptions,
  CreateSessionBody,
  CreateSessionSecrets,
  SessionList,
  SessionResponse,
} from "../tasknet";
import type { ProcessMemory } from "./memory";
import type { ApiTarget } from "./model";

/** The five operations as the rules need them, and the service's time. `TasknetClient` is one. */
export interface SessionApi {
  /** Milliseconds since the epoch by the service's clock. */
  now(): number;
  /** Milliseconds of a clock that never goes back. */
  ticks(): number;
  /** Waits; false at once if less time than that is left of the operation. Rejects if it is cancelled. */
  wait(ms: number, options?: CallOptions): Promise<boolean>;
  /** The sessions, and the ids of entries that could not be read. */
  listAll(options?: CallOptions): Promise<SessionList>;
  createSession(
    body: CreateSessionBody,
    secrets: CreateSessionSecrets,
    options?: CallOptions,
  ): Promise<SessionResponse>;
  getSession(sessionUUID: string, options?: CallOptions): Promise<SessionResponse>;
  updateSession(sessionUUID: string, newLeaseTime: number, options?: CallOptions): Promise<void>;
  /** Resolves to whether the service only accepted the request, so that the session may still be ending. */
  endSession(sessionUUID: string, options?: CallOptions): Promise<{ readonly isPending: boolean }>;
}

export interface ReadOptions extends CallOptions {
  /** Whether the entry of a list has all that is needed; else the session is read by itself. Default: it has. */
  readonly isComplete?: ((listed: SessionResponse) => boolean) | undefined;
}

/** Reads a session, and shares requests with other reads of the same time. */
export interface SessionReader {
  /** The session as reported now; undefined if the service reports, confirmed, that it does not exist. */
  find(sessionUUID: string, options?: ReadOptions): Promise<SessionResponse | undefined>;
}

/** What every operation of a session needs. */
export interface SessionContext {
  readonly api: SessionApi;
  readonly reader: SessionReader;
  readonly origin: ApiTarget;
  /** The configuration's environment, for sessions that name none. */
  readonly environment: {
    readonly environmentId?: string | undefined;
    readonly environmentSecret?: string | undefined;
  };
  readonly memory: ProcessMemory;
  /** The resource's URN, for the commands in messages. A dynamic provider does not know it. */
  readonly urn?: string | undefined;
  /** Whether `pulumi import` works for the resource. */
  readonly isImportable?: boolean;
}
