import { defaultAccount } from "./accounts";
import type { Clock } from "./clock";
import { manualClock, runningClock } from "./clock";
import { loadContract } from "./contract";
import { control } from "./control";
import { FaultScript } from "./faults";
import { Ledger } from "./ledger";
import { RateLimiter } from "./rate-limit";
import type { ServerDeps } from "./server";
import { HeldCalls, serve } from "./server";
import type { Stores } from "./resources";
import { createStores, resourceNames } from "./resources";
import type { SimulatedSession } from "./sessions/store";
import { readState, storedItems, writeState } from "./state-file";
import { checkSwitches, defaultSwitches } from "./switches";
import type { ItemReaders, Simulator, SimulatorOptions } from "./types";

/** Starts a simulator on 127.0.0.1. Rejects if an option is invalid or the port is in use. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = options.state === undefined ? undefined : readState(options.state);
  const clock = createClock(options, state?.clock ?? 0);
  const stores = createStores(clock, {
    ...state,
    ...(options.extensions && { extensions: options.extensions }),
  });
  const ledger = new Ledger(state?.ledger);
  const faults = new FaultScript();
  const violations: string[] = [];

  const save = (): void => {
    if (options.state === undefined) return;
    writeState(options.state, { clock: clock.now(), ...storedItems(stores), ledger: ledger.entries });
  };

  const deps = {
    clock,
    stores,
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
    createLatencyMs: options.createLatencyMs ?? 0,
    onViolation: (violation: string) => violations.push(violation),
    onRequestDone: save,
    control: (method: string, path: string, body: string) => control(simulator, method, path, body),
  } satisfies ServerDeps;

  for (const fault of options.faults ?? []) faults.add(fault);
  save();
  const server = await serve(deps, options.port ?? 0);

  const runningSession = (id: string): SimulatedSession => {
    const session = stores.sessions.find(id);
    if (session?.status !== "running") throw new Error(`no session ${id} is running`);
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
    ...itemReaders(stores),
    running: () => structuredClone(stores.sessions.running()),
    endSession(id) {
      stores.sessions.end(runningSession(id));
      save();
    },
    setLease(id, minutes, { movesUpdatedAt = deps.switches.updatedAtOnPatch === "moves" } = {}) {
      stores.sessions.setLease(runningSession(id), minutes, movesUpdatedAt);
      save();
    },
    deleteEnvironment(id) {
      const environment = stores.environments.find(id);
      if (environment?.deletedAt !== undefined || !environment)
        throw new Error(`no environment ${id} exists`);
      stores.environments.delete(environment);
      save();
    },
    archiveFingerprint(id) {
      const fingerprint = stores.fingerprints.find(id);
      if (!fingerprint || fingerprint.isArchived) throw new Error(`no fingerprint ${id} can be archived`);
      stores.fingerprints.archive(fingerprint);
      save();
    },
    addFault(fault) {
      faults.add(fault);
    },
    clearFaults() {
      faults.clear();
    },
    release(matches = () => true) {
      deps.held.release((call) => matches({ ...call }));
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
    setCreateLatency(ms) {
      deps.createLatencyMs = ms;
    },
    clearLedger() {
      ledger.clear();
      save();
    },
    stop: () => server.stop(),
  };
  return simulator;
}

/** `earliest` is the time of the state file: time must not go back. */
function createClock({ manualClock: manual, timeScale = 1 }: SimulatorOptions, earliest: number): Clock {
  const start = Math.max(typeof manual === "number" ? manual : Date.now(), earliest);
  if (manual !== undefined && manual !== false) return manualClock(start);
  if (!(timeScale > 0 && Number.isFinite(timeScale))) throw new RangeError(`timeScale must be above 0`);
  return runningClock(start, timeScale);
}

function itemReaders(stores: Stores): ItemReaders {
  const readers = resourceNames.map((name) => [name, () => structuredClone([...stores[name].all()])]);
  return Object.fromEntries(readers) as ItemReaders;
}
