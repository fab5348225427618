import type { CallOptions } from "../tasknet";
import type { CheckOptions, CheckResult } from "./check";
import type { ApiTarget } from "./context";
import type { InputSpecs } from "./input-spec";
import type { OutputSpecs } from "./output-spec";

/** Inputs or outputs by their names; an unknown value is marked. */
export type Properties = Readonly<Record<string, unknown>>;

/** One thing that an update would change, and why. */
export interface ResourceChange {
  /** An input, or an output such as `expiresAt`. */
  readonly property: string;
  /** `replace`, or a change of the resource that exists. */
  readonly kind: string;
  readonly reason: string;
}

/** What an update would do to a resource. */
export interface ResourcePlan {
  readonly changes: readonly ResourceChange[];
  readonly isReplacement: boolean;
  /** Whether a replacement must delete the old resource first. */
  readonly deleteBeforeReplace: boolean;
  /** What changes although no input does. */
  readonly notices: readonly string[];
  readonly warnings: readonly string[];
}

/** The inputs that an update or a diff compares. */
export interface Comparison<State> {
  readonly state: State;
  /** The inputs of the last update; of an imported resource those that its read gave. */
  readonly oldInputs: Properties;
  /** Checked inputs; a value may be unknown. */
  readonly newInputs: Properties;
}

export interface ResourcePlanRequest<State> extends Comparison<State> {
  /** Where a resource would be made now. */
  readonly origin: ApiTarget;
  /** Whether the diff is of a refresh, which shows drift and plans nothing. */
  readonly isRefresh: boolean;
  /** Whether the engine has just read the state. */
  readonly isFresh: boolean;
  /** Properties that `ignoreChanges` names. Default: none. */
  readonly ignoredChanges?: readonly string[];
}

export interface ResourceUpdateRequest<State> {
  readonly state: State;
  readonly newInputs: Properties;
  /** Properties that `ignoreChanges` names. */
  readonly ignoredChanges: readonly string[];
}

export interface ResourceCreateRequest {
  readonly inputs: Properties;
  /** Names the resource within the process: an error hook of the program may make the engine call its create again. */
  readonly resourceKey: string;
  /**
   * Whether the engine still waits for the response. If it does not, no state would ever hold the resource, so it is
   * removed again. Default: it waits.
   */
  readonly isRequestActive?: () => boolean | Promise<boolean>;
}

/** What every recorded state has. */
export interface RecordedOrigin {
  readonly origin: ApiTarget;
}

/**
 * One kind of resource, as both providers manage it and as the schema describes it. `Context` is what its operations
 * need, `State` what is recorded of a resource.
 */
export interface Resource<Context, State extends RecordedOrigin = RecordedOrigin> {
  /** The last part of the resource's type, such as `Session`. */
  readonly type: string;
  /** Such as `session`. */
  readonly noun: string;
  /** Why none is found, such as `does not exist or has ended`. */
  readonly absence: string;
  /** What it is, for the documentation. */
  readonly description: string;
  readonly inputs: InputSpecs;
  readonly outputs: OutputSpecs;
  /** Inputs that every state has. */
  readonly certainInputs: readonly string[];
  /** Properties that are always secret. */
  readonly secretProperties: readonly string[];
  /** Outputs that no update changes, so that what depends on them stays as it is. */
  readonly stableOutputs: readonly string[];
  /** Whether an update reads the resource first, if the configuration does not say otherwise. */
  wantsRefresh(properties: Properties): boolean;

  check(inputs: Properties, options?: CheckOptions): CheckResult;
  /** What a check warns of although the inputs are valid. It quotes no value. */
  checkWarnings(context: Context, inputs: Properties, resource: CheckedResource): string[];

  idOf(state: State): string;
  /** The outputs as the engine records them, secrets not yet marked. */
  propertiesOf(state: State): Record<string, unknown>;
  /** Inputs that are recorded among what only the provider reads, and may be secret. Default: none. */
  readonly recordedInputs?: readonly string[];
  /** The inputs that a state records, in check's normal form. */
  inputsOf(state: State): Properties;
  /** The state that an earlier operation recorded; undefined if there is none, as in an import. */
  stateFrom(id: string, properties: Properties): State | undefined;
  /** The state that an earlier operation recorded. Throws if there is none. */
  recordedState(id: string, properties: Properties): State;

  plan(context: Context, request: ResourcePlanRequest<State>, options?: CallOptions): Promise<ResourcePlan>;
  /** The changes that no update in place can make. */
  replacingChanges(request: Comparison<State>): readonly ResourceChange[];
  /** Notes that the create of the resource is to come before the removal of the one that it replaces. */
  noteReplacement?(context: Context, resourceKey: string): void;

  /** The outputs of a create in a preview, unknown ones marked; nothing is called. */
  previewCreate(inputs: Properties): Properties;
  /** The outputs of an update in a preview, unknown ones marked; nothing is called. */
  previewUpdate(context: Context, request: ResourceUpdateRequest<State>): Properties;

  create(context: Context, request: ResourceCreateRequest, options?: CallOptions): Promise<State>;
  /** Without a state the resource is read by its id, for an import. Undefined if it is gone. */
  read(
    context: Context,
    id: string,
    state: State | undefined,
    options?: CallOptions,
  ): Promise<State | undefined>;
  update(context: Context, request: ResourceUpdateRequest<State>, options?: CallOptions): Promise<State>;
  remove(context: Context, id: string, state: State | undefined, options?: CallOptions): Promise<void>;
  /** The ids of the resources that match a query. */
  list(context: Context, query: Properties, options?: CallOptions): Promise<readonly string[]>;
  /** The filters that a query may have. */
  readonly listInputs: OutputSpecs;
}

/** What a check knows of the resource in addition to its inputs. */
export interface CheckedResource {
  /** Names the resource to the user. */
  readonly name: string;
  /** Names the resource within the process. */
  readonly resourceKey: string;
}
