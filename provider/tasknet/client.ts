import type * as z from "zod";
import { createAbortGraceMs, delayed } from "./abort";
import type { Clock, Timers } from "./clock";
import { ServerTime, systemClock, systemTimers } from "./clock";
import { Deadline, defaultTimeoutMs, isTimeout } from "./deadline";
import type { CallFacts, TasknetError } from "./errors";
import {
  BadRequestError,
  CancelledError,
  InvalidResponseError,
  isTasknetError,
  RateLimitedError,
  TimeoutError,
} from "./errors";
import type { RequestLimiter } from "./limiter";
import { limiterOf } from "./limiter";
import { Redactor } from "./redact";
import { parseResponse } from "./response";
import { retryStatus, withRetries } from "./retry";
import type { CreateSessionBody, CreateSessionSecrets, SessionList, SessionResponse } from "./schemas";
import { emptySchema, readEntries, sessionListSchema, sessionSchema } from "./schemas";
import { sessionIdPattern } from "./session-id";
import { systemFetch } from "./connection";
import { proxyPasswords } from "./proxy-variables";
import type { Fetch } from "./transport";
import { requestTimeoutMs, sendRequest } from "./transport";

/** Where to call, and as whom. */
export interface ClientSettings {
  /** Without a trailing slash; `parseEndpoint` checks it. */
  readonly endpoint: string;
  /** The first part of every path; `private` in the public examples. */
  readonly mode: string;
  readonly apiKeyId: string;
  readonly apiKey: string;
  /** The package's version, for the User-Agent header. */
  readonly version: string;
  /** Secrets that some response may show, in addition to the API key and those of a create. */
  readonly secrets?: readonly (string | undefined)[];
}

/** What the client depends on; each has the system's own as default. */
export interface ClientParts {
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** Default: the one that all clients of the account share. */
  readonly limiter?: RequestLimiter;
  readonly serverTime?: ServerTime;
  /** A number from 0 up to 1, for the jitter of waits. */
  readonly random?: () => number;
}

export interface CallOptions {
  /** Ends the call at once, also while it waits; a create on the wire may go on for `createAbortGraceMs`. */
  readonly signal?: AbortSignal | undefined;
  /** The time of the operation that the call is part of. */
  readonly deadline?: Deadline | undefined;
  /** Milliseconds for this call, if no deadline is given. Default: 5 minutes. */
  readonly timeoutMs?: number | undefined;
  /** Rate limits after which the call gives up. Default: only its time ends it. */
  readonly maxRateLimits?: number | undefined;
  /** Called with a status line before each wait for another attempt. */
  readonly onRetry?: ((status: string) => void) | undefined;
  /** Called with what the user must know although the call succeeds. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

interface Operation<S extends z.ZodType> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly sessionUUID?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly response: S;
}

interface ParsedResponse<T> {
  readonly status: number;
  readonly data: T;
}

/**
 * The five operations of the Tasknet Sessions API (openapi.json). Each rejects with a `TasknetError`. All but
 * CreateSession are retried after failures that pass; CreateSession only if it certainly had no effect.
 */
export class TasknetClient {
  private readonly fetch: Fetch;
  private readonly clock: Clock;
  private readonly timers: Timers;
  private readonly limiter: RequestLimiter;
  private readonly random: () => number;
  private readonly serverTime: ServerTime;
  private readonly redactor: Redactor;
  /** The longest time that a create has taken, in milliseconds. */
  private slowestCreateMs = 0;

  constructor(
    private readonly settings: ClientSettings,
    parts: ClientParts = {},
  ) {
    this.fetch = parts.fetch ?? systemFetch;
    this.clock = parts.clock ?? systemClock;
    this.timers = parts.timers ?? systemTimers;
    this.limiter = parts.limiter ?? limiterOf(settings);
    this.serverTime = parts.serverTime ?? new ServerTime(this.clock);
    this.random = parts.random ?? Math.random;
    this.redactor = new Redactor([
      settings.apiKey,
      ...(settings.secrets ?? []),
      ...proxyPasswords(process.env),
    ]);
  }

  /** Keeps more secrets out of all later errors: the response to one call may show what another one sent. */
  keepSecret(...secrets: (string | undefined)[]): void {
    this.redactor.learn(secrets);
  }

