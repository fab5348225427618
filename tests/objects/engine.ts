import { isDeepStrictEqual } from "node:util";
import { ContextRegistry, contextKey } from "../../provider/contexts";
import type { ProviderContext } from "../../provider/contexts";
import type { Properties, RecordedOrigin, Resource, ResourcePlan } from "../../provider/resource";
import { InitFailedError, messageOf } from "../../provider/resource";
import type { ResourceType } from "../../provider/resources";
import { resourceOf } from "../../provider/resources";
import { resolveSettings } from "../../provider/settings";
import type { CallOptions, Clock } from "../../provider/tasknet";
import { Deadline, RequestLimiter } from "../../provider/tasknet";
import type { Simulator } from "../../simulator";
import { defaultAccount } from "../../simulator";

/** Timeout of an operation, in milliseconds. The same as in both providers. */
const timeoutMs = 300_000;

/** A resource as the state file holds it. */
export interface Recorded {
  readonly type: ResourceType;
  readonly id: string;
  /** As the state file has them: JSON, without the mark of secrets. */
  readonly properties: Properties;
  readonly inputs: Properties;
  /** Whether the last operation was an init failure, so that the next update runs even without a diff. */
  readonly isInitFailed?: boolean;
}

/** A recorded resource with the state that the provider reads from it. */
interface Loaded {
  readonly recorded: Recorded;
  readonly resource: Resource<ProviderContext>;
  readonly state: RecordedOrigin;
}

/** The inputs that a refresh has found changed. */
function readSince(
  resource: Resource<ProviderContext>,
  known: RecordedOrigin,
  read: RecordedOrigin,
): Properties {
  const before = resource.inputsOf(known);
  return Object.fromEntries(
    Object.entries(resource.inputsOf(read)).filter(
      ([name, value]) => !isDeepStrictEqual(before[name], value),
    ),
  );
}

/**
 * A fake of the Pulumi engine for several resources of all types: it checks, plans, calls and records as the engine does.
 * The rules and the client are the real ones. Waits advance the simulated clock, and take no real time.
 */
export class FakeEngine {
  /** The resources of the stack, by their names in the program. */
  readonly state = new Map<string, Recorded>();
  /** Replaced resources whose removal failed. The next command retries it. */
  readonly pendingDeletes: Recorded[] = [];
  /** Errors and warnings that the user has seen. */
  readonly messages: string[] = [];
  private readonly clock: Clock;
  private contexts: ContextRegistry;

  constructor(
    private readonly simulator: Simulator,
    private readonly configuration: Readonly<Record<string, string>> = {},
  ) {
    // The provider and the service share one clock, so a wait of the provider advances the service.
    this.clock = {
      now: () => simulator.now(),
      ticks: () => simulator.now(),
      sleep: (ms) => {
        simulator.advance(ms);
        return Promise.resolve();
      },
    };
    this.contexts = this.startProvider();
  }

  /** Starts a provider process: each command of the CLI has its own. */
  restart(): void {
    this.contexts = this.startProvider();
  }

  /** Checks inputs. Throws an error that names the property if one is invalid. */
  check(type: ResourceType, inputs: Properties): Properties {
    const { failures, inputs: checked } = resourceOf(type).check(inputs);
    const [failure] = failures;
    if (failure !== undefined) throw new Error(`${failure.property}: ${failure.reason}`);
    return checked;
  }

  /** Diffs a recorded resource against the inputs of a program. */
  async plan(name: string, given: Properties, isRefresh = false): Promise<ResourcePlan> {
    const { recorded, resource, state } = this.load(this.recorded(name));
    const request = {
      state,
      oldInputs: recorded.inputs,
      newInputs: this.check(recorded.type, given),
      origin: this.contexts.origin,
      isRefresh,
      isFresh: false,
    };
    const plan = await resource.plan(this.context(resource, state), request, this.options());
    this.messages.push(...plan.warnings);
    return plan;
  }

  /** Creates the resource, or brings it to the inputs of a program. Resolves to what was done. */
  async up(
    name: string,
    type: ResourceType,
    given: Properties,
  ): Promise<"create" | "update" | "replace" | "same"> {
    const inputs = this.check(type, given);
    const recorded = this.state.get(name);
    if (recorded === undefined) {
      await this.create(name, type, inputs);
      return "create";
    }
    const plan = await this.plan(name, given);
    if (plan.isReplacement) {
      await this.replace(name, inputs, plan.deleteBeforeReplace);
      return "replace";
    }
    if (plan.changes.length === 0 && recorded.isInitFailed !== true) {
      this.state.set(name, { ...recorded, inputs });
      return "same";
    }
    await this.update(name, inputs);
    return "update";
  }

  /** Reads the resource. One that is gone leaves the state. */
  async refresh(name: string): Promise<void> {
    const { recorded, resource, state } = this.load(this.recorded(name));
    const read = await this.shown(() =>
      resource.read(this.context(resource, state), recorded.id, state, this.options()),
    );
    if (read === undefined) this.state.delete(name);
    else this.set(name, recorded.type, read, { ...recorded.inputs, ...readSince(resource, state, read) });
  }

