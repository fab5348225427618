import type { ContextRegistry, ProviderContext } from "../contexts";
import { contextKey } from "../contexts";
import type { Comparison, Properties, RecordedOrigin, Resource, ResourcePlan } from "../resource";
import { InitFailedError, recordKey } from "../resource";
import type { CallOptions } from "../tasknet";
import { initFailure, serviceError } from "./errors";
import type { Values } from "./properties";
import { encode } from "./properties";
import { statusCodes } from "./rpc-error";

/** Timeout of the observation for a diff, in seconds; after it a session counts as running. */
export const observationTimeoutSeconds = 15;

/** The result of an operation: the resource's properties, and what the engine must know of it. */
export interface Outcome {
  readonly id: string;
  readonly properties: Properties;
  readonly secrets: ReadonlySet<string>;
  /** Whether the engine is to read the resource before an update. */
  readonly refreshBeforeUpdate: boolean;
}

/** A plan, and what its response needs. */
export interface ComparedPlan extends ResourcePlan {
  readonly oldInputs: Properties;
  readonly newInputs: Properties;
  readonly stableOutputs: readonly string[];
}

export interface UpdateCall {
  readonly id: string;
  readonly state: Values;
  readonly oldInputs: Values;
  readonly newInputs: Values;
  readonly ignoredChanges: readonly string[];
}

export interface DiffCall extends UpdateCall {
  /** Whether the diff is of a refresh. */
  readonly isRefresh: boolean;
}

/** The operations of a resource's lifecycle over the engine's values. */
export class ManagedResource<State extends RecordedOrigin> {
  constructor(
    private readonly resource: Resource<ProviderContext, State>,
    private readonly contexts: ContextRegistry,
    private readonly urn: string,
  ) {}

  async diff(call: DiffCall, options: CallOptions): Promise<ComparedPlan> {
    const { id, oldInputs, newInputs, ignoredChanges, isRefresh } = call;
    const { resource } = this;
    const state = resource.recordedState(id, call.state.plain);
    const context = this.contextFor(state, call.state.plain);
    const compared = { oldInputs: oldInputs.plain, newInputs: newInputs.plain };
    const plan = await resource.plan(
      context,
      {
        ...compared,
        state,
        origin: this.contexts.origin,
        isRefresh,
        // With the refresh before an update the engine has just read the resource.
        isFresh: this.wantsRefresh(call.state.plain),
        ignoredChanges,
      },
      options,
    );
    if (plan.isReplacement && !plan.deleteBeforeReplace) resource.noteReplacement?.(context, this.urn);
    return { ...plan, ...compared, stableOutputs: resource.stableOutputs };
  }

  /** The result of a create in a preview: nothing is called. */
  previewCreate(inputs: Values): Outcome {
    return this.outcome("", this.resource.previewCreate(inputs.plain), inputs);
  }

  /** @param isRequestActive whether the engine still waits for the response */
  create(inputs: Values, options: CallOptions, isRequestActive: () => boolean): Promise<Outcome> {
    const request = { inputs: inputs.plain, resourceKey: this.urn, isRequestActive };
    return this.withPartialState(inputs, () => this.resource.create(this.contextFor(), request, options));
  }

  /** @returns undefined if the resource is gone */
  async read(
    id: string,
    properties: Values,
    inputs: Values,
    options: CallOptions,
  ): Promise<{ outcome: Outcome; inputs: Properties } | undefined> {
    const { resource } = this;
    const known = resource.stateFrom(id, properties.plain);
    const state = await resource.read(this.contextFor(known, properties.plain), id, known, options);
    if (state === undefined) return undefined;
    const recorded = known === undefined ? {} : inputs.plain;
    // A program may make outputs secret, and only the state knows.
    const marked = { ...inputs, secrets: new Set([...inputs.secrets, ...properties.secrets]) };
    return {
      outcome: this.outcomeOf(state, marked),
      inputs: { ...recorded, ...this.inputsReadSince(known, state) },
    };
  }

