import DataLoader from "dataloader";
import type { CallOptions, SessionList, SessionResponse } from "../tasknet";
import type { ReadOptions, SessionApi, SessionReader } from "./context";
import { errorKind, indicatesEnded } from "./errors";
import { mayHoldUnreadable } from "./values";

/** Window, in milliseconds, whose reads share one request. The engine sends them side by side. */
export const batchWindowMs = 10;

/** Time to live of a list, in milliseconds, counted from its request. */
export const listTtlMs = 3_000;

interface LookUp {
  readonly sessionUUID: string;
  readonly options: ReadOptions | undefined;
  /** Whether a read of another session came within `listTtlMs` before it, so that more are likely to come. */
  readonly isBurst: boolean;
}

/** A read under way. The object keeps the batch from waiting for it: each read ends by itself. */
interface Pending {
  readonly response: Promise<SessionResponse | undefined>;
}

interface CachedList {
  readonly requestedAt: number;
  isPending: boolean;
  readonly response: Promise<IndexedList>;
}

interface IndexedList extends SessionList {
  /** By their ids in lower case. */
  readonly byId: ReadonlyMap<string, SessionResponse>;
}

/** What the reader depends on; each has the system's own as default. */
export interface ReaderParts {
  /** Ends the window in which reads are collected. */
  readonly schedule?: (callback: () => void) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * A reader whose reads share requests. A single one is one GetSession. Several within a window are one ListSessions, and
 * so is one that follows another: the engine reads a few sessions at a time, and compares them one by one. The list
 * serves the reads of the next seconds, except those of a session that this process has written since. A session that
 * the list does not show as alive is read by itself before it counts as ended, and so is one of which the list lacks
 * something.
 */
export class BatchingReader implements SessionReader {
  /** Reads that share only the requests of their own window: for programs, which may wait for a change. */
  readonly uncached: SessionReader;
  private readonly batch: DataLoader<LookUp, Pending>;
  private readonly now: () => number;
  private cached: CachedList | undefined;
  private last: { readonly sessionUUID: string; readonly at: number } | undefined;
  private readonly invalidatedAt = new Map<string, number>();

  constructor(
    private readonly api: SessionApi,
    parts: ReaderParts = {},
  ) {
    const { schedule = afterWindow, now = () => performance.now() } = parts;
    this.now = now;
    this.batch = new DataLoader((lookUps) => Promise.resolve(this.readAll(lookUps)), {
      cache: false,
      batchScheduleFn: schedule,
    });
    this.uncached = { find: (sessionUUID, options) => this.fromBatch(this.lookUp(sessionUUID, options)) };
  }

  find(sessionUUID: string, options?: ReadOptions): Promise<SessionResponse | undefined> {
    const lookUp = this.lookUp(sessionUUID, options);
    const list = this.listFor(sessionUUID);
    return list === undefined ? this.fromBatch(lookUp) : this.fromList(list, lookUp);
  }

  /** Called before and after each write to a session: no list that was requested until then serves it. */
  invalidate(sessionUUID: string): void {
    this.invalidatedAt.set(sessionUUID.toLowerCase(), this.now());
  }

  private lookUp(sessionUUID: string, options: ReadOptions | undefined): LookUp {
    const { last } = this;
    this.last = { sessionUUID, at: this.now() };
    const isBurst =
      last !== undefined && last.sessionUUID !== sessionUUID && this.last.at - last.at <= listTtlMs;
    return { sessionUUID, options, isBurst };
  }

  private listFor(sessionUUID: string): CachedList | undefined {
    const { cached } = this;
    if (cached === undefined) return undefined;
    // A list that takes longer than its time to live serves those who wait for it.
    const isLive = cached.isPending || this.now() - cached.requestedAt <= listTtlMs;
    const invalidatedAt = this.invalidatedAt.get(sessionUUID.toLowerCase()) ?? -Infinity;
    return isLive && invalidatedAt < cached.requestedAt ? cached : undefined;
  }

  private async fromBatch(lookUp: LookUp): Promise<SessionResponse | undefined> {
    return (await this.batch.load(lookUp)).response;
  }

