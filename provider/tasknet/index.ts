export { TasknetClient } from "./client";
export type { Clock, Timers } from "./clock";
export { ServerTime, systemClock, systemTimers } from "./clock";
export type { EntryList } from "./entries";
export type { CreatedEnvironment, EnvironmentClient, EnvironmentResponse } from "./environments";
export type { ExtensionClient, ExtensionResponse } from "./extensions";
export type {
  CreatedFingerprint,
  CreateFingerprintBody,
  FingerprintClient,
  FingerprintResponse,
} from "./fingerprints";
export {
  archiveFingerprintCommand,
  deleteEnvironmentCommand,
  endCommand,
  listCommand,
  listEnvironmentsCommand,
  listFingerprintsCommand,
  shellQuoted,
} from "./commands";
export { Deadline, defaultTimeoutMs } from "./deadline";
export { defaultEndpoint, defaultMode, parseEndpoint } from "./endpoint";
export type { CallFacts, Effect, ErrorKind, TasknetError } from "./errors";
export {
  BadRequestError,
  CancelledError,
  ConflictError,
  ConnectionError,
  InvalidResponseError,
  isTasknetError,
  NotFoundError,
  RateLimitedError,
  RedirectError,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
} from "./errors";
export { headerTextProblem } from "./headers";
export { isTimestamp, parseInstant } from "./instants";
export { accountDigest, RequestLimiter } from "./limiter";
export { Redactor } from "./redact";
export type { IdField } from "./ids";
export { findId, idPattern } from "./ids";
export { retryStatus } from "./retry";
export type { CreateSessionBody, CreateSessionSecrets, SessionList, SessionResponse } from "./schemas";
export type { Fetch } from "./transport";
export { sendRequest, systemFetch } from "./transport";
export { inTurn } from "./turn";
export type { TaskQueue } from "./turn";
export type { CallOptions, ClientParts, ClientSettings } from "./sender";