  /** The inputs of a read that the recorded ones lack: all of an import, or those that somebody else has changed. */
  private inputsReadSince(known: State | undefined, state: State): Properties {
    const read = this.resource.inputsOf(state);
    if (known === undefined) return read;
    const before = this.resource.inputsOf(known);
    return Object.fromEntries(Object.entries(read).filter(([name, value]) => before[name] !== value));
  }

  /** The result of an update in a preview: nothing is called. */
  previewUpdate({ id, state: recorded, newInputs, ignoredChanges }: UpdateCall): Outcome {
    const state = this.resource.recordedState(id, recorded.plain);
    const request = { state, newInputs: newInputs.plain, ignoredChanges };
    const context = this.contextFor(state, recorded.plain);
    return this.outcome(id, this.resource.previewUpdate(context, request), newInputs);
  }

  async update(call: UpdateCall, options: CallOptions): Promise<Outcome> {
    const { id, oldInputs, newInputs, ignoredChanges } = call;
    const { resource } = this;
    const state = resource.recordedState(id, call.state.plain);
    const compared = { state, oldInputs: oldInputs.plain, newInputs: newInputs.plain };
    const refused = this.refusedChanges(compared, [oldInputs, newInputs]);
    // `pulumi do patch --stateless` asks for an update whatever the diff said.
    if (refused.length > 0) {
      const text =
        `could not change ${resource.noun} ${id} in place: ${refused.join("; ")}. Nothing was called. ` +
        `Replace the ${resource.noun} instead.`;
      throw serviceError(new Error(text), statusCodes.INVALID_ARGUMENT);
    }
    const context = this.contextFor(state, call.state.plain);
    return this.withPartialState(newInputs, () =>
      resource.update(context, { state, newInputs: newInputs.plain, ignoredChanges }, options),
    );
  }

  async delete(id: string, properties: Values, options: CallOptions): Promise<void> {
    const state = this.resource.stateFrom(id, properties.plain);
    await this.resource.remove(this.contextFor(state, properties.plain), id, state, options);
  }

  /** The changes that an update cannot make, in words without a secret. */
  private refusedChanges(compared: Comparison<State>, values: readonly Values[]): string[] {
    const isSecret = (name: string): boolean => values.some(({ secrets }) => secrets.has(name));
    return this.resource
      .replacingChanges(compared)
      .map(({ property, reason }) => (isSecret(property) ? `${property} changes` : reason));
  }

  private contextFor(state?: State, properties: Properties = {}): ProviderContext {
    return this.contexts.for(contextKey(this.resource, state, properties), { urn: this.urn });
  }

  /** Runs an operation; the engine keeps the state that it leaves when it fails half-way. */
  private async withPartialState(inputs: Values, operation: () => Promise<State>): Promise<Outcome> {
    try {
      return this.outcomeOf(await operation(), inputs);
    } catch (error) {
      if (!(error instanceof InitFailedError)) throw error;
      const outcome = this.outcomeOf(error.state as State, inputs);
      throw initFailure(error, {
        id: outcome.id,
        properties: encode(outcome.properties, outcome.secrets),
        inputs: encode(inputs.plain, inputs.secrets),
        reasons: [error.message],
        refreshBeforeUpdate: outcome.refreshBeforeUpdate,
      });
    }
  }

  private outcomeOf(state: State, inputs: Values): Outcome {
    return this.outcome(this.resource.idOf(state), this.resource.propertiesOf(state), inputs);
  }

  private outcome(id: string, properties: Properties, inputs: Values): Outcome {
    const { secretProperties, recordedInputs = [] } = this.resource;
    const secrets = new Set([...secretProperties, ...inputs.secrets]);
    // The record holds these inputs, too.
    if (recordedInputs.some((name) => inputs.secrets.has(name))) secrets.add(recordKey);
    return { id, properties, secrets, refreshBeforeUpdate: this.wantsRefresh(properties) };
  }

  private wantsRefresh(properties: Properties): boolean {
    return this.contexts.settings.refreshBeforeUpdate && this.resource.wantsRefresh(properties);
  }
}
