import type { ApiTarget, SessionContext, SessionReader } from "./session";
import { invalidateOnWrite, BatchingReader, CircuitBreakerReader } from "./session";
import type { Settings } from "./settings";
import { TasknetClient } from "./tasknet";
import { version } from "./version";

/** A context with more readers beside the one for reads. */
export interface ProviderContext extends SessionContext {
  /** For diffs, which must not wait for one outage each. */
  readonly diffReader: SessionReader;
  /** For functions of a program, which may wait for a change. */
  readonly uncachedReader: SessionReader;
  /** Keeps secrets out of all errors to come. */
  readonly keepSecret: (...secrets: (string | undefined)[]) => void;
}

/** What a context is chosen by, such as the state of a session: where it was made, and its secrets. */
export interface Place {
  readonly origin: ApiTarget;
  readonly environmentSecret?: string | undefined;
  readonly fingerprintSecret?: string | undefined;
}

/** The contexts of one configuration. All sessions of one origin share a client, and so its connections and reads. */
export class ContextRegistry {
  private readonly byOrigin = new Map<string, ProviderContext>();
  private readonly ownSessions = new Set<string>();

  constructor(
    readonly settings: Settings,
    private readonly importCommand?: (sessionUUID: string) => string,
  ) {}

  /** Where the configuration says that sessions are made. */
  get origin(): ApiTarget {
    const { endpoint, mode } = this.settings;
    return { endpoint, mode };
  }

  for({ origin, environmentSecret, fingerprintSecret }: Place = this): ProviderContext {
    const key = `${origin.endpoint} ${origin.mode}`;
    const context = this.byOrigin.get(key) ?? this.make(origin);
    this.byOrigin.set(key, context);
    context.keepSecret(environmentSecret, fingerprintSecret);
    return context;
  }

  private make(origin: ApiTarget): ProviderContext {
    const { apiKey, apiKeyId, environmentId, environmentSecret } = this.settings;
    const client = new TasknetClient({ ...origin, apiKey, apiKeyId, version, secrets: [environmentSecret] });
    const reader = new BatchingReader(client);
    return {
      api: invalidateOnWrite(client, reader),
      reader,
      diffReader: new CircuitBreakerReader(reader),
      uncachedReader: reader.uncached,
      keepSecret: (...secrets) => {
        client.keepSecret(...secrets);
      },
      origin,
      environment: { environmentId, environmentSecret },
      ownSessions: this.ownSessions,
      ...(this.importCommand === undefined ? {} : { importCommand: this.importCommand }),
    };
  }
}
