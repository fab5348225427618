import type { Origin, SessionContext } from "./session";
import { sharedReader, SnapshotReader } from "./session";
import type { Settings } from "./settings";
import { TasknetClient } from "./tasknet";
import { version } from "./version";

/** A context with a reader for diffs beside the one for reads. */
export interface ShellContext extends SessionContext {
  readonly api: TasknetClient;
  readonly snapshot: SnapshotReader;
}

/** What a context is chosen by, such as the state of a session: where it was made, and its secrets. */
export interface Place {
  readonly origin: Origin;
  readonly environmentSecret?: string | undefined;
  readonly fingerprintSecret?: string | undefined;
}

/** The contexts of one configuration. All sessions of one origin share a client, and so its connections and reads. */
export class Contexts {
  private readonly byOrigin = new Map<string, ShellContext>();
  private readonly ownSessions = new Set<string>();

  constructor(
    readonly settings: Settings,
    private readonly importCommand?: (sessionUUID: string) => string,
  ) {}

  /** Where the configuration says that sessions are made. */
  get origin(): Origin {
    const { endpoint, mode } = this.settings;
    return { endpoint, mode };
  }

  for({ origin, environmentSecret, fingerprintSecret }: Place = this): ShellContext {
    const key = `${origin.endpoint} ${origin.mode}`;
    const context = this.byOrigin.get(key) ?? this.make(origin);
    this.byOrigin.set(key, context);
    context.api.keepSecret(environmentSecret, fingerprintSecret);
    return context;
  }

  /** The context for a write, after which no earlier list of sessions holds. */
  forWrite(place: Place = this): ShellContext {
    const context = this.for(place);
    context.snapshot.forget();
    return context;
  }

  private make(origin: Origin): ShellContext {
    const { apiKey, apiKeyId, environmentId, environmentSecret } = this.settings;
    const api = new TasknetClient({ ...origin, apiKey, apiKeyId, version, secrets: [environmentSecret] });
    const reader = sharedReader(api);
    return {
      api,
      reader,
      snapshot: new SnapshotReader(api, reader),
      origin,
      environment: { environmentId, environmentSecret },
      ownSessions: this.ownSessions,
      ...(this.importCommand === undefined ? {} : { importCommand: this.importCommand }),
    };
  }
}
