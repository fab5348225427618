import type { ContextRegistry, ProviderContext } from "../contexts";
import type { SessionInputs, SessionState } from "../session";
import * as session from "../session";
import type { CallOptions } from "../tasknet";
import type { Values } from "./properties";
import { encode } from "./properties";
import { initFailure, serviceError } from "./errors";
import { statusCodes } from "./rpc-error";

/** Timeout of the observation for a diff, in seconds; after it the session counts as running. */
export const observationTimeoutSeconds = 15;

/** The result of an operation: the session's properties, and what the engine must know of it. */
export interface Outcome {
  readonly id: string;
  readonly properties: Record<string, unknown>;
  readonly secrets: ReadonlySet<string>;
  /** Whether the engine is to read the session before an update. */
  readonly refreshBeforeUpdate: boolean;
}

/** A plan, and the inputs that it compares. */
export interface ResourcePlan extends session.Plan {
  readonly oldInputs: Readonly<Record<string, unknown>>;
  readonly newInputs: Readonly<Record<string, unknown>>;
}

export interface DiffCall {
  readonly id: string;
  readonly state: Values;
  readonly oldInputs: Values;
  readonly newInputs: Values;
  readonly ignoredChanges: readonly string[];
  /** Whether the diff is of a refresh. */
  readonly isRefresh: boolean;
}

export interface UpdateCall {
  readonly id: string;
  readonly state: Values;
  readonly oldInputs: Values;
  readonly newInputs: Values;
  readonly ignoredChanges: readonly string[];
}

/** The operations of a session's lifecycle over the engine's values. */
export class SessionResource {
  constructor(
    private readonly contexts: ContextRegistry,
    private readonly urn: string,
  ) {}

  async diff(call: DiffCall, options: CallOptions): Promise<ResourcePlan> {
    const { id, oldInputs, newInputs, ignoredChanges, isRefresh } = call;
    const state = session.recordedState(id, call.state.plain);
    const context = this.contextFor(state);
    const plan = await session.plan(
      { ...context, reader: context.diffReader },
      {
        state,
        oldInputs: oldInputs.plain,
        newInputs: newInputs.plain,
        origin: this.contexts.origin,
        isRefresh,
        // With the refresh before an update the engine has just read the session.
        isFresh: this.wantsRefresh(state.status),
        ignoredChanges,
      },
      options,
    );
    if (plan.isReplacement && !plan.deleteBeforeReplace) context.memory.addReplacement(this.urn);
    return { ...plan, oldInputs: oldInputs.plain, newInputs: newInputs.plain };
  }

  /** The result of a create in a preview: nothing is called. */
  previewCreate(inputs: Values): Outcome {
    const outputs = {
      ...unknownOutputs,
      fingerprintUUID: inputs.plain.fingerprintUUID ?? session.unknownValue,
    };
    return this.outcome("", { ...inputs.plain, ...outputs }, inputs);
  }

  /** @param isRequestActive whether the engine still waits for the response */
  create(inputs: Values, options: CallOptions, isRequestActive: () => boolean): Promise<Outcome> {
    return this.withPartialState(inputs, () =>
      session.create(
        this.contextFor(),
        { inputs: checked(inputs), resourceKey: this.urn, isRequestActive },
        options,
      ),
    );
  }

  /** @returns undefined if the session has ended */
  async read(
    id: string,
    properties: Values,
    inputs: Values,
    options: CallOptions,
  ): Promise<{ outcome: Outcome; inputs: Record<string, unknown> } | undefined> {
    const known = session.stateFrom(id, properties.plain);
    const state = await session.read(this.contextFor(known), id, known, options);
    if (state === undefined) return undefined;
    const recorded = known === undefined ? session.inputsOf(state) : inputs.plain;
    // A program may make outputs secret, and only the state knows.
    const marked = { ...inputs, secrets: new Set([...inputs.secrets, ...properties.secrets]) };
    return { outcome: this.outcomeOf(state, marked), inputs: { ...recorded } };
  }

