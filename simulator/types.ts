import type { Account } from "./accounts";
import type { Fault } from "./faults";
import type { LedgerEntry } from "./ledger";
import type { SimulatedExtension } from "./extensions/store";
import type { Items, ResourceName } from "./resources";
import type { SimulatedSession } from "./sessions/store";
import type { Switches } from "./switches";

/** Options of a simulator. */
export interface SimulatorOptions {
  /** Port on 127.0.0.1; default 0, any free port. */
  port?: number | undefined;
  /** Key pairs to accept; default only `defaultAccount`. */
  accounts?: Account[] | undefined;
  /** Simulated seconds per real second, above 0; default 1. With 60 a minute of lease takes a second. */
  timeScale?: number | undefined;
  /** A clock that only `advance` moves; a number is its start in milliseconds since 1970, `true` starts it now. */
  manualClock?: boolean | number | undefined;
  /** Switches that differ from their defaults. */
  switches?: Partial<Switches> | undefined;
  /** Initial faults. */
  faults?: Fault[] | undefined;
  /** Extensions in addition to the fixed ones; default none. */
  extensions?: readonly SimulatedExtension[] | undefined;
  /** File that keeps sessions, environments, fingerprints, ledger and time from one start to the next; default none. */
  state?: string | undefined;
  /** Real milliseconds before every response of the API; default 0. */
  latencyMs?: number | undefined;
  /** Real milliseconds before the response to a create, after its effect and in addition to `latencyMs`; default 0. */
  createLatencyMs?: number | undefined;
  /** Maximum requests per real second and account, then 429; default no limit. */
  rateLimit?: number | undefined;
  /** Maximum number of concurrent sessions, then a create gets 503; default no limit. */
  capacity?: number | undefined;
}

/** How `setLease` sets a lease. */
export interface LeaseOptions {
  /** Whether `updatedAt` moves; default: as the switch `updatedAtOnPatch` says. */
  movesUpdatedAt?: boolean | undefined;
}

/** All objects of a resource, of all accounts and modes in the order of creation. */
export type ItemReaders = { [R in ResourceName]: () => [...Items[R]] };

/**
 * A running simulator. It returns copies of its objects and ledger. `sessions()`, `environments()`, `fingerprints()` and
 * `extensions()` return all objects, including ended, deleted and archived ones.
 */
export interface Simulator extends ItemReaders {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** All calls to the API since the start or `clearLedger`, in the order of arrival. */
  readonly ledger: readonly LedgerEntry[];
  /** The maximum number of concurrent calls to the API since the start or `clearLedger`. */
  readonly maxInFlight: number;
  /** Descriptions of the simulator's own responses that broke the contract, without faults and deviations. */
  readonly contractViolations: readonly string[];
  /** Simulated time, in milliseconds since 1970. */
  now(): number;
  /** Moves a manual clock forward by milliseconds. Throws for any other clock. */
  advance(ms: number): void;
  /** The sessions whose lease has not expired and that received no DELETE. */
  running(): SimulatedSession[];
  /** Ends a session at once, as another client would. Throws if no such session is running. */
  endSession(id: string): void;
  /**
   * Sets a lease in minutes from now, as another client would. Switches that limit a lease do not apply. Throws if no
   * such session is running.
   */
  setLease(id: string, minutes: number, options?: LeaseOptions): void;
  /** Deletes an environment, as another client would. Its fingerprints stay. Throws if no such environment exists. */
  deleteEnvironment(id: string): void;
  /** Archives a fingerprint, as another client would. Throws if no such fingerprint exists or it is archived. */
  archiveFingerprint(id: string): void;
  /** Adds a fault. Throws if the fault is invalid. */
  addFault(fault: Fault): void;
  /** Removes all pending faults. */
  clearFaults(): void;
  /** Ends the waits (`holdMs`, `delayMs`, latency) of the calls in flight, or only of the matching ones. */
  release(matches?: (call: LedgerEntry) => boolean): void;
  /** Changes only the given switches. */
  setSwitches(switches: Partial<Switches>): void;
  /** Replaces the key pairs to accept. */
  setAccounts(accounts: Account[]): void;
  /** Sets the maximum requests per real second and account; undefined for no limit. */
  setRateLimit(limit: number | undefined): void;
  /** Sets the real milliseconds before every response of the API. */
  setLatency(ms: number): void;
  /** Sets the real milliseconds before the response to a create, after its effect and in addition to the latency. */
  setCreateLatency(ms: number): void;
  /** Deletes the entries of the ledger, and resets `maxInFlight`. */
  clearLedger(): void;
  /** Responds to the calls in flight at once, and closes all connections. */
  stop(): Promise<void>;
}
