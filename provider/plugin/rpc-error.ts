/** The status codes of gRPC that the plugin sends (grpc.io/docs/guides/status-codes). */
export const statusCodes = {
  OK: 0,
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

export type StatusCode = (typeof statusCodes)[keyof typeof statusCodes];

/** A failed call, as the caller sees it. */
export class RpcError extends Error {
  /** @param details a google.rpc.Status with more than the code and the text */
  constructor(
    message: string,
    readonly code: StatusCode,
    readonly details?: Buffer,
  ) {
    super(message);
  }
}
