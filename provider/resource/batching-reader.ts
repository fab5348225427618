import DataLoader from "dataloader";
import type { CallOptions, EntryList } from "../tasknet";
import { errorKind } from "./errors";
import { mayHide } from "./values";

export interface ReadOptions<Item = never> extends CallOptions {
  /** Whether the entry of a list has all that is needed; else the resource is read by itself. Default: it has. */
  readonly isComplete?: ((listed: Item) => boolean) | undefined;
  /** Called if a request for the resource shows it, although a list did not. */
  readonly onUnlisted?: (() => void) | undefined;
}

/** Reads a resource, and shares requests with other reads of the same time. */
export interface Reader<Item> {
  /** The resource as reported now; undefined if the service reports, confirmed, that it does not exist. */
  find(id: string, options?: ReadOptions<Item>): Promise<Item | undefined>;
}

/** How resources of one kind are read. */
export interface Readable<Item> {
  readonly list: (options: CallOptions) => Promise<EntryList<Item>>;
  readonly get: (id: string, options?: CallOptions) => Promise<Item>;
  readonly idOf: (item: Item) => string;
  /** Whether the entry of a list shows that the resource is gone. */
  readonly isGone: (item: Item) => boolean;
  /** Whether an error is the service's own report that the resource is gone. A bare 404 is not. */
  readonly indicatesGone: (error: unknown) => boolean;
  /** Whether a single read is a list, too: a request for one resource may show one that is gone. Default: it is not. */
  readonly prefersList?: boolean | undefined;
}

/** Window, in milliseconds, whose reads share one request. The engine sends them side by side. */
export const batchWindowMs = 10;

/** Time to live of a list, in milliseconds, counted from its request. */
export const listTtlMs = 3_000;

interface LookUp<Item> {
  readonly id: string;
  readonly options: ReadOptions<Item> | undefined;
  /** Whether a read of another resource came within `listTtlMs` before it, so that more are likely to come. */
  readonly isBurst: boolean;
}

/** A read under way. The object keeps the batch from waiting for it: each read ends by itself. */
interface Pending<Item> {
  readonly response: Promise<Item | undefined>;
}

interface CachedList<Item> {
  readonly requestedAt: number;
  isPending: boolean;
  readonly response: Promise<IndexedList<Item>>;
}

interface IndexedList<Item> extends EntryList<Item> {
  /** By their ids in lower case. */
  readonly byId: ReadonlyMap<string, Item>;
}

/** What the reader depends on; each has the system's own as default. */
export interface ReaderParts {
  /** Ends the window in which reads are collected. */
  readonly schedule?: (callback: () => void) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * A reader whose reads share requests. A single one is a GET of the resource. Several within a window are one list, and so
 * is one that follows another: the engine reads a few resources at a time, and compares them one by one. The list serves
 * the reads of the next seconds, except those of a resource that this process has written since. A resource that the list
 * does not show as existing is read by itself before it counts as gone, and so is one of which the list lacks something.
 */
export class BatchingReader<Item> implements Reader<Item> {
  /** Reads that share only the requests of their own window: for programs, which may wait for a change. */
  readonly uncached: Reader<Item>;
  private readonly batch: DataLoader<LookUp<Item>, Pending<Item>>;
  private readonly now: () => number;
  private cached: CachedList<Item> | undefined;
  private last: { readonly id: string; readonly at: number } | undefined;
  private readonly invalidatedAt = new Map<string, number>();

  constructor(
    private readonly readable: Readable<Item>,
    parts: ReaderParts = {},
  ) {
    const { schedule = afterWindow, now = () => performance.now() } = parts;
    this.now = now;
    this.batch = new DataLoader((lookUps) => Promise.resolve(this.readAll(lookUps)), {
      cache: false,
      batchScheduleFn: schedule,
    });
    this.uncached = { find: (id, options) => this.fromBatch(this.lookUp(id, options)) };
  }

