import type { Simulator } from "../../simulator";
import { defaultAccount } from "../../simulator";
import type { SessionContext, SessionInputs, SessionState } from "../../provider/session";
import { InitFailedError } from "../../provider/resource";
import * as session from "../../provider/session";
import { Deadline, RequestLimiter, TasknetClient } from "../../provider/tasknet";
import type { CallOptions, Clock } from "../../provider/tasknet";

/** Timeout of an operation, in milliseconds. The same as in both providers. */
const timeoutMs = 300_000;

/**
 * A fake of the Pulumi engine for one session: state, replacement, pending deletes and init failures. The rules and the
 * client are the real ones. Waits advance the simulated clock, and take no real time.
 */
export class FakeEngine {
  state: SessionState | undefined;
  /** Inputs of the last update that succeeded or failed with an init failure. */
  inputs: SessionInputs | undefined;
  /** Whether the last operation was an init failure. If so, the next update runs even without a diff. */
  isInitFailed = false;
  /** Replaced sessions whose DELETE failed. The next update retries it. */
  readonly pendingDeletes: SessionState[] = [];
  private context: SessionContext;
  private readonly clock: Clock;
  /** Starts a provider process: each command of the CLI has its own, without the caches of earlier ones. */
  private readonly startProvider: () => SessionContext;

  constructor(simulator: Simulator) {
    // The provider and the service share one clock, so a wait of the provider advances the service.
    this.clock = {
      now: () => simulator.now(),
      ticks: () => simulator.now(),
      sleep: (ms) => {
        simulator.advance(ms);
        return Promise.resolve();
      },
    };
    const timers = { setTimeout: () => undefined, clearTimeout: () => undefined };
    const origin = { endpoint: simulator.url, mode: "private" };
    const { clock } = this;
    this.startProvider = () => {
      const api = new TasknetClient(
        { ...origin, ...defaultAccount, version: "0.0.0" },
        { clock, timers, limiter: new RequestLimiter(clock), random: () => 0 },
      );
      const reader = new session.SessionBatchingReader(api, {
        schedule: setImmediate,
        now: () => clock.ticks(),
      });
      const memory = new session.ProcessMemory();
      return { api: session.invalidateOnWrite(api, reader), reader, origin, environment: {}, memory };
    };
    this.context = this.startProvider();
  }

  /** Runs `pulumi up`. Rejects if the engine would fail. */
  async up(newInputs: SessionInputs): Promise<void> {
    this.context = this.startProvider();
    await this.endPending();
    const { state, inputs } = this;
    if (state === undefined || inputs === undefined) return this.create(newInputs);
    const plan = await session.plan(
      this.context,
      {
        state,
        oldInputs: inputs,
        newInputs: { ...newInputs },
        origin: this.context.origin,
        isRefresh: false,
        isFresh: false,
      },
      this.options(),
    );
    if (plan.isReplacement) return this.replace(newInputs, plan.deleteBeforeReplace);
    if (plan.changes.length === 0 && !this.isInitFailed) {
      this.inputs = newInputs;
      return;
    }
    await this.withPartialState(newInputs, () =>
      session.update(this.context, { state, newInputs }, this.options()),
    );
  }

  /** Runs `pulumi refresh`. Resolves to false if a warning kept the state unread. */
  async refresh(): Promise<boolean> {
    this.context = this.startProvider();
    if (this.state === undefined) return true;
    let isWarned = false;
    const options = { ...this.options(), onWarning: () => (isWarned = true) };
    this.state = await session.read(this.context, this.state.sessionUUID, this.state, options);
    if (this.state === undefined) this.inputs = undefined;
    return !isWarned;
  }

  /** Runs `pulumi destroy`. Rejects if the engine would fail. */
  async destroy(): Promise<void> {
    this.context = this.startProvider();
    await this.endPending();
    if (this.state !== undefined) await this.end(this.state);
    this.state = undefined;
    this.inputs = undefined;
  }

  private options(): CallOptions {
    const timers = { setTimeout: () => undefined, clearTimeout: () => undefined };
    return { deadline: new Deadline(timeoutMs, { clock: this.clock, timers }) };
  }

  private end(state: SessionState): Promise<void> {
    return session.end(this.context, { sessionUUID: state.sessionUUID, state }, this.options());
  }

  private async create(inputs: SessionInputs): Promise<void> {
    await this.withPartialState(inputs, () =>
      session.create(this.context, { inputs, resourceKey: "session" }, this.options()),
    );
  }

  private async replace(newInputs: SessionInputs, deleteFirst: boolean): Promise<void> {
    const old = this.state;
    if (old === undefined) return;
    if (deleteFirst) {
      await this.end(old);
      this.state = undefined;
      this.inputs = undefined;
      return this.create(newInputs);
    }
    try {
      await this.create(newInputs);
    } finally {
      if (this.state?.sessionUUID !== old.sessionUUID) this.pendingDeletes.push(old);
    }
    await this.endPending();
  }

  private async endPending(): Promise<void> {
    for (const state of [...this.pendingDeletes]) {
      await this.end(state);
      this.pendingDeletes.shift();
    }
  }

  private async withPartialState(
    inputs: SessionInputs,
    operation: () => Promise<SessionState>,
  ): Promise<void> {
    try {
      this.state = await operation();
      this.inputs = inputs;
      this.isInitFailed = false;
    } catch (error) {
      if (error instanceof InitFailedError) {
        const { state } = error as InitFailedError<SessionState>;
        // As in the engine, a failed update keeps the old inputs. A failed create has only the new ones.
        if (this.state?.sessionUUID !== state.sessionUUID) this.inputs = inputs;
        this.state = state;
        this.isInitFailed = true;
      }
      throw error;
    }
  }
}