  /** Milliseconds since the epoch by the service's clock, as far as its responses show it. */
  now(): number {
    return this.serverTime.now();
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
      throw new CancelledError({ method: "GET", path: this.path({ method: "GET" }) }, false);
    }
  }

  /** ListSessions: the active sessions; some of them may have ended already. */
  async listSessions(options?: CallOptions): Promise<readonly SessionResponse[]> {
    return (await this.listAll(options)).sessions;
  }

  /** ListSessions, with the ids of entries that could not be read. */
  async listAll(options?: CallOptions): Promise<SessionList> {
    const { data } = await this.send({ method: "GET", response: sessionListSchema }, options);
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
    this.keepSecret(secrets.environmentSecret, secrets.fingerprintSecret);
    const headers = {
      "X-Environment-Id": secrets.environmentId,
      "X-Environment-Secret": secrets.environmentSecret,
      "X-Fingerprint-Secret": secrets.fingerprintSecret,
    };
    return (await this.send({ method: "POST", body, headers, response: sessionSchema }, options)).data;
  }

  /** GetSession. */
  async getSession(sessionUUID: string, options?: CallOptions): Promise<SessionResponse> {
    return (await this.send({ method: "GET", sessionUUID, response: sessionSchema }, options)).data;
  }

  /** UpdateSession: a new lease, in minutes from now. The response says nothing of the session. */
  async updateSession(sessionUUID: string, newLeaseTime: number, options?: CallOptions): Promise<void> {
    await this.send({ method: "PATCH", sessionUUID, body: { newLeaseTime }, response: emptySchema }, options);
  }

  /** EndSession. Resolves to whether the service only accepted the request, so that the session may still be ending. */
  async endSession(sessionUUID: string, options?: CallOptions): Promise<{ readonly isPending: boolean }> {
    const { status } = await this.send({ method: "DELETE", sessionUUID, response: emptySchema }, options);
    return { isPending: status === 202 };
  }

  /** Sends the operation's request, and again after failures that pass. */
  private async send<S extends z.ZodType>(
    operation: Operation<S>,
    options: CallOptions = {},
  ): Promise<ParsedResponse<z.infer<S>>> {
    const { method } = operation;
    const facts: CallFacts = { method, path: this.path(operation) };
    const { clock, timers } = this;
    const deadline =
      options.deadline ?? new Deadline(options.timeoutMs ?? defaultTimeoutMs, { clock, timers });
    const signal = AbortSignal.any(
      [options.signal, deadline.signal].filter((source) => source !== undefined),
    );
    const lateCancel = delayed(options.signal, createAbortGraceMs, timers);
    const onWire = method === "POST" ? AbortSignal.any([lateCancel.signal, deadline.signal]) : signal;
    const progress = { isSent: false, mayHaveActed: false };
    try {
      return await withRetries(
        {
          method,
          deadline,
          maxRateLimits: options.maxRateLimits,
          random: this.random,
          isAborted: () => signal.aborted,
          errorOf: (thrown, previous) => {
            const mayHaveActed = progress.isSent || progress.mayHaveActed;
            const error = isTasknetError(thrown)
              ? thrown
              : abortError(thrown, signal, { deadline, facts, previous, mayHaveActed });
            // A failure while waiting must not call an operation harmless that an earlier attempt may have done.
            progress.isSent = false;
            progress.mayHaveActed ||= error.effect === "unknown";
            return error;
          },
          wait: async (ms, error) => {
            options.onRetry?.(retryStatus(error, ms));
            if (error instanceof RateLimitedError) {
              // The limiter holds the request, and with it those that would meet the same limit.
              deadline.pause();
              this.limiter.onRateLimited(ms);
              deadline.spend(ms);
              deadline.resume();
            } else {
              await clock.sleep(ms, signal).catch(() => undefined);
            }
          },
        },
        () =>
          this.inTurn(deadline, signal, () => {
            if (method === "POST") this.expectEnoughTime(deadline, facts);
            progress.isSent = true;
            return this.attempt(operation, facts, onWire);
          }),
      );
    } finally {
      if (options.deadline === undefined) deadline.clear();
      lateCancel.clear();
    }
  }

