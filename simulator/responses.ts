import { STATUS_CODES } from "node:http";

/** A response before it is written. */
export interface SimulatedResponse {
  status: number;
  /** Written as JSON; undefined for a response without a body. */
  body: unknown;
  /** Written as text/plain in place of `body`. */
  text?: string;
  headers?: Record<string, string>;
  /** The session that the call made. */
  madeSession?: string;
}

/** The error codes that the service's software is known to use, by status. */
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

/** The usual error code of a status. */
export function codeOf(status: number): string {
  return codes[status] ?? "UNKNOWN_ERROR";
}

/** The name of a status, for a message. */
export function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? `status ${status}`;
}

/** A response with the contract's BaseError. */
export function errorResponse(
  status: number,
  message: string,
  options: { code?: string; details?: unknown; headers?: Record<string, string> } = {},
): SimulatedResponse {
  const { code = codeOf(status), details, headers } = options;
  return {
    status,
    body: { message, code, ...(details !== undefined && { details }) },
    ...(headers && { headers }),
  };
}

/** The fields of a JSON object. */
export type Fields = Record<string, unknown>;

/** Whether a value is a JSON object: neither null nor an array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A copy of an object without a field. */
export function withoutField(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));
}
