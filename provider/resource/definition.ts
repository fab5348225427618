import type { CallOptions, EntryList } from "../tasknet";
import type { Reader } from "./batching-reader";
import type { CheckFailure, MayQuote } from "./check";
import type { ApiTarget, Named, WaitingClock } from "./context";
import { CreateMemory } from "./create-memory";
import type { InputSpecs } from "./input-spec";
import type { OutputSpecs } from "./output-spec";
import type { Properties } from "./resource";

/** What a change of an input means for a resource that does not expire: it is set in place, or replaces the resource. */
export type OnChange = "update" | "replace";

/** The state of a resource that does not expire. */
export interface ObjectState {
  readonly id: string;
  /** The inputs as they were last applied. */
  readonly inputs: Properties;
  /** What the service last reported, and the secret of the create. */
  readonly outputs: Properties;
  readonly origin: ApiTarget;
  /** When the service responded to our own create, ISO 8601. Absent for an imported resource. */
  readonly ownCreateAt?: string | undefined;
  /** Whether the response to the create could not be read, so that nobody knows the secret. Default: false. */
  readonly isSecretLost?: boolean | undefined;
}

/** The requests for the resources of one kind. */
export interface ObjectApi<Item> {
  list(options?: CallOptions): Promise<EntryList<Item>>;
  get(id: string, options?: CallOptions): Promise<Item>;
  /** Sends the create once. */
  create(inputs: Properties, options?: CallOptions): Promise<Created<Item>>;
  /** Sets inputs in place. Absent if the service can change nothing. */
  update?(id: string, inputs: Properties, options?: CallOptions): Promise<void>;
  remove(id: string, options?: CallOptions): Promise<void>;
}

/** What a create returned: its item may lack fields. */
export interface Created<Item> {
  readonly id: string;
  readonly item: Partial<Item>;
  /** Outputs that only the response to a create has. */
  readonly secrets: Properties;
}

/** What one provider process remembers of resources that do not expire. */
export class ObjectMemory extends CreateMemory<Properties> {
  /** Resources whose create was sent, but whose inputs are not all set, by the keys of the resources. */
  readonly unfinished = new Map<string, ObjectState>();
}

/** What the operations of a resource that does not expire need. */
export interface ObjectContext<Item> extends Named {
  readonly api: ObjectApi<Item>;
  readonly clock: WaitingClock;
  readonly reader: Reader<Item>;
  readonly origin: ApiTarget;
  readonly memory: ObjectMemory;
  /** Waits before another removal after a conflict; false if waiting does not help. Default: it does not. */
  readonly awaitConflict?: (id: string, options?: CallOptions) => Promise<boolean>;
}

/** A kind of resource that does not expire: all that distinguishes it from the others. */
export interface Definition<Item> {
  /** The last part of the resource's type, such as `Environment`. */
  readonly type: string;
  readonly words: Words;
  /** What it is, for the documentation. */
  readonly description: string;
  readonly inputs: InputSpecs<OnChange>;
  /** Rules on more than one input. Default: none. */
  readonly rules?: (given: Properties, mayQuote: MayQuote) => CheckFailure[];
  readonly outputs: OutputSpecs;
  /** The output that holds the id. */
  readonly idField: string;
  readonly idOf: (item: Item) => string;
  /** Whether an item, though shown, is gone for good. */
  readonly isGone: (item: Item) => boolean;
  /** Whether a list has all resources of the account, so that one that it lacks may be gone. Default: it may be a page. */
  readonly isListComplete?: boolean;
  readonly createdAtOf: (item: Partial<Item>) => string | undefined;
  /** The outputs that a response shows. */
  readonly outputsOf: (item: Partial<Item>) => Properties;
  /** The inputs that a response shows. */
  readonly inputsOf: (item: Item) => Properties;
  /** Required inputs that no response shows. Default: none. */
  readonly unreadInputs?: readonly string[];
  /** Whether two values of an input mean the same. */
  readonly isSame: (name: string, before: unknown, after: unknown) => boolean;
  /** Outputs whose change alone is no news, such as `updatedAt`. Default: none. */
  readonly incidental?: readonly string[];
  /** Inputs that a create applies only by an update after it. Default: none. */
  readonly setAfterCreate?: (inputs: Properties) => readonly string[];
  /** Outputs that an update in place changes. Default: none. */
  readonly changedByUpdate?: readonly string[];
}

/** How messages speak of a resource that does not expire. */
export interface Words {
  /** Such as `environment`. */
  readonly one: string;
  /** Such as `an environment`. */
  readonly oneOf: string;
  /** Such as `environments`. */
  readonly many: string;
  /** What a removal does to it, such as `delete`. */
  readonly remove: string;
  /** The same, when it has been done, such as `deleted`. */
  readonly removed: string;
  /** What a replacement loses, as a sentence. */
  readonly loss: string;
  readonly listCommand: (target: ApiTarget) => string;
  readonly removeCommand: (target: ApiTarget, id: string) => string;
}