  find(id: string, options?: ReadOptions<Item>): Promise<Item | undefined> {
    const lookUp = this.lookUp(id, options);
    const list = this.listFor(id);
    return list === undefined ? this.fromBatch(lookUp) : this.fromList(list, lookUp);
  }

  /** Called before and after each write to a resource: no list that was requested until then serves it. */
  invalidate(id: string): void {
    this.invalidatedAt.set(id.toLowerCase(), this.now());
  }

  private lookUp(id: string, options: ReadOptions<Item> | undefined): LookUp<Item> {
    const { last } = this;
    this.last = { id, at: this.now() };
    const isBurst = last !== undefined && last.id !== id && this.last.at - last.at <= listTtlMs;
    return { id, options, isBurst };
  }

  private listFor(id: string): CachedList<Item> | undefined {
    const { cached } = this;
    if (cached === undefined) return undefined;
    // A list that takes longer than its time to live serves those who wait for it.
    const isLive = cached.isPending || this.now() - cached.requestedAt <= listTtlMs;
    const invalidatedAt = this.invalidatedAt.get(id.toLowerCase()) ?? -Infinity;
    return isLive && invalidatedAt < cached.requestedAt ? cached : undefined;
  }

  private async fromBatch(lookUp: LookUp<Item>): Promise<Item | undefined> {
    return (await this.batch.load(lookUp)).response;
  }

  private readAll(lookUps: readonly LookUp<Item>[]): Pending<Item>[] {
    // A batch is never empty.
    const [first] = lookUps as readonly [LookUp<Item>];
    const isSingle = lookUps.length === 1 && !first.isBurst && this.readable.prefersList !== true;
    if (isSingle) return [{ response: this.readOne(first) }];
    const list = this.requestList(first.options);
    return lookUps.map((lookUp) => ({ response: this.fromList(list, lookUp) }));
  }

  /** The list has a deadline of its own: neither a cancel nor a deadline of one read ends it for the others. */
  private requestList(options: CallOptions = {}): CachedList<Item> {
    const { onRetry, onWarning } = options;
    const list: CachedList<Item> = {
      requestedAt: this.now(),
      isPending: true,
      response: this.readable.list({ onRetry, onWarning }).then((shown) => this.indexed(shown)),
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

  private async fromList({ response }: CachedList<Item>, lookUp: LookUp<Item>): Promise<Item | undefined> {
    let list: IndexedList<Item> | undefined;
    try {
      list = await unlessAborted(response, signalsOf(lookUp.options));
    } catch (error) {
      // A malformed list must not fail the reads.
      if (errorKind(error) !== "invalidResponse") throw error;
    }
    // The read's own request gives the precise error.
    if (list === undefined) return this.readOne(lookUp);
    const shown = list.byId.get(lookUp.id.toLowerCase());
    if (shown === undefined || this.readable.isGone(shown)) return this.readOne(lookUp, list);
    const isComplete = lookUp.options?.isComplete?.(shown) ?? true;
    return isComplete ? shown : this.readOne(lookUp, list);
  }

  /** @param list a list that was read for this purpose */
  private async readOne({ id, options }: LookUp<Item>, list?: IndexedList<Item>): Promise<Item | undefined> {
    try {
      const item = await this.readable.get(id, options);
      if (list?.byId.has(id.toLowerCase()) === false) options?.onUnlisted?.();
      return item;
    } catch (error) {
      if (this.readable.indicatesGone(error)) return undefined;
      if (errorKind(error) !== "notFound") throw error;
      // A gateway may have sent the 404: the list confirms it.
      const shown = list ?? this.indexed(await this.readable.list(options ?? {}));
      if (mayHide(shown, id)) throw error;
      return shown.byId.get(id.toLowerCase());
    }
  }

  private indexed(list: EntryList<Item>): IndexedList<Item> {
    const byId = new Map(list.entries.map((item) => [this.readable.idOf(item).toLowerCase(), item]));
    return { ...list, byId };
  }
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
