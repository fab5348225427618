import { STATUS_CODES } from "node:http";

/** A response before it is rendered. */
export interface SimulatedResponse {
  status: number;
  /** Sent as JSON; undefined for a response without a body. */
  body: unknown;
  /** Sent as text/plain instead of `body`. */
  text?: string;
  headers?: Record<string, string>;
  /** The id of the object that the request created. */
  createdId?: string;
}

/** The error codes that the service is known to use, by status. */
const codes: Readonly<Record<number, string>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  500: "INTERNAL_SERVER_ERROR",
  503: "SERVICE_UNAVAILABLE",
  504: "TIMEOUT",
};

/** Returns the default error code of a status. */
export function defaultErrorCode(status: number): string {
  return codes[status] ?? "UNKNOWN_ERROR";
}

/** Returns the reason phrase of a status. */
export function statusText(status: number): string {
  return STATUS_CODES[status] ?? `status ${status}`;
}

/** Creates a response with the contract's BaseError. `code` defaults to the usual code of the status. */
export function errorResponse(
  status: number,
  message: string,
  options: { code?: string; details?: unknown; headers?: Record<string, string> } = {},
): SimulatedResponse {
  const { code = defaultErrorCode(status), details, headers } = options;
  return {
    status,
    body: { message, code, ...(details !== undefined && { details }) },
    ...(headers && { headers }),
  };
}

/** Creates a 404 for an object of a resource other than sessions. */
export function notFoundResponse(resource: string, id = ""): SimulatedResponse {
  return errorResponse(404, `no ${resource} ${id}`, { details: { resource, id } });
}

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a copy of an object without one field. */
export function withoutField(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([field]) => field !== name));
}
