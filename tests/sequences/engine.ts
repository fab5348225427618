import type { Simulator } from "../../simulator";
import { defaultAccount } from "../../simulator";
import type { SessionContext, SessionInputs, SessionState } from "../../provider/session";
import * as session from "../../provider/session";
import { RequestLimiter, TasknetClient } from "../../provider/tasknet";
import type { Clock } from "../../provider/tasknet";

/**
 * As much of the engine as decides what happens to one session: state, replacement, pending deletes, partial states.
 * The rules and the client are the real ones; waits pass at once.
 */
export class SmallEngine {
  state: SessionState | undefined;
  /** Inputs of the last update that succeeded, or that left a partial state. */
  inputs: SessionInputs | undefined;
  /** A partial state's next update is an update, whatever the diff says. */
  isPartial = false;
  /** Replaced sessions whose end failed: the next update tries again. */
  readonly pendingDeletes: string[] = [];
  private context: SessionContext;
  /** Each command starts a provider of its own, which knows nothing of what earlier ones have read. */
  private readonly command: () => SessionContext;

  constructor(simulator: Simulator) {
    let waited = 0;
    const clock: Clock = {
      now: () => simulator.now() + waited,
      sleep: (ms) => {
        waited += ms;
        return Promise.resolve();
      },
    };
    const timers = { setTimeout: () => undefined, clearTimeout: () => undefined };
    const origin = { endpoint: simulator.url, mode: "private" };
    const api = new TasknetClient(
      { ...origin, ...defaultAccount, version: "0.0.0" },
      { clock, timers, limiter: new RequestLimiter(clock), random: () => 0 },
    );
    const ownSessions = new Set<string>();
    this.command = () => {
      const reader = new session.BatchingReader(api, { schedule: setImmediate });
      const noting = session.invalidateOnWrite(api, reader);
      return { api: noting, reader, origin, environment: {}, ownSessions };
    };
    this.context = this.command();
  }

  /** `pulumi up`; rejects as the engine would fail. */
  async up(news: SessionInputs): Promise<void> {
    this.context = this.command();
    await this.endPending();
    const { state, inputs } = this;
    if (state === undefined || inputs === undefined) return this.create(news);
    const liveness = await session.observeOrAssume(this.context, state);
    const nowMs = this.context.api.now();
    const { origin } = this.context;
    const diff = session.diff({ state, oldInputs: inputs, news: { ...news }, liveness, origin, nowMs });
    if (diff.isReplacement) return this.replace(news, diff.deleteBeforeReplace);
    if (diff.changes.length === 0 && !this.isPartial) {
      this.inputs = news;
      return;
    }
    await this.keeping(news, () => session.update(this.context, state, news));
  }

  /** `pulumi refresh`; resolves to whether the session could be read: a refused key keeps the state as it is. */
  async refresh(): Promise<boolean> {
    this.context = this.command();
    if (this.state === undefined) return true;
    const { state, warning } = await session.read(this.context, this.state.sessionUUID, this.state);
    this.state = state;
    if (state === undefined) this.inputs = undefined;
    return warning === undefined;
  }

  /** `pulumi destroy`. */
  async destroy(): Promise<void> {
    this.context = this.command();
    await this.endPending();
    if (this.state !== undefined) await session.end(this.context, this.state.sessionUUID);
    this.state = undefined;
    this.inputs = undefined;
  }

  private async create(news: SessionInputs): Promise<void> {
    await this.keeping(news, () => session.create(this.context, news));
  }

  private async replace(news: SessionInputs, deleteFirst: boolean): Promise<void> {
    const old = this.state?.sessionUUID ?? "";
    if (deleteFirst) {
      await session.end(this.context, old);
      this.state = undefined;
      this.inputs = undefined;
      return this.create(news);
    }
    try {
      await this.create(news);
    } finally {
      if (this.state?.sessionUUID !== old) this.pendingDeletes.push(old);
    }
    await this.endPending();
  }

  private async endPending(): Promise<void> {
    for (const id of [...this.pendingDeletes]) {
      await session.end(this.context, id);
      this.pendingDeletes.shift();
    }
  }

  private async keeping(news: SessionInputs, step: () => Promise<SessionState>): Promise<void> {
    try {
      this.state = await step();
      this.inputs = news;
      this.isPartial = false;
    } catch (error) {
      if (error instanceof session.InitFailedError) {
        this.state = error.state;
        this.inputs = news;
        this.isPartial = true;
      }
      throw error;
    }
  }
}
