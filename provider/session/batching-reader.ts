import DataLoader from "dataloader";
import type { CallOptions, WireSession } from "../tasknet";
import type { SessionApi, SessionReader } from "./api";
import { errorKind, indicatesEnded } from "./api";

/** Look-ups that arrive within so many milliseconds are asked for together. The engine sends them side by side. */
export const batchWindowMs = 10;

/** A list serves the look-ups of so many milliseconds, counted from when it was asked for. */
export const listTtlMs = 3_000;

interface LookUp {
  readonly sessionUUID: string;
  readonly options: CallOptions | undefined;
  /** Whether one of another session came within `listTtlMs` before it, so that more are likely to come. */
  readonly isBurst: boolean;
}

interface CachedList {
  readonly askedAt: number;
  /** The running sessions by their ids. */
  readonly running: Promise<Map<string, WireSession>>;
}

/** What the reader stands on; each has the system's own as default. */
export interface ReaderParts {
  /** Ends the moment in which look-ups are collected. */
  readonly schedule?: (callback: () => void) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * A reader whose look-ups share calls. One alone is one GetSession. Several of one moment are one ListSessions, and so
 * is one that isBurst another: the engine reads a few sessions at a time, and compares them one by one. The list serves
 * those that come within the next seconds, but no session that this process has written since. A session that the list
 * does not show as running is asked for by itself before it counts as ended.
 */
export class BatchingReader implements SessionReader {
  /** Look-ups that only share the calls of their own moment: for programs, which may wait for a change. */
  readonly uncached: SessionReader;
  private readonly batch: DataLoader<LookUp, WireSession | undefined>;
  private readonly now: () => number;
  private kept: CachedList | undefined;
  private last: { readonly sessionUUID: string; readonly at: number } | undefined;
  private readonly invalidatedAt = new Map<string, number>();

  constructor(
    private readonly api: SessionApi,
    parts: ReaderParts = {},
  ) {
    const { schedule = afterWindow, now = () => performance.now() } = parts;
    this.now = now;
    this.batch = new DataLoader((lookUps) => this.askForAll(lookUps), {
      cache: false,
      batchScheduleFn: schedule,
    });
    this.uncached = { find: (sessionUUID, options) => this.batch.load(this.lookUp(sessionUUID, options)) };
  }

  find(sessionUUID: string, options?: CallOptions): Promise<WireSession | undefined> {
    const lookUp = this.lookUp(sessionUUID, options);
    const list = this.listFor(sessionUUID);
    return list === undefined ? this.batch.load(lookUp) : this.fromList(list, lookUp);
  }

  /** Told before and after each write of a session: no list that was asked for until then serves it. */
  invalidate(sessionUUID: string): void {
    this.invalidatedAt.set(sessionUUID, this.now());
  }

  private lookUp(sessionUUID: string, options: CallOptions | undefined): LookUp {
    const { last } = this;
    this.last = { sessionUUID, at: this.now() };
    const isBurst =
      last !== undefined && last.sessionUUID !== sessionUUID && this.last.at - last.at <= listTtlMs;
    return { sessionUUID, options, isBurst };
  }

  private listFor(sessionUUID: string): CachedList | undefined {
    const { kept } = this;
    if (kept === undefined || this.now() - kept.askedAt > listTtlMs) return undefined;
    return (this.invalidatedAt.get(sessionUUID) ?? -Infinity) < kept.askedAt ? kept : undefined;
  }

  private async askForAll(lookUps: readonly LookUp[]): Promise<(WireSession | undefined | Error)[]> {
    // A batch is never empty.
    const [first] = lookUps as readonly [LookUp];
    if (lookUps.length === 1 && !first.isBurst) return [await this.ask(first, false).catch(asError)];
    const list = this.keep(first.options);
    return Promise.all(lookUps.map((lookUp) => this.fromList(list, lookUp).catch(asError)));
  }

  private keep(options: CallOptions | undefined): CachedList {
    const running = this.api.listSessions(options).then((sessions) => {
      const own = sessions.filter(({ status }) => status === "running");
      return new Map(own.map((session) => [session.sessionUUID, session]));
    });
    const list = { askedAt: this.now(), running };
    this.kept = list;
    running.catch(() => {
      if (this.kept === list) this.kept = undefined;
    });
    return list;
  }

  private async fromList({ running }: CachedList, lookUp: LookUp): Promise<WireSession | undefined> {
    let sessions: Map<string, WireSession>;
    try {
      sessions = await running;
    } catch (error) {
      const kind = errorKind(error);
      // One look-up's cancel or a bad entry in the list must not fail the others.
      if (kind === "cancelled" || kind === "invalidResponse") return this.ask(lookUp, false);
      throw error;
    }
    return sessions.get(lookUp.sessionUUID) ?? this.ask(lookUp, true);
  }

  /** @param isListRight whether ListSessions was answered, so that a 404 can't come from a wrong endpoint */
  private async ask(
    { sessionUUID, options }: LookUp,
    isListRight: boolean,
  ): Promise<WireSession | undefined> {
    try {
      return await this.api.getSession(sessionUUID, options);
    } catch (error) {
      if (indicatesEnded(error)) return undefined;
      if (errorKind(error) !== "notFound") throw error;
      if (isListRight) return undefined;
      // Something that is not the API may have said 404: only where the list works is it a definite end.
      return (await this.api.listSessions(options)).find((session) => session.sessionUUID === sessionUUID);
    }
  }
}

/** The API, with a reader told of each write to a session. */
export function invalidateOnWrite(api: SessionApi, reader: Pick<BatchingReader, "invalidate">): SessionApi {
  const noting =
    <A extends readonly unknown[]>(write: (sessionUUID: string, ...rest: A) => Promise<void>) =>
    async (sessionUUID: string, ...rest: A): Promise<void> => {
      reader.invalidate(sessionUUID);
      try {
        await write(sessionUUID, ...rest);
      } finally {
        reader.invalidate(sessionUUID);
      }
    };
  return {
    now: () => api.now(),
    listSessions: (options) => api.listSessions(options),
    createSession: (...args) => api.createSession(...args),
    getSession: (...args) => api.getSession(...args),
    updateSession: noting((...args: Parameters<SessionApi["updateSession"]>) => api.updateSession(...args)),
    endSession: noting((...args: Parameters<SessionApi["endSession"]>) => api.endSession(...args)),
  };
}

function afterWindow(callback: () => void): void {
  setTimeout(callback, batchWindowMs);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
