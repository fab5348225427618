import type { IdField } from "./ids";

/** Every way in which a request to the API can fail; `kind` distinguishes them. */
export type TasknetError =
  | NotFoundError
  | UnauthorizedError
  | BadRequestError
  | ConflictError
  | RateLimitedError
  | UnavailableError
  | TimeoutError
  | ConnectionError
  | InvalidResponseError
  | RedirectError
  | CancelledError;

export type ErrorKind = TasknetError["kind"];

/**
 * What a failed request did to the service. With `none` even a create may be sent again; with `unknown` the service may
 * have done the work.
 */
export type Effect = "none" | "unknown";

/** Whether a thrown value is an error of the API client. */
export function isTasknetError(thrown: unknown): thrown is TasknetError {
  return thrown instanceof ApiClientError;
}

/** What is known of the call that failed. Holds no header value and no body. */
export interface CallFacts {
  readonly method: string;
  /** Path without the endpoint, such as `/private/v1/sessions`. */
  readonly path: string;
  readonly status?: number | undefined;
  /** The API's own error code, such as `SESSION_NOT_FOUND`. */
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  /** The field that holds an id in the response, where the operation has one. */
  readonly idField?: IdField | undefined;
}

/** Base of all errors of the API client. Its text never holds a secret. */
abstract class ApiClientError extends Error {
  abstract readonly kind: string;
  abstract readonly effect: Effect;
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  constructor(
    readonly detail: string,
    readonly call: CallFacts,
  ) {
    super(describe(detail, call));
    this.name = new.target.name;
    this.method = call.method;
    this.path = call.path;
    this.status = call.status;
    this.code = call.code;
    this.requestId = call.requestId;
  }
}

/** 404. A gateway or a wrong endpoint sends it, too. */
export class NotFoundError extends ApiClientError {
  readonly kind = "notFound";
  readonly effect = "none";
}

/** 401 or 403: the API key, its id or their rights. */
export class UnauthorizedError extends ApiClientError {
  readonly kind = "unauthorized";
  readonly effect = "none";
}

/** 409: the request does not fit the present state of the service. */
export class ConflictError extends ApiClientError {
  readonly kind = "conflict";
  readonly effect = "none";
}

/** Any other 4xx: the service refused the request itself. */
export class BadRequestError extends ApiClientError {
  readonly kind = "badRequest";
  readonly effect = "none";
}

/** 429. */
export class RateLimitedError extends ApiClientError {
  readonly kind = "rateLimited";
  readonly effect = "none";
  constructor(
    detail: string,
    call: CallFacts,
    /** The service's Retry-After in milliseconds, where it sent one. */
    readonly retryAfterMs: number | undefined,
  ) {
    super(detail, call);
  }
}

/** 5xx. With a Retry-After on a 503 the service refused the work; any other 5xx may have done it. */
export class UnavailableError extends ApiClientError {
  readonly kind = "unavailable";
  readonly effect: Effect;
  constructor(
    detail: string,
    call: CallFacts,
    /** The service's Retry-After in milliseconds, where it sent one. */
    readonly retryAfterMs: number | undefined,
  ) {
    super(detail, call);
    this.effect = call.status === 503 && retryAfterMs !== undefined ? "none" : "unknown";
  }
}

/** No response in time. `wasSent` is false if the request was still waiting for its turn. */
export class TimeoutError extends ApiClientError {
  readonly kind = "timeout";
  readonly effect: Effect;
  constructor(detail: string, call: CallFacts, wasSent: boolean) {
    super(detail, call);
    this.effect = wasSent ? "unknown" : "none";
  }
}

/** The connection failed. `wasSent` is false where it was never made. */
export class ConnectionError extends ApiClientError {
  readonly kind = "connection";
  readonly effect: Effect;
  constructor(detail: string, call: CallFacts, wasSent: boolean) {
    super(detail, call);
    this.effect = wasSent ? "unknown" : "none";
  }
}

/** 3xx: it is not followed, since that would take the key along. */
export class RedirectError extends ApiClientError {
  readonly kind = "redirect";
  readonly effect = "none";
}

/** A response that breaks the contract. It keeps the id of the resource if the response shows one. */
export class InvalidResponseError extends ApiClientError {
  readonly kind = "invalidResponse";
  readonly effect = "unknown";
  constructor(
    detail: string,
    call: CallFacts,
    readonly id: string | undefined,
  ) {
    super(detail, call);
  }
}

/** The caller's AbortSignal ended the call. `wasSent` is false where the request had not left yet. */
export class CancelledError extends ApiClientError {
  readonly kind = "cancelled";
  readonly effect: Effect;
  constructor(call: CallFacts, wasSent: boolean) {
    super("cancelled", call);
    this.effect = wasSent ? "unknown" : "none";
  }
}

function describe(detail: string, call: CallFacts): string {
  const outcome = call.status === undefined ? "failed" : `returned ${call.status}`;
  const code = call.code === undefined ? "" : ` ${call.code}`;
  const requestId = call.requestId === undefined ? "" : ` (request id ${call.requestId})`;
  return `Tasknet ${call.method} ${call.path} ${outcome}${code}: ${detail}${requestId}`;
}
