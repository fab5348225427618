import type * as z from "zod";
import type { Clock, Timers } from "./clock";
import { ServerTime, systemClock, systemTimers } from "./clock";
import { parseResponse } from "./response";
import type { CallFacts, TasknetError } from "./errors";
import { BadRequestError, CancelledError, isTasknetError, RateLimitedError, TimeoutError } from "./errors";
import type { Fetch } from "./transport";
import { sendRequest, systemFetch } from "./transport";
import { RequestLimiter } from "./limiter";
import { createAbortGraceMs, delayed } from "./abort";
import { Redactor } from "./redact";
import { mayRetry, retryDelayMs } from "./retry";
import { sessionIdPattern } from "./session-id";
import type { CreateSessionBody, CreateSessionSecrets, WireSession } from "./schemas";
import { emptySchema, sessionListSchema, sessionSchema } from "./schemas";

/** One operation, with its tries and waits, may take so long where the caller sets no deadline: 5 minutes. */
export const defaultDeadlineMs = 5 * 60_000;

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
  /** Secrets that some answer may show, beside the API key and those of a create. */
  readonly secrets?: readonly (string | undefined)[];
}

/** What the client stands on; each has the system's own as default. */
export interface ClientParts {
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly limiter?: RequestLimiter;
  readonly serverTime?: ServerTime;
  /** A number from 0 up to 1, for the jitter of waits. */
  readonly random?: () => number;
}

export interface CallOptions {
  /** Ends the call at once, also while it waits; a create that is on the wire may go on for `createAbortGraceMs`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole operation, tries and waits included. Default: 5 minutes. */
  readonly deadlineMs?: number | undefined;
  /** Told before each wait for another try. */
  readonly onWait?: ((error: TasknetError, waitMs: number) => void) | undefined;
}

const processLimiter = new RequestLimiter(systemClock);

interface Operation<S extends z.ZodType> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly sessionUUID?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly answer: S;
}

/**
 * The five operations of the Tasknet Sessions API (openapi.json). Each rejects with a `TasknetError`. All but
 * CreateSession are sent again after failures that pass; CreateSession only where it surely had no effect.
 */
export class TasknetClient {
  private readonly fetch: Fetch;
  private readonly clock: Clock;
  private readonly timers: Timers;
  private readonly limiter: RequestLimiter;
  private readonly random: () => number;
  private readonly serverTime: ServerTime;
  private readonly redactor: Redactor;

  constructor(
    private readonly settings: ClientSettings,
    parts: ClientParts = {},
  ) {
    this.fetch = parts.fetch ?? systemFetch;
    this.clock = parts.clock ?? systemClock;
    this.timers = parts.timers ?? systemTimers;
    this.limiter = parts.limiter ?? processLimiter;
    this.serverTime = parts.serverTime ?? new ServerTime(this.clock);
    this.random = parts.random ?? Math.random;
    this.redactor = new Redactor([settings.apiKey, ...(settings.secrets ?? [])]);
  }

  /** Keeps more secrets out of all errors to come: what one call sent another one's answer may show. */
  keepSecret(...secrets: (string | undefined)[]): void {
    this.redactor.learn(secrets);
  }

  /** Milliseconds since the epoch by the server's clock, as far as its answers have told it. */
  now(): number {
    return this.serverTime.now();
  }

  /** ListSessions: the active sessions; some of them may have ended already. */
  async listSessions(options?: CallOptions): Promise<WireSession[]> {
    return (await this.call({ method: "GET", answer: sessionListSchema }, options)).sessions ?? [];
  }

  /** CreateSession. */
  async createSession(
    body: CreateSessionBody,
    secrets: CreateSessionSecrets,
    options?: CallOptions,
  ): Promise<WireSession> {
    this.keepSecret(secrets.environmentSecret, secrets.fingerprintSecret);
    const headers = {
      "X-Environment-Id": secrets.environmentId,
      "X-Environment-Secret": secrets.environmentSecret,
      "X-Fingerprint-Secret": secrets.fingerprintSecret,
    };
    return this.call({ method: "POST", body, headers, answer: sessionSchema }, options);
  }

  /** GetSession. */
  async getSession(sessionUUID: string, options?: CallOptions): Promise<WireSession> {
    return this.call({ method: "GET", sessionUUID, answer: sessionSchema }, options);
  }

