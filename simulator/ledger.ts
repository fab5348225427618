import type { IdField, OperationName } from "./resources";

type LedgerIds = Partial<Record<IdField, string | undefined>>;

/**
 * One call to the API. It has header names, never header values or bodies. The field of an id (`sessionUUID`,
 * `environmentUUID` and so on) has the object in the path, or the object that the call created.
 */
export interface LedgerEntry extends LedgerIds {
  /** 1 for the first call. */
  seq: number;
  /** When the call arrived: simulated time, ISO 8601. */
  at: string;
  /** "Unknown" if no operation has this method and path. */
  operation: OperationName | "Unknown";
  method: string;
  /** The path without its query. */
  path: string;
  /** Names of the request's headers, lower case. */
  headers: string[];
  /** The status of the response; 0 while the call is in flight, or if the connection was cut. */
  status: number;
  /** Description of the scripted fault that applied to the call. */
  fault?: string | undefined;
}

/** Records all calls, and the maximum number of calls in flight. */
export class Ledger {
  private readonly calls: LedgerEntry[];
  private lastSeq: number;
  private inFlight = 0;
  private peakInFlight = 0;

  constructor(entries: readonly LedgerEntry[] = []) {
    this.calls = [...entries];
    this.lastSeq = entries.at(-1)?.seq ?? 0;
  }

  get entries(): LedgerEntry[] {
    return [...this.calls];
  }

  get maxInFlight(): number {
    return this.peakInFlight;
  }

  /** Records the arrival of a call. */
  open(call: Omit<LedgerEntry, "seq" | "status">): LedgerEntry {
    const entry: LedgerEntry = { seq: ++this.lastSeq, ...call, status: 0 };
    this.calls.push(entry);
    this.inFlight += 1;
    this.peakInFlight = Math.max(this.peakInFlight, this.inFlight);
    return entry;
  }

  /** Records the status of a call; 0 if its connection was cut. */
  close(entry: LedgerEntry, status: number): void {
    entry.status = status;
    this.inFlight -= 1;
  }

  /** Deletes the entries, and resets the maximum to the calls in flight. */
  clear(): void {
    this.calls.length = 0;
    this.peakInFlight = this.inFlight;
  }
}
