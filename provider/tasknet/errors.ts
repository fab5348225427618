/** The ways in which a call to the API can fail. Shells and rules tell them apart by `kind`. */
export type ErrorKind =
  | "notFound"
  | "unauthorized"
  | "badRequest"
  | "rateLimited"
  | "unavailable"
  | "timeout"
  | "connection"
  | "invalidResponse"
  | "cancelled";

/** What is known of the call that failed. Holds no header value and no body. */
export interface CallFacts {
  readonly method: string;
  /** Path without the endpoint, such as `/private/v1/sessions`. */
  readonly path: string;
  readonly status?: number | undefined;
  /** The API's own error code, such as `SESSION_NOT_FOUND`. */
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Base of all errors of the API client. Its text never holds a secret. */
export abstract class TasknetError extends Error {
  abstract readonly kind: ErrorKind;
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** True where the request surely had no effect on the service, so that even a create may be sent again. */
  readonly hadNoEffect: boolean = false;

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

/** 404. `isFromApi` is false where the answer had no error body of the API: a proxy or a wrong endpoint may have sent it. */
export class NotFoundError extends TasknetError {
  readonly kind = "notFound";
  override readonly hadNoEffect = true;
  constructor(
    detail: string,
    call: CallFacts,
    readonly isFromApi: boolean,
  ) {
    super(detail, call);
  }
}

/** 401 or 403: the API key, its id or their rights. */
export class UnauthorizedError extends TasknetError {
  readonly kind = "unauthorized";
  override readonly hadNoEffect = true;
}

/** Any other 4xx: the request itself was refused. */
export class BadRequestError extends TasknetError {
  readonly kind = "badRequest";
  override readonly hadNoEffect = true;
}

/** 429. */
export class RateLimitedError extends TasknetError {
  readonly kind = "rateLimited";
  override readonly hadNoEffect = true;
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
export class UnavailableError extends TasknetError {
  readonly kind = "unavailable";
  override readonly hadNoEffect: boolean;
  constructor(
    detail: string,
    call: CallFacts,
    /** The service's Retry-After in milliseconds, where it sent one. */
    readonly retryAfterMs: number | undefined,
  ) {
    super(detail, call);
    this.hadNoEffect = call.status === 503 && retryAfterMs !== undefined;
  }
}

/** No answer in time. `wasSent` is false where the request was still waiting for its turn. */
export class TimeoutError extends TasknetError {
  readonly kind = "timeout";
  override readonly hadNoEffect: boolean;
  constructor(detail: string, call: CallFacts, wasSent: boolean) {
    super(detail, call);
    this.hadNoEffect = !wasSent;
  }
}

/** The connection failed. `wasSent` is false where it was never made. */
export class ConnectionError extends TasknetError {
  readonly kind = "connection";
  override readonly hadNoEffect: boolean;
  constructor(detail: string, call: CallFacts, wasSent: boolean) {
    super(detail, call);
    this.hadNoEffect = !wasSent;
  }
}

/** An answer that breaks the contract. The id of the session that it spoke of is kept where it can be read. */
export class InvalidResponseError extends TasknetError {
  readonly kind = "invalidResponse";
  constructor(
    detail: string,
    call: CallFacts,
    readonly sessionUUID: string | undefined,
  ) {
    super(detail, call);
  }
}

/** The caller's AbortSignal ended the call. `wasSent` is false where the request had not left yet. */
export class CancelledError extends TasknetError {
  readonly kind = "cancelled";
  override readonly hadNoEffect: boolean;
  constructor(call: CallFacts, wasSent: boolean) {
    super("cancelled", call);
    this.hadNoEffect = !wasSent;
  }
}

function describe(detail: string, call: CallFacts): string {
  const answer = call.status === undefined ? "failed" : `answered ${call.status}`;
  const code = call.code === undefined ? "" : ` ${call.code}`;
  const requestId = call.requestId === undefined ? "" : ` (request id ${call.requestId})`;
  return `Tasknet ${call.method} ${call.path} ${answer}${code}: ${detail}${requestId}`;
}
