import type { Clock } from "./clock";
import { systemClock } from "./clock";
import { BadRequestError, CancelledError } from "./errors";
import type { CreateSessionBody, CreateSessionSecrets, SessionList, SessionResponse } from "./schemas";
import { emptySchema, readEntries, sessionListSchema, sessionSchema } from "./schemas";
import type { CallOptions, ClientParts, ClientSettings } from "./sender";
import { RequestSender } from "./sender";
import { sessionIdPattern } from "./session-id";

/**
 * The five operations of the Tasknet Sessions API (openapi.json). Each rejects with a `TasknetError`. All but
 * CreateSession are retried after failures that pass; CreateSession only if it certainly had no effect.
 */
export class TasknetClient {
  private readonly clock: Clock;
  private readonly sender: RequestSender;

  constructor(
    private readonly settings: ClientSettings,
    parts: ClientParts = {},
  ) {
    this.clock = parts.clock ?? systemClock;
    this.sender = new RequestSender(settings, parts);
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
      throw new CancelledError({ method: "GET", path: this.sessions }, false);
    }
  }

  /** ListSessions: the active sessions; some of them may have ended already. */
  async listSessions(options?: CallOptions): Promise<readonly SessionResponse[]> {
    return (await this.listAll(options)).sessions;
  }

  /** ListSessions, with the ids of entries that could not be read. */
  async listAll(options?: CallOptions): Promise<SessionList> {
    const { data } = await this.sender.send(
      { method: "GET", path: this.sessions, response: sessionListSchema },
      options,
    );
    const list = readEntries(data.sessions ?? []);
    if (list.unreadableCount > 0) {
      options?.onWarning?.(
        `skipped ${list.unreadableCount} entries of the list of sessions: they are malformed`,
      );
    }
    return list;
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
    const operation = {
      method: "POST",
      path: this.sessions,
      body,
      headers,
      response: sessionSchema,
    } as const;
    return (await this.sender.send(operation, options)).data;
  }

  /** GetSession. */
  async getSession(sessionUUID: string, options?: CallOptions): Promise<SessionResponse> {
    const path = this.pathOf("GET", sessionUUID);
    return (await this.sender.send({ method: "GET", path, response: sessionSchema }, options)).data;
  }

  /** UpdateSession: a new lease, in minutes from now. The response does not show the session. */
  async updateSession(sessionUUID: string, newLeaseTime: number, options?: CallOptions): Promise<void> {
    const path = this.pathOf("PATCH", sessionUUID);
    await this.sender.send({ method: "PATCH", path, body: { newLeaseTime }, response: emptySchema }, options);
  }

  /** EndSession. Resolves to whether the service only accepted the request, so that the session may still be ending. */
  async endSession(sessionUUID: string, options?: CallOptions): Promise<{ readonly isPending: boolean }> {
    const path = this.pathOf("DELETE", sessionUUID);
    const { status } = await this.sender.send({ method: "DELETE", path, response: emptySchema }, options);
    return { isPending: status === 202 };
  }

  private get sessions(): string {
    return `/${encodeURIComponent(this.settings.mode)}/v1/sessions`;
  }

  private pathOf(method: string, sessionUUID: string): string {
    const path = this.sessions;
    if (sessionIdPattern.test(sessionUUID)) return `${path}/${sessionUUID}`;
    throw new BadRequestError(`"${sessionUUID}" is not a session's UUID; nothing was sent`, { method, path });
  }
}