  private readAll(lookUps: readonly LookUp[]): Pending[] {
    // A batch is never empty.
    const [first] = lookUps as readonly [LookUp];
    if (lookUps.length === 1 && !first.isBurst) return [{ response: this.readOne(first) }];
    const list = this.requestList(first.options);
    return lookUps.map((lookUp) => ({ response: this.fromList(list, lookUp) }));
  }

  /** The list has a deadline of its own: neither a cancel nor a deadline of one read ends it for the others. */
  private requestList(options: CallOptions = {}): CachedList {
    const { onRetry, onWarning } = options;
    const list: CachedList = {
      requestedAt: this.now(),
      isPending: true,
      response: this.api.listAll({ onRetry, onWarning }).then(indexed),
    };
    this.cached = list;
    list.response.then(
      () => (list.isPending = false),
      () => {
        if (this.cached === list) this.cached = undefined;
      },
    );
    return list;
  }

  private async fromList({ response }: CachedList, lookUp: LookUp): Promise<SessionResponse | undefined> {
    let list: IndexedList | undefined;
    try {
      list = await unlessAborted(response, signalsOf(lookUp.options));
    } catch (error) {
      // A malformed list must not fail the reads.
      if (errorKind(error) !== "invalidResponse") throw error;
    }
    // The read's own request gives the precise error.
    if (list === undefined) return this.readOne(lookUp);
    const shown = list.byId.get(lookUp.sessionUUID.toLowerCase());
    if (shown === undefined || shown.status === "terminated") return this.readOne(lookUp, list);
    const isComplete = lookUp.options?.isComplete?.(shown) ?? true;
    return isComplete ? shown : this.readOne(lookUp, list);
  }

  /** @param list a list that was read for this purpose */
  private async readOne(
    { sessionUUID, options }: LookUp,
    list?: IndexedList,
  ): Promise<SessionResponse | undefined> {
    try {
      return await this.api.getSession(sessionUUID, options);
    } catch (error) {
      if (indicatesEnded(error)) return undefined;
      if (errorKind(error) !== "notFound") throw error;
      // A gateway may have sent the 404: the list confirms it.
      const shown = list ?? indexed(await this.api.listAll(options));
      if (mayHoldUnreadable(shown, sessionUUID)) throw error;
      return shown.byId.get(sessionUUID.toLowerCase());
    }
  }
}

/** The API, with a reader whose cached list is invalidated by each write to a session. */
export function invalidateOnWrite(api: SessionApi, reader: Pick<BatchingReader, "invalidate">): SessionApi {
  const invalidating =
    <A extends readonly unknown[], R>(write: (sessionUUID: string, ...rest: A) => Promise<R>) =>
    async (sessionUUID: string, ...rest: A): Promise<R> => {
      reader.invalidate(sessionUUID);
      try {
        return await write(sessionUUID, ...rest);
      } finally {
        reader.invalidate(sessionUUID);
      }
    };
  return {
    now: () => api.now(),
    ticks: () => api.ticks(),
    wait: (...args) => api.wait(...args),
    listAll: (options) => api.listAll(options),
    createSession: (...args) => api.createSession(...args),
    getSession: (...args) => api.getSession(...args),
    updateSession: invalidating((...args: Parameters<SessionApi["updateSession"]>) =>
      api.updateSession(...args),
    ),
    endSession: invalidating((...args: Parameters<SessionApi["endSession"]>) => api.endSession(...args)),
  };
}

function indexed(list: SessionList): IndexedList {
  return {
    ...list,
    byId: new Map(list.sessions.map((session) => [session.sessionUUID.toLowerCase(), session])),
  };
}

function afterWindow(callback: () => void): void {
  setTimeout(callback, batchWindowMs);
}

/** The signals of which one aborts when the read is cancelled, and one when its time is over. */
function signalsOf(options: CallOptions | undefined): AbortSignal[] {
  return [options?.signal, options?.deadline?.signal].filter((signal) => signal !== undefined);
}

/** The shared response, or undefined as soon as one of the signals is aborted. */
function unlessAborted<T>(shared: Promise<T>, signals: readonly AbortSignal[]): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      resolve(undefined);
    };
    for (const signal of signals) {
      if (signal.aborted) leave();
      signal.addEventListener("abort", leave);
    }
    shared.then(resolve, reject).finally(() => {
      for (const signal of signals) signal.removeEventListener("abort", leave);
    });
  });
}
