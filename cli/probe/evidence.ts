import type { Reply } from "./reply";

/** A change that the probe has waited for: when it was last seen undone and first seen done, in milliseconds. */
export interface Change {
  readonly lastBeforeMs: number | undefined;
  readonly firstAfterMs: number | undefined;
}

/** The first minute of a session. Times count from the response to its create. */
export interface StartUp {
  /** Whether the first GET and the first list did not show the session. */
  readonly getLags: boolean;
  readonly listLags: boolean;
  /** When a GET and a list first showed it; undefined if none did. */
  readonly getMs: number | undefined;
  readonly listMs: number | undefined;
  /** From another status to `running`. */
  readonly started: Change;
  /** The first read of each kind that shows the session, or the last one. */
  readonly get: Reply;
  readonly list: Reply;
}

/** Lease requests that were repeated while the service responded with a conflict. */
export interface Patched {
  readonly first: Reply;
  readonly last: Reply;
  /** From a conflict to another response, counted from the response to the create. */
  readonly accepted: Change;
}

/** The session without VNC: a lease of 1 minute that becomes one of 2. */
export interface SessionA {
  readonly id: string;
  readonly create: Reply;
  readonly patch: Patched;
  readonly startUp: StartUp;
  /** A read after the first new lease, and one two seconds later without a change in between. */
  readonly read: Reply;
  readonly readAgain: Reply;
  /** A read after one more lease request. */
  readonly readAfterPatch: Reply;
  readonly otherMode: Reply;
  /** A read more than a minute after the last lease request; absent if it would show nothing. */
  readonly late?: Reply | undefined;
}

/** The session with VNC, whose lease is to expire. */
export interface SessionB {
  readonly id: string;
  readonly create: Reply;
  readonly startUp: StartUp;
  /** The minutes that the create was granted: 2, or 1 if the service grants no more. */
  readonly grantedMinutes: number;
  /** A lease request of 1 minute, while up to 2 are left. */
  readonly patch: Patched;
  /** Milliseconds from the expected expiry to the first read that does not show it as running; undefined: never. */
  readonly getEndedMs: number | undefined;
  readonly listEndedMs: number | undefined;
  /** The first reads after the expected expiry. */
  readonly firstGet: Reply;
  readonly firstList: Reply;
  /** The last reads. */
  readonly lastGet: Reply;
  readonly lastList: Reply;
  readonly deleteEnded: Reply;
  readonly patchEnded: Reply;
}

/** The session for a lease out of range. */
export interface SessionC {
  readonly id: string;
  /** The create with the fingerprint of the session B; absent without a fingerprint. */
  readonly shared?: Reply | undefined;
  /** A lease request of 0 minutes. */
  readonly patch: Patched;
}

/** The end of a session by a DELETE. */
export interface Deleted {
  readonly reply: Reply;
  readonly firstGet: Reply;
  /** Milliseconds from the response to the first read that does not show another status; undefined: none. */
  readonly endedMs: number | undefined;
}

/** All that a probe has seen. */
export interface Evidence {
  readonly listBefore: Reply;
  readonly unknownId: Reply;
  readonly wrongKey: Reply;
  readonly a: SessionA;
  readonly b: SessionB;
  readonly c: SessionC;
  readonly deleted: Deleted;
  /** Milliseconds that requests took: the median, and the create that took longest. */
  readonly medianLatencyMs: number;
  readonly slowestCreateMs: number;
}
