import { defaultAccount, type Account } from "./accounts";
import { manualClock, runningClock, type Clock } from "./clock";
import { loadContract } from "./contract";
import { control } from "./control";
import { FaultScript, type Fault } from "./faults";
import { Ledger, type LedgerEntry } from "./ledger";
import { RateLimiter } from "./rate-limit";
import { HeldCalls, serve, type ServerDeps } from "./server";
import { SessionStore, type SimulatedSession } from "./sessions";
import { readState, writeState } from "./state-file";
import { checkSwitches, defaultSwitches, type Switches } from "./switches";

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
  /** Requests per real second and account, beyond which the response is 429; default no bound. */
  rateLimit?: number | undefined;
  /** Sessions that may run at one time, beyond which the response to a create is 503; default no bound. */
  capacity?: number | undefined;
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
  /** The sessions that run now. */
  running(): SimulatedSession[];
  /** Ends a session behind the client's back; throws where none such runs. */
  endSession(id: string): void;
  /** Sets a lease, in minutes from now, behind the client's back; throws where no such session runs. */
  setLease(id: string, minutes: number): void;
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
  /** Forgets the calls so far, and starts `maxInFlight` again. */
  clearLedger(): void;
  /** Responds to the calls in flight at once, and closes all connections. */
  stop(): Promise<void>;
}

/** Starts a simulator on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = options.state === undefined ? undefined : readState(options.state);
  const clock = chooseClock(options, state?.clock ?? 0);
  const store = new SessionStore(clock, state?.sessions);
  const ledger = new Ledger(state?.ledger);
  const faults = new FaultScript();
  const violations: string[] = [];

  const save = (): void => {
    if (options.state === undefined) return;
    writeState(options.state, { clock: clock.now(), sessions: store.all(), ledger: ledger.entries });
  };

  const deps = {
    clock,
    store,
    ledger,
    faults,
    held: new HeldCalls(),
    contract: await loadContract(),
    limiter: new RateLimiter(),
    switches: { ...defaultSwitches, ...checkSwitches(options.switches ?? {}) },
    accounts: options.accounts ?? [defaultAccount],
    rateLimit: options.rateLimit,
    capacity: options.capacity,
    latencyMs: options.latencyMs ?? 0,
    onViolation: (violation: string) => violations.push(violation),
    onCalled: save,
    control: (method: string, path: string, body: string) => control(simulator, method, path, body),
  } satisfies ServerDeps;

  for (const fault of options.faults ?? []) faults.add(fault);
  save();
  const server = await serve(deps, options.port ?? 0);

  const runningSession = (id: string): SimulatedSession => {
    const session = store.running().find(({ sessionUUID }) => sessionUUID === id);
    if (!session) throw new Error(`no session ${id} is running`);
    return session;
  };

  const simulator: Simulator = {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    get ledger() {
      return structuredClone(ledger.entries);
    },
    get maxInFlight() {
      return ledger.maxInFlight;
    },
    get contractViolations() {
      return [...violations];
    },
    now: () => clock.now(),
    advance(ms) {
      clock.advance(ms);
      save();
    },
    sessions: () => structuredClone([...store.all()]),
    running: () => structuredClone(store.running()),
    endSession(id) {
      store.end(runningSession(id));
      save();
    },
    setLease(id, minutes) {
      store.setLease(runningSession(id), minutes, true);
      save();
    },
    addFault(fault) {
      faults.add(fault);
    },
    clearFaults() {
      faults.clear();
    },
    release(which = () => true) {
      deps.held.release((call) => which({ ...call }));
    },
    setSwitches(switches) {
      Object.assign(deps.switches, checkSwitches(switches));
    },
    setAccounts(accounts) {
      deps.accounts = [...accounts];
    },
    setRateLimit(limit) {
      deps.rateLimit = limit;
    },
    setLatency(ms) {
      deps.latencyMs = ms;
    },
    clearLedger() {
      ledger.clear();
      save();
    },
    stop: () => server.stop(),
  };
  return simulator;
}

function chooseClock({ manualClock: manual, timeScale = 1 }: SimulatorOptions, earliest: number): Clock {
  const start = Math.max(typeof manual === "number" ? manual : Date.now(), earliest);
  if (manual !== undefined && manual !== false) return manualClock(start);
  if (!(timeScale > 0 && Number.isFinite(timeScale))) throw new RangeError(`timeScale must be above 0`);
  return runningClock(start, timeScale);
}
