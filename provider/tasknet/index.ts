export type { CallOptions, ClientParts, ClientSettings } from "./client";
export { TasknetClient, defaultDeadlineMs } from "./client";
export type { Clock, Timers } from "./clock";
export { ServerTime } from "./clock";
export { defaultEndpoint, parseEndpoint } from "./endpoint";
export * from "./errors";
export { RequestLimiter } from "./limiter";
export type { CreateSessionBody, CreateSessionSecrets, WireSession } from "./schemas";