  /** The result of an update in a preview: what a new lease changes is not known, the rest stays. */
  previewUpdate({ id, state: recorded, newInputs, ignoredChanges }: UpdateCall): Outcome {
    const state = session.recordedState(id, recorded.plain);
    const nowMs = this.contextFor(state).api.now();
    const { unknownValue: unknown } = session;
    const { renewBefore, leaseTime } = newInputs.plain;
    const isRenewed = (): boolean =>
      renewBefore === unknown || session.isRenewed(session.leaseOf(state), checked(newInputs), nowMs);
    const isLeaseSet = leaseTime !== state.leaseTime || (allowsRenewal(ignoredChanges) && isRenewed());
    const lease = { currentLeaseTime: unknown, updatedAt: unknown, expiresAt: unknown };
    const next = session.propertiesOf(session.withInputs(state, checked(newInputs)));
    return this.outcome(id, { ...next, ...(isLeaseSet ? lease : {}) }, newInputs);
  }

  async update(call: UpdateCall, options: CallOptions): Promise<Outcome> {
    const { id, oldInputs, newInputs, ignoredChanges } = call;
    const state = session.recordedState(id, call.state.plain);
    const refused = refusedChanges(state, oldInputs, newInputs);
    // `pulumi do patch --stateless` asks for an update whatever the diff said.
    if (refused.length > 0) {
      const text = `could not change session ${id} in place: ${refused.join("; ")}. Nothing was called. Replace the session instead.`;
      throw serviceError(new Error(text), statusCodes.INVALID_ARGUMENT);
    }
    return this.withPartialState(newInputs, () =>
      session.update(
        this.contextFor(state),
        { state, newInputs: checked(newInputs), allowRenewal: allowsRenewal(ignoredChanges) },
        options,
      ),
    );
  }

  async delete(id: string, properties: Values, options: CallOptions): Promise<void> {
    const state = session.stateFrom(id, properties.plain);
    await session.end(this.contextFor(state), { sessionUUID: id, state }, options);
  }

  private contextFor(state?: SessionState): ProviderContext {
    return this.contexts.for(state, { urn: this.urn });
  }

  /** Runs an operation; the engine keeps the state that it leaves when it fails half-way. */
  private async withPartialState(inputs: Values, operation: () => Promise<SessionState>): Promise<Outcome> {
    try {
      return this.outcomeOf(await operation(), inputs);
    } catch (error) {
      if (!(error instanceof session.InitFailedError)) throw error;
      const outcome = this.outcomeOf(error.state, inputs);
      throw initFailure(error, {
        id: outcome.id,
        properties: encode(outcome.properties, outcome.secrets),
        inputs: encode(inputs.plain, inputs.secrets),
        reasons: [error.message],
        refreshBeforeUpdate: outcome.refreshBeforeUpdate,
      });
    }
  }

  private outcomeOf(state: SessionState, inputs: Values): Outcome {
    return this.outcome(state.sessionUUID, session.propertiesOf(state), inputs);
  }

  private outcome(id: string, properties: Record<string, unknown>, inputs: Values): Outcome {
    const secrets = new Set([...session.secretProperties, ...inputs.secrets]);
    return { id, properties, secrets, refreshBeforeUpdate: this.wantsRefresh(properties.status) };
  }

  /** A session that is recorded as terminated needs no read before an update. */
  private wantsRefresh(recordedStatus: unknown): boolean {
    return this.contexts.settings.refreshBeforeUpdate && recordedStatus !== "terminated";
  }
}

const unknownOutputs = Object.fromEntries(
  ["sessionUUID", "currentLeaseTime", "status", "createdAt", "updatedAt", "expiresAt", "vncPassword"].map(
    (name) => [name, session.unknownValue],
  ),
);

/** A renewal shows as a change of expiresAt, and is ignored with it. */
function allowsRenewal(ignoredChanges: readonly string[]): boolean {
  return !ignoredChanges.includes("expiresAt") && !ignoredChanges.includes("*");
}

/** Inputs that have been through check. */
function checked({ plain }: Values): SessionInputs {
  return plain as unknown as SessionInputs;
}

/** The changes that an update cannot make, in words without a secret. */
function refusedChanges(state: SessionState, oldInputs: Values, newInputs: Values): string[] {
  const changes = session.replacingChanges({ state, oldInputs: oldInputs.plain, newInputs: newInputs.plain });
  const isSecret = (name: string): boolean => oldInputs.secrets.has(name) || newInputs.secrets.has(name);
  return changes.map(({ property, reason }) => (isSecret(property) ? `${property} changes` : reason));
}
