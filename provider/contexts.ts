import type { ApiTarget, ClientContext, Properties, RecordedOrigin, Resource } from "./resource";
import type { SessionReader, SessionResourceContext } from "./session";
import { SessionBatchingReader, CircuitBreakerReader, invalidateOnWrite, ProcessMemory } from "./session";
import type { Settings } from "./settings";
import type { ClientParts } from "./tasknet";
import { TasknetClient } from "./tasknet";
import { version } from "./version";

/** What the operations of all resources need. */
export interface ProviderContext extends SessionResourceContext, ClientContext<TasknetClient> {
  /** For functions of a program, which may wait for a change. */
  readonly uncachedReader: SessionReader;
  /** Keeps secrets out of all later errors. */
  readonly keepSecret: (...secrets: (string | undefined)[]) => void;
}

/** What a context is chosen by: where a resource was made, and its secrets. */
export interface ContextKey extends RecordedOrigin {
  /** Default: none. */
  readonly secrets?: readonly unknown[];
}

/** The key for a resource with the state and its recorded properties; undefined for the configured origin. */
export function contextKey(
  { secretProperties }: Pick<Resource<never>, "secretProperties">,
  state: RecordedOrigin | undefined,
  properties: Properties,
): ContextKey | undefined {
  if (state === undefined) return undefined;
  return { origin: state.origin, secrets: secretProperties.map((name) => properties[name]) };
}

/** What is known of the resource of an operation. */
export interface ContextOptions {
  readonly urn?: string | undefined;
}

/** The contexts of one configuration. All sessions of one origin share a client, and so its connections and reads. */
export class ContextRegistry {
  private readonly byOrigin = new Map<string, ProviderContext>();
  private readonly memory = new ProcessMemory();

  /**
   * @param isImportable whether `pulumi import` works for the provider's resources
   * @param parts what the clients depend on. Default: the system's.
   */
  constructor(
    readonly settings: Settings,
    private readonly isImportable = false,
    private readonly parts: ClientParts = {},
  ) {}

  /** Where the configuration says that sessions are made. */
  get origin(): ApiTarget {
    const { endpoint, mode } = this.settings;
    return { endpoint, mode };
  }

  for(key: ContextKey = this, { urn }: ContextOptions = {}): ProviderContext {
    const { origin, secrets = [] } = key;
    const name = `${origin.endpoint} ${origin.mode}`;
    const context = this.byOrigin.get(name) ?? this.make(origin);
    this.byOrigin.set(name, context);
    context.keepSecret(...secrets.filter((secret) => typeof secret === "string"));
    return urn === undefined ? context : { ...context, urn };
  }

  private make(origin: ApiTarget): ProviderContext {
    const { apiKey, apiKeyId, environmentId, environmentSecret } = this.settings;
    const account = { ...origin, apiKey, apiKeyId, version, secrets: [environmentSecret] };
    const client = new TasknetClient(account, this.parts);
    const now = (): number => client.ticks();
    const reader = new SessionBatchingReader(client, { now });
    return {
      client,
      api: invalidateOnWrite(client, reader),
      reader,
      diffReader: new CircuitBreakerReader(reader, now),
      uncachedReader: reader.uncached,
      keepSecret: (...secrets) => {
        client.keepSecret(...secrets);
      },
      origin,
      environment: { environmentId, environmentSecret },
      memory: this.memory,
      isImportable: this.isImportable,
    };
  }
}
