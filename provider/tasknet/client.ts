import type { Clock } from "./clock";
import { systemClock } from "./clock";
import { Collection } from "./collection";
import { readEntries, unreadableWarning } from "./entries";
import { EnvironmentClient } from "./environments";
import { CancelledError } from "./errors";
import { ExtensionClient } from "./extensions";
import { FingerprintClient } from "./fingerprints";
import type { CreateSessionBody, CreateSessionSecrets, SessionList, SessionResponse } from "./schemas";
import { emptySchema, sessionListSchema, sessionSchema } from "./schemas";
import type { CallOptions, ClientParts, ClientSettings } from "./sender";
import { RequestSender } from "./sender";

/**
 * The operations of the Tasknet API: those of sessions, and in properties those of the other resources. Each rejects with
 * a `TasknetError`. All but the creates are retried after failures that pass; a create only if it certainly had no effect.
 */
export class TasknetClient {
  private readonly clock: Clock;
  private readonly sender: RequestSender;
  private readonly sessions: Collection;
  readonly environments: EnvironmentClient;
  readonly fingerprints: FingerprintClient;
  readonly extensions: ExtensionClient;

  constructor(settings: ClientSettings, parts: ClientParts = {}) {
    this.clock = parts.clock ?? systemClock;
    this.sender = new RequestSender(settings, parts);
    const spec = { name: "sessions", idField: "sessionUUID", noun: "a session" } as const;
    this.sessions = new Collection(this.sender, settings.mode, spec);
    this.environments = new EnvironmentClient(this.sender, settings.mode);
    this.fingerprints = new FingerprintClient(this.sender, settings.mode);
    this.extensions = new ExtensionClient(this.sender, settings.mode);
  }

  /** Redacts more secrets in all later errors: a response may show what another request sent. */
  keepSecret(...secrets: (string | undefined)[]): void {
    this.sender.keepSecret(...secrets);
  }

  /** Milliseconds since the epoch by the service's clock, as far as its responses show it. */
  now(): number {
    return this.sender.serverTime.now();
  }

  /** Milliseconds of a clock that never goes back; its start is arbitrary. */
  ticks(): number {
    return this.clock.ticks();
  }

  /**
   * Waits, in milliseconds. Resolves to false, at once, if the operation has less time left than that.
   * @throws CancelledError if the signal aborts
   */
  async wait(ms: number, { signal, deadline }: CallOptions = {}): Promise<boolean> {
    if (deadline !== undefined && deadline.remainingMs() <= ms) return false;
    try {
      await this.clock.sleep(ms, signal);
      return true;
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      throw new CancelledError({ method: "GET", path: this.sessions.path }, false);
    }
  }

  /** ListSessions: the active sessions; some of them may have ended already. */
  async listSessions(options?: CallOptions): Promise<readonly SessionResponse[]> {
    return (await this.listAll(options)).sessions;
  }

  /** ListSessions, with the ids of entries that could not be read. */
  async listAll(options?: CallOptions): Promise<SessionList> {
    const { data } = await this.sessions.send({ method: "GET", response: sessionListSchema }, options);
    const list = readEntries(data.sessions ?? [], sessionSchema, "sessionUUID");
    const warning = unreadableWarning(list, "sessions");
    if (warning !== undefined) options?.onWarning?.(warning);
    const { entries, ...rest } = list;
    return { sessions: entries, ...rest };
  }

  /** CreateSession. */
  async createSession(
    body: CreateSessionBody,
    secrets: CreateSessionSecrets,
    options?: CallOptions,
  ): Promise<SessionResponse> {
    this.sender.keepSecret(secrets.environmentSecret, secrets.fingerprintSecret);
    const headers = {
      "X-Environment-Id": secrets.environmentId,
      "X-Environment-Secret": secrets.environmentSecret,
      "X-Fingerprint-Secret": secrets.fingerprintSecret,
    };
    const operation = { method: "POST", body, headers, response: sessionSchema } as const;
    return (await this.sessions.send(operation, options)).data;
  }

  /** GetSession. */
  async getSession(id: string, options?: CallOptions): Promise<SessionResponse> {
    return (await this.sessions.send({ method: "GET", id, response: sessionSchema }, options)).data;
  }

  /** UpdateSession: a new lease, in minutes from now. The response does not show the session. */
  async updateSession(id: string, newLeaseTime: number, options?: CallOptions): Promise<void> {
    const operation = { method: "PATCH", id, body: { newLeaseTime }, response: emptySchema } as const;
    await this.sessions.send(operation, options);
  }

  /** EndSession. Resolves to whether the service only accepted the request, so that the session may still be ending. */
  async endSession(id: string, options?: CallOptions): Promise<{ readonly isPending: boolean }> {
    const { status } = await this.sessions.send({ method: "DELETE", id, response: emptySchema }, options);
    return { isPending: status === 202 };
  }
}