  /** Runs a request when the limiter lets it. The time in our own queue does not count as the operation's. */
  private async inTurn<T>(deadline: Deadline, signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    let isWaiting = true;
    const goOn = (): void => {
      if (isWaiting) deadline.resume();
      isWaiting = false;
    };
    deadline.pause();
    try {
      return await this.limiter.run(() => {
        goOn();
        return request();
      }, signal);
    } finally {
      goOn();
    }
  }

  /** @throws TimeoutError if a create can't finish in the time that is left, going by those before it */
  private expectEnoughTime(deadline: Deadline, facts: CallFacts): void {
    const remainingMs = deadline.remainingMs();
    const isUntouched = remainingMs >= deadline.timeoutMs;
    if (isUntouched || (remainingMs > 0 && remainingMs >= this.slowestCreateMs)) return;
    const left = (remainingMs / 1000).toFixed(1);
    throw new TimeoutError(
      `${left} of ${deadline.timeoutMs / 1000} seconds were left, too few for a create; it was not sent`,
      facts,
      false,
    );
  }

  private async attempt<S extends z.ZodType>(
    operation: Operation<S>,
    facts: CallFacts,
    signal: AbortSignal,
  ): Promise<ParsedResponse<z.infer<S>>> {
    const { settings } = this;
    const extra = Object.entries(operation.headers ?? {}).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const body = operation.body === undefined ? undefined : JSON.stringify(operation.body);
    const { redact } = this.redactor;
    const request = {
      url: `${settings.endpoint}${facts.path}`,
      method: operation.method,
      headers: {
        Accept: "application/json",
        "User-Agent": `pulumi-tasknet/${settings.version}`,
        "X-Api-Key": settings.apiKey,
        "X-Api-Key-Id": settings.apiKeyId,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...Object.fromEntries(extra),
      },
      body,
      facts,
      signal,
      // A create has all the time of its operation.
      timeoutMs: operation.method === "POST" ? undefined : requestTimeoutMs,
      redact,
    };
    const startedAt = this.clock.ticks();
    const response = await sendRequest(request, this.fetch, this.timers);
    if (response.status !== 429) this.limiter.onSuccess();
    const date = response.headers.get("date");
    const data = this.learningTime(date, () =>
      parseResponse(operation.response, response, facts, redact, this.now()),
    );
    if (operation.method === "POST")
      this.slowestCreateMs = Math.max(this.slowestCreateMs, this.clock.ticks() - startedAt);
    return { status: response.status, data };
  }

  /** Learns the service's time from a response of the API itself: one that parses, or that names a session. */
  private learningTime<T>(date: string | null, parse: () => T): T {
    try {
      const data = parse();
      this.serverTime.observe(date);
      return data;
    } catch (error) {
      const isFromApi = error instanceof InvalidResponseError && error.sessionUUID !== undefined;
      if (isFromApi) this.serverTime.observe(date);
      throw error;
    }
  }

  private path({ method, sessionUUID }: Pick<Operation<z.ZodType>, "method" | "sessionUUID">): string {
    const sessions = `/${encodeURIComponent(this.settings.mode)}/v1/sessions`;
    if (sessionUUID === undefined) return sessions;
    if (!sessionIdPattern.test(sessionUUID)) {
      throw new BadRequestError(`"${sessionUUID}" is not a session's UUID; nothing was sent`, {
        method,
        path: sessions,
      });
    }
    return `${sessions}/${sessionUUID}`;
  }
}

interface AbortedCall {
  readonly deadline: Deadline;
  readonly facts: CallFacts;
  readonly previous: TasknetError | undefined;
  readonly mayHaveActed: boolean;
}

/** The error of an attempt that a signal ended before its request was on the wire. */
function abortError(
  thrown: unknown,
  signal: AbortSignal,
  { deadline, facts, previous, mayHaveActed }: AbortedCall,
): TasknetError {
  if (!signal.aborted) throw thrown;
  if (!isTimeout(signal)) return new CancelledError(facts, mayHaveActed);
  const why = previous === undefined ? "" : `; before that: ${previous.message}`;
  return new TimeoutError(`${deadline.reason}${why}`, facts, mayHaveActed);
}
