import type * as z from "zod/mini";
import { createAbortGraceMs, delayed } from "./abort";
import type { Clock, Timers } from "./clock";
import { ServerTime, systemClock, systemTimers } from "./clock";
import { Deadline, defaultTimeoutMs, isTimeout } from "./deadline";
import type { CallFacts, TasknetError } from "./errors";
import {
  CancelledError,
  InvalidResponseError,
  isTasknetError,
  RateLimitedError,
  TimeoutError,
} from "./errors";
import type { IdField } from "./ids";
import type { RequestLimiter } from "./limiter";
import { limiterOf } from "./limiter";
import { proxyPasswords } from "./proxy-variables";
import { Redactor } from "./redact";
import { parseResponse } from "./response";
import { retryStatus, withRetries } from "./retry";
import type { Fetch } from "./transport";
import { requestTimeoutMs, sendRequest, systemFetch } from "./transport";
import { inTurn } from "./turn";

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

/** One operation of the API, with the schema of its response. */
export interface ApiOperation<S extends z.ZodMiniType> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Starts with a slash. */
  readonly path: string;
  /** Whether it creates a resource, so that it must not be sent twice. Default: a POST does. */
  readonly isCreate?: boolean;
  /** The field that holds an id in the response. Default: none. */
  readonly idField?: IdField;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly response: S;
}

export interface ParsedResponse<T> {
  readonly status: number;
  readonly data: T;
}

/**
 * Sends the requests of one account: in turn, with retries, and with each secret kept out of the errors. A request is
 * retried after a failure that passes; a POST only if it certainly had no effect.
 */
export class RequestSender {
  private readonly fetch: Fetch;
  private readonly clock: Clock;
  private readonly timers: Timers;
  private readonly limiter: RequestLimiter;
  private readonly random: () => number;
  private readonly redactor: Redactor;
  /** The service's time, learnt from its successful responses. */
  readonly serverTime: ServerTime;
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

  /** Redacts more secrets in all later errors: a response may show what another request sent. */
  keepSecret(...secrets: (string | undefined)[]): void {
    this.redactor.learn(secrets);
  }

  /** Sends the operation's request, and again after failures that pass. */
  async send<S extends z.ZodMiniType>(
    operation: ApiOperation<S>,
    options: CallOptions = {},
  ): Promise<ParsedResponse<z.infer<S>>> {
    const { method, path, idField, isCreate = isPost(operation) } = operation;
    const facts: CallFacts = { method, path, idField };
    const { clock, timers } = this;
    const deadline =
      options.deadline ?? new Deadline(options.timeoutMs ?? defaultTimeoutMs, { clock, timers });
    const signal = AbortSignal.any(
      [options.signal, deadline.signal].filter((source) => source !== undefined),
    );
    const lateCancel = delayed(options.signal, createAbortGraceMs, timers);
    const onWire = isCreate ? AbortSignal.any([lateCancel.signal, deadline.signal]) : signal;
    const progress = { isSent: false, mayHaveActed: false };
    try {
      return await withRetries(
        {
          isCreate,
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
          inTurn(this.limiter, { deadline, signal }, () => {
            if (isCreate) this.expectEnoughTime(deadline, facts);
            progress.isSent = true;
            return this.attempt(operation, facts, onWire);
          }),
      );
    } finally {
      if (options.deadline === undefined) deadline.clear();
      lateCancel.clear();
    }
  }

  /** @throws TimeoutError if a create can't finish in the time that is left, going by the slowest create so far */
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

  private async attempt<S extends z.ZodMiniType>(
    operation: ApiOperation<S>,
    facts: CallFacts,
    signal: AbortSignal,
  ): Promise<ParsedResponse<z.infer<S>>> {
    const { settings } = this;
    const { isCreate = isPost(operation) } = operation;
    const extra = Object.entries(operation.headers ?? {}).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const body = operation.body === undefined ? undefined : JSON.stringify(operation.body);
    const { redact } = this.redactor;
    const request = {
      url: `${settings.endpoint}${facts.path}`,
      method: operation.method,
      isCreate,
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
      timeoutMs: isCreate ? undefined : requestTimeoutMs,
      redact,
    };
    const startedAt = this.clock.ticks();
    const response = await sendRequest(request, this.fetch, this.timers);
    if (response.status !== 429) this.limiter.onSuccess();
    const date = response.headers.get("date");
    const data = this.learningTime(date, () =>
      parseResponse(operation.response, response, facts, redact, this.serverTime.now()),
    );
    if (isCreate) this.slowestCreateMs = Math.max(this.slowestCreateMs, this.clock.ticks() - startedAt);
    return { status: response.status, data };
  }

  /** Learns the service's time from a response of the API itself: one that parses, or that names a resource. */
  private learningTime<T>(date: string | null, parse: () => T): T {
    try {
      const data = parse();
      this.serverTime.observe(date);
      return data;
    } catch (error) {
      const isFromApi = error instanceof InvalidResponseError && error.id !== undefined;
      if (isFromApi) this.serverTime.observe(date);
      throw error;
    }
  }
}

function isPost({ method }: Pick<ApiOperation<z.ZodMiniType>, "method">): boolean {
  return method === "POST";
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
