import { ContextRegistry } from "../contexts";
import { engineAddress, isEngineAlive, whenEngineEnds } from "../engine/liveness";
import type { SettingName } from "../settings";
import { misspeltSettings, resolveSettings } from "../settings";
import { defaultTimeoutMs, Deadline } from "../tasknet";
import type { CallOptions } from "../tasknet";

/** Least time between two messages about retries, in milliseconds: many sessions may wait for one thing. */
const retryThrottleMs = 5_000;

/** All state of the process that hosts the dynamic provider. */
class Host {
  private readonly creates = new Set<Promise<unknown>>();
  private readonly address = engineAddress();
  private readonly shutdown = new AbortController();
  private stored: (name: SettingName) => string | undefined = () => undefined;
  private known: ContextRegistry | undefined;
  private isWatching = false;
  private lastRetryAt = -Infinity;
  /** Sessions that a refresh has read and whose diff has not come yet. */
  private readonly refreshed = new Set<string>();

  /**
   * Takes the stack's configuration. The first operation that needs a missing value reports it, not this: the host calls
   * it once and keeps a provider that failed in it.
   */
  configure(lookUp: (name: SettingName) => string | undefined): void {
    this.stored = lookUp;
    this.known = undefined;
    this.watchEngine();
  }

  /** @throws SettingsError */
  contexts(): ContextRegistry {
    if (this.known === undefined) {
      const misspelt = misspeltSettings(process.env.PULUMI_CONFIG);
      this.known = new ContextRegistry(resolveSettings(this.stored, process.env, false, misspelt));
    }
    return this.known;
  }

  /**
   * Runs one operation with a deadline of its own; the host does not pass `customTimeouts` on.
   * @param timeoutMs milliseconds for all of its requests
   */
  async run<T>(operation: (options: CallOptions) => Promise<T>, timeoutMs = defaultTimeoutMs): Promise<T> {
    const deadline = new Deadline(timeoutMs);
    try {
      return await operation({
        deadline,
        signal: this.shutdown.signal,
        onRetry: (status) => {
          this.reportRetry(status);
        },
        onWarning: warn,
      });
    } finally {
      deadline.clear();
    }
  }

  /** Notes the read of a refresh: the engine compares its result without a check in between. */
  noteRead(sessionUUID: string): void {
    this.refreshed.add(sessionUUID);
  }

  /** Called by each check: a check comes before the diff of an update. */
  noteCheck(): void {
    this.refreshed.clear();
  }

  /** Whether the diff of the session is that of a refresh. */
  takeRefresh(sessionUUID: string): boolean {
    return this.refreshed.delete(sessionUUID);
  }

  /** Whether the engine still waits for responses. It interrupts its providers when it needs them no more. */
  async isRequestActive(): Promise<boolean> {
    if (this.shutdown.signal.aborted) return false;
    return this.address === undefined || (await isEngineAlive(this.address));
  }

  /** The create, for whose end the process waits before it exits. */
  trackCreate<T>(create: Promise<T>): Promise<T> {
    this.creates.add(create);
    return create.finally(() => this.creates.delete(create));
  }

  /**
   * Watches for the end of the engine. The host lives on if the engine is killed, and dies at once if the engine ends it,
   * also after a second Ctrl-C: a create on the wire would then be a session that no state holds.
   */
  private watchEngine(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    const shutDown = (): void => {
      this.shutdown.abort();
      void Promise.allSettled(this.creates).then(() => {
        process.exit();
      });
    };
    process.once("SIGINT", shutDown);
    if (this.address !== undefined) whenEngineEnds(this.address, shutDown);
  }

  private reportRetry(status: string): void {
    const now = performance.now();
    if (now - this.lastRetryAt < retryThrottleMs) return;
    this.lastRetryAt = now;
    warn(status);
  }
}

export const host = new Host();

/** Shows a message to the user: the engine shows what a dynamic provider writes. */
export function warn(message: string): void {
  process.stderr.write(`tasknet: ${message}\n`);
}
