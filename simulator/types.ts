import type { Account } from "./accounts";
import type { Fault } from "./faults";
import type { LedgerEntry } from "./ledger";
import type { SimulatedSession } from "./sessions";
import type { Switches } from "./switches";

/** How to start a simulator. */
export interface SimulatorOptions {
  /** Port on 127.0.0.1; default 0, any free one. */
  port?: number | undefined;
  /** Key pairs to accept; default `defaultAccount` alone. */
  accounts?: Account[] | undefined;
  /** How many simulated seconds pass in a real one, above 0; default 1. 60 makes a minute of lease a second. */
  timeScale?: number | undefined;
  /** A clock that only `advance` moves; a number is its start in milliseconds since 1970, `true` starts it now. */
  manualClock?: boolean | number | undefined;
  /** Switches to set off their defaults. */
  switches?: Partial<Switches> | undefined;
  /** Faults to begin with. */
  faults?: Fault[] | undefined;
  /** File that keeps sessions, ledger and time from one start to the next; default none. */
  state?: string | undefined;
  /** Real milliseconds before every response of the API; default 0. */
  latencyMs?: number | undefined;
  /** Real milliseconds before the response to a create, after its effect and in addition to `latencyMs`; default 0. */
  createLatencyMs?: number | undefined;
  /** Requests per real second and account, beyond which the response is 429; default no bound. */
  rateLimit?: number | undefined;
  /** Sessions that may run at one time, beyond which the response to a create is 503; default no bound. */
  capacity?: number | undefined;
}

/** How others set a lease. */
export interface LeaseOptions {
  /** Whether `updatedAt` moves; default: as the switch `updatedAtOnPatch` has it. */
  movesUpdatedAt?: boolean | undefined;
}

/** A running simulator. What it returns is a copy: changing it changes nothing in the simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Every call to the API since the start or `clearLedger`, in the order of arrival. */
  readonly ledger: readonly LedgerEntry[];
  /** The most calls to the API that were in flight at one time since the start or `clearLedger`. */
  readonly maxInFlight: number;
  /** Descriptions of the simulator's own responses that broke the contract; faults do not count. */
  readonly contractViolations: readonly string[];
  /** Simulated milliseconds since 1970. */
  now(): number;
  /** Moves a manual clock forward by simulated milliseconds; throws for any other clock. */
  advance(ms: number): void;
  /** All sessions of all accounts, ended ones too, in the order of creation. */
  sessions(): SimulatedSession[];
  /** The sessions whose lease still runs and that were not sent a DELETE: none that is ending or has ended. */
  running(): SimulatedSession[];
  /** Ends a session at once, behind the client's back; throws where none such runs. */
  endSession(id: string): void;
  /**
   * Sets a lease, in minutes from now, behind the client's back, as long as asked for; throws where no such session
   * runs. Whether it moves `updatedAt` is the switch `updatedAtOnPatch`, unless `movesUpdatedAt` says so.
   */
  setLease(id: string, minutes: number, options?: LeaseOptions): void;
  /** Adds a fault to the script; throws where it makes no sense. */
  addFault(fault: Fault): void;
  /** Drops all faults that still wait. */
  clearFaults(): void;
  /** Ends the waits of the calls in flight, all or some, as if their `holdMs` and `delayMs` had passed. */
  release(which?: (call: LedgerEntry) => boolean): void;
  /** Changes the switches given, and leaves the others. */
  setSwitches(switches: Partial<Switches>): void;
  /** Replaces the key pairs to accept. */
  setAccounts(accounts: Account[]): void;
  /** Requests per real second and account; undefined for no bound. */
  setRateLimit(limit: number | undefined): void;
  /** Real milliseconds before every response of the API. */
  setLatency(ms: number): void;
  /** Real milliseconds before the response to a create, after its effect and in addition to `setLatency`. */
  setCreateLatency(ms: number): void;
  /** Forgets the calls so far, and starts `maxInFlight` again. */
  clearLedger(): void;
  /** Responds to the calls in flight at once, and closes all connections. */
  stop(): Promise<void>;
}
