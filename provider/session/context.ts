import type {
  CallOptions,
  CreateSessionBody,
  CreateSessionSecrets,
  SessionList,
  SessionResponse,
} from "../tasknet";
import type { ApiTarget, Named, Reader, ReadOptions, WaitingClock } from "../resource";
import type { ProcessMemory } from "./memory";

/** The five operations as the rules need them, and the service's time. `TasknetClient` is one. */
export interface SessionApi extends WaitingClock {
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

export type SessionReadOptions = ReadOptions<SessionResponse>;

/** Reads sessions. */
export type SessionReader = Reader<SessionResponse>;

/** What every operation of a session needs. */
export interface SessionContext extends Named {
  readonly api: SessionApi;
  readonly reader: SessionReader;
  readonly origin: ApiTarget;
  /** The configuration's environment, for sessions that name none. */
  readonly environment: {
    readonly environmentId?: string | undefined;
    readonly environmentSecret?: string | undefined;
  };
  readonly memory: ProcessMemory;
}
