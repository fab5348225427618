import type { OperationName } from "./contract";

/** One call to the API, as the simulator saw it. It holds header names, never header values or bodies. */
export interface LedgerEntry {
  /** 1 for the first call. */
  seq: number;
  /** When the call arrived: simulated time, ISO 8601. */
  at: string;
  /** "Unknown" where no operation has this method and path. */
  operation: OperationName | "Unknown";
  method: string;
  /** The path without its query. */
  path: string;
  /** Names of the request's headers, lower case. */
  headers: string[];
  /** The status of the response; 0 while the call is in flight and where the connection was cut. */
  status: number;
  /** The session that the call was about, or made. */
  sessionUUID?: string | undefined;
  /** The scripted fault that the call met, in words. */
  fault?: string | undefined;
}

/** The record of all calls, with the high-water mark of calls in flight. */
export class Ledger {
  private readonly calls: LedgerEntry[];
  private lastSeq: number;
  private inFlight = 0;
  private highestInFlight = 0;

  constructor(entries: readonly LedgerEntry[] = []) {
    this.calls = [...entries];
    this.lastSeq = entries.at(-1)?.seq ?? 0;
  }

  get entries(): LedgerEntry[] {
    return [...this.calls];
  }

  get maxInFlight(): number {
    return this.highestInFlight;
  }

  /** Records a call that arrives. */
  open(call: Omit<LedgerEntry, "seq" | "status">): LedgerEntry {
    const entry: LedgerEntry = { seq: ++this.lastSeq, ...call, status: 0 };
    this.calls.push(entry);
    this.inFlight += 1;
    this.highestInFlight = Math.max(this.highestInFlight, this.inFlight);
    return entry;
  }

  /** Records how a call ended; status 0 for a cut connection. */
  close(entry: LedgerEntry, status: number): void {
    entry.status = status;
    this.inFlight -= 1;
  }

  /** Forgets the entries, and starts the high-water mark again from the calls in flight. */
  clear(): void {
    this.calls.length = 0;
    this.highestInFlight = this.inFlight;
  }
}