  /** Reads a resource by its id into the state. Throws if none has the id. */
  async importResource(name: string, type: ResourceType, id: string): Promise<void> {
    const resource = resourceOf(type);
    const read = await this.shown(() => resource.read(this.context(resource), id, undefined, this.options()));
    if (read === undefined) throw new Error(`no ${type} ${id} was found`);
    this.set(name, type, read, resource.inputsOf(read));
  }

  async destroy(name: string): Promise<void> {
    await this.remove(this.recorded(name));
    this.state.delete(name);
  }

  /** Removes the replaced resources whose removal failed. */
  async removePending(): Promise<void> {
    for (const recorded of [...this.pendingDeletes]) {
      await this.remove(recorded);
      this.pendingDeletes.splice(this.pendingDeletes.indexOf(recorded), 1);
    }
  }

  private startProvider(): ContextRegistry {
    const { apiKey, apiKeyId } = defaultAccount;
    const given = {
      TASKNET_API_KEY: apiKey,
      TASKNET_API_KEY_ID: apiKeyId,
      TASKNET_ENDPOINT: this.simulator.url,
    };
    const { clock } = this;
    const timers = { setTimeout: () => undefined, clearTimeout: () => undefined };
    const parts = { clock, timers, limiter: new RequestLimiter(clock), random: () => 0 };
    return new ContextRegistry(
      resolveSettings((key) => this.configuration[key], given),
      true,
      parts,
    );
  }

  private recorded(name: string): Recorded {
    const recorded = this.state.get(name);
    if (recorded === undefined) throw new Error(`the state has no resource ${name}`);
    return recorded;
  }

  private load(recorded: Recorded): Loaded {
    const resource = resourceOf(recorded.type);
    return { recorded, resource, state: resource.recordedState(recorded.id, recorded.properties) };
  }

  private context(resource: Resource<ProviderContext>, state?: RecordedOrigin): ProviderContext {
    const urn = `urn:pulumi:dev::p::tasknet:index:${resource.type}::x`;
    const properties = state === undefined ? {} : resource.propertiesOf(state);
    return this.contexts.for(contextKey(resource, state, properties), { urn });
  }

  private options(): CallOptions {
    const timers = { setTimeout: () => undefined, clearTimeout: () => undefined };
    return {
      deadline: new Deadline(timeoutMs, { clock: this.clock, timers }),
      onWarning: (message) => void this.messages.push(message),
    };
  }

  private create(name: string, type: ResourceType, inputs: Properties): Promise<void> {
    const resource = resourceOf(type);
    const request = { inputs, resourceKey: name };
    return this.record(name, type, inputs, () =>
      resource.create(this.context(resource), request, this.options()),
    );
  }

  private update(name: string, inputs: Properties): Promise<void> {
    const { recorded, resource, state } = this.load(this.recorded(name));
    const request = { state, newInputs: inputs, ignoredChanges: [] };
    return this.record(name, recorded.type, inputs, () =>
      resource.update(this.context(resource, state), request, this.options()),
    );
  }

  private async replace(name: string, inputs: Properties, deleteFirst: boolean): Promise<void> {
    const old = this.recorded(name);
    if (deleteFirst) await this.destroy(name);
    try {
      await this.create(name, old.type, inputs);
    } finally {
      const isCreated = this.state.get(name)?.id !== old.id;
      if (!deleteFirst && isCreated) this.pendingDeletes.push(old);
    }
    await this.removePending();
  }

  private async remove(recorded: Recorded): Promise<void> {
    const { resource, state } = this.load(recorded);
    await this.shown(() =>
      resource.remove(this.context(resource, state), recorded.id, state, this.options()),
    );
  }

  private async record(
    name: string,
    type: ResourceType,
    inputs: Properties,
    operation: () => Promise<RecordedOrigin>,
  ): Promise<void> {
    try {
      this.set(name, type, await this.shown(operation), inputs);
    } catch (error) {
      if (error instanceof InitFailedError) {
        const state = error.state as RecordedOrigin;
        // As in the engine, a failed update keeps the old inputs. A failed create has only the new ones.
        const old = this.state.get(name);
        const isUpdate = old?.id === resourceOf(type).idOf(state);
        this.set(name, type, state, isUpdate ? old.inputs : inputs, true);
      }
      throw error;
    }
  }

  private set(
    name: string,
    type: ResourceType,
    state: RecordedOrigin,
    inputs: Properties,
    isInitFailed = false,
  ): void {
    const resource = resourceOf(type);
    const properties = JSON.parse(JSON.stringify(resource.propertiesOf(state))) as Properties;
    this.state.set(name, { type, id: resource.idOf(state), properties, inputs, isInitFailed });
  }

  /** Notes the error of an operation, as the user sees it. */
  private async shown<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      this.messages.push(messageOf(error));
      throw error;
    }
  }
}