  /** UpdateSession: a new lease, in minutes from now. The answer tells nothing of the session. */
  async updateSession(sessionUUID: string, newLeaseTime: number, options?: CallOptions): Promise<void> {
    await this.call({ method: "PATCH", sessionUUID, body: { newLeaseTime }, answer: emptySchema }, options);
  }

  /** EndSession. */
  async endSession(sessionUUID: string, options?: CallOptions): Promise<void> {
    await this.call({ method: "DELETE", sessionUUID, answer: emptySchema }, options);
  }

  private async call<S extends z.ZodType>(
    operation: Operation<S>,
    options: CallOptions = {},
  ): Promise<z.infer<S>> {
    const { method } = operation;
    const path = this.path(operation);
    const facts: CallFacts = { method, path };
    const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
    const endsAt = this.clock.now() + deadlineMs;
    const overdue = new AbortController();
    let wasSent = false;
    let earlierMayHaveActed = false;
    const mayHaveActed = (): boolean => wasSent || earlierMayHaveActed;
    // Counted apart: a service that limits a call for a while has not failed it.
    let limits = 0;
    let failures = 0;
    let lastError: TasknetError | undefined;
    const timer = this.timers.setTimeout(() => {
      const why = lastError === undefined ? "" : `; before that: ${lastError.message}`;
      overdue.abort(
        new TimeoutError(`not done within ${deadlineMs / 1000} seconds${why}`, facts, mayHaveActed()),
      );
    }, deadlineMs);
    const signal =
      options.signal === undefined ? overdue.signal : AbortSignal.any([options.signal, overdue.signal]);
    const lateCancel = delayed(options.signal, createAbortGraceMs, this.timers);
    const onWire = method === "POST" ? AbortSignal.any([lateCancel.signal, overdue.signal]) : signal;
    try {
      for (;;) {
        try {
          return await this.limiter.run(() => {
            wasSent = true;
            return this.attempt(operation, facts, onWire);
          }, signal);
        } catch (thrown) {
          const error = asTasknetError(thrown, signal, facts, mayHaveActed());
          // An end while waiting must not call an operation harmless that an earlier try may have done.
          wasSent = false;
          earlierMayHaveActed ||= error.effect === "unknown";
          const isLimit = error instanceof RateLimitedError;
          const tries = isLimit ? (limits += 1) : (failures += 1);
          const isOver = signal.aborted || !mayRetry(method, error);
          const waitMs = isOver ? undefined : retryDelayMs(error, tries, this.random());
          if (waitMs === undefined || this.clock.now() + waitMs > endsAt) throw error;
          lastError = error;
          options.onWait?.(error, waitMs);
          if (isLimit) this.limiter.onRateLimited(waitMs);
          else await this.clock.sleep(waitMs, signal).catch(() => undefined);
        }
      }
    } finally {
      this.timers.clearTimeout(timer);
      lateCancel.clear();
    }
  }

  private async attempt<S extends z.ZodType>(
    operation: Operation<S>,
    facts: CallFacts,
    signal: AbortSignal,
  ): Promise<z.infer<S>> {
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
      redact,
    };
    const answer = await sendRequest(request, this.fetch, this.timers);
    this.serverTime.observe(answer.headers.get("date"));
    if (answer.status !== 429) this.limiter.onSuccess();
    return parseResponse(operation.answer, answer, facts, redact, this.now());
  }

  private path({ method, sessionUUID }: Operation<z.ZodType>): string {
    const sessions = `/${encodeURIComponent(this.settings.mode)}/v1/sessions`;
    if (sessionUUID === undefined) return sessions;
    if (!sessionIdPattern.test(sessionUUID)) {
      throw new BadRequestError(`"${sessionUUID}" is no session's UUID; nothing was sent`, {
        method,
        path: sessions,
      });
    }
    return `${sessions}/${sessionUUID}`;
  }
}

function asTasknetError(
  thrown: unknown,
  signal: AbortSignal,
  facts: CallFacts,
  wasSent: boolean,
): TasknetError {
  if (isTasknetError(thrown)) return thrown;
  if (signal.aborted) return new CancelledError(facts, wasSent);
  throw thrown;
}
