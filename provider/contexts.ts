import type { ApiTarget, SessionContext, SessionReader } from "./session";
import {
  BatchingReader,
  checkWarnings,
  CircuitBreakerReader,
  invalidateOnWrite,
  ProcessMemory,
} from "./session";
import type { Settings } from "./settings";
import type { ClientParts } from "./tasknet";
import { TasknetClient } from "./tasknet";
import { version } from "./version";

/** A context with more readers in addition to the one for reads. */
export interface ProviderContext extends SessionContext {
  /** For diffs, which must not wait for one outage each. */
  readonly diffReader: SessionReader;
  /** For functions of a program, which may wait for a change. */
  readonly uncachedReader: SessionReader;
  /** Keeps secrets out of all later errors. */
  readonly keepSecret: (...secrets: (string | undefined)[]) => void;
}

/** What a context is chosen by, such as the state of a session: where it was made, and its secrets. */
export interface ContextKey {
  readonly origin: ApiTarget;
  readonly environmentSecret?: string | undefined;
  readonly fingerprintSecret?: string | undefined;
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

  /** What a check warns of: the rules of the inputs, and the configuration, see no error in it. */
  checkWarnings(
    inputs: Readonly<Record<string, unknown>>,
    resource: { readonly name: string; readonly resourceKey: string },
  ): string[] {
    const { mode, environmentSecret } = this.settings;
    return checkWarnings(this.memory, inputs, {
      ...resource,
      mode,
      hasEnvironmentSecret: environmentSecret !== undefined,
    });
  }

  for(key: ContextKey = this, { urn }: ContextOptions = {}): ProviderContext {
    const { origin, environmentSecret, fingerprintSecret } = key;
    const name = `${origin.endpoint} ${origin.mode}`;
    const context = this.byOrigin.get(name) ?? this.make(origin);
    this.byOrigin.set(name, context);
    context.keepSecret(environmentSecret, fingerprintSecret);
    return urn === undefined ? context : { ...context, urn };
  }

  private make(origin: ApiTarget): ProviderContext {
    const { apiKey, apiKeyId, environmentId, environmentSecret } = this.settings;
    const account = { ...origin, apiKey, apiKeyId, version, secrets: [environmentSecret] };
    const client = new TasknetClient(account, this.parts);
    const now = (): number => client.ticks();
    const reader = new BatchingReader(client, { now });
    return {
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
