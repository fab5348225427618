import { errorKind, messageOf } from "../resource";
import type { ErrorKind } from "../tasknet";
import { writeMessage } from "./message-codec";
import { ErrorResourceInitFailed, Status } from "./messages";
import type { StatusCode } from "./rpc-error";
import { RpcError, statusCodes } from "./rpc-error";

/** Codes that say what failed. UNKNOWN, INTERNAL and DATA_LOSS would make the engine call the update corrupt. */
const codes: Readonly<Record<ErrorKind, StatusCode>> = {
  notFound: statusCodes.NOT_FOUND,
  unauthorized: statusCodes.UNAUTHENTICATED,
  badRequest: statusCodes.INVALID_ARGUMENT,
  conflict: statusCodes.ALREADY_EXISTS,
  rateLimited: statusCodes.RESOURCE_EXHAUSTED,
  unavailable: statusCodes.UNAVAILABLE,
  timeout: statusCodes.DEADLINE_EXCEEDED,
  connection: statusCodes.UNAVAILABLE,
  invalidResponse: statusCodes.FAILED_PRECONDITION,
  redirect: statusCodes.FAILED_PRECONDITION,
  cancelled: statusCodes.CANCELLED,
};

/** An error for the engine: its text is shown as it is. An error that is for the engine already is kept. */
export function serviceError(error: unknown, code?: StatusCode): RpcError {
  if (error instanceof RpcError && code === undefined) return error;
  return new RpcError(messageOf(error), code ?? codeOf(error));
}

/** The error of a step that left a resource: the engine keeps what the details hold. */
export function initFailure(error: unknown, detail: ErrorResourceInitFailed): RpcError {
  const code = statusCodes.FAILED_PRECONDITION;
  const message = messageOf(error);
  const packed = {
    typeUrl: "type.googleapis.com/pulumirpc.ErrorResourceInitFailed",
    value: writeMessage(ErrorResourceInitFailed, detail),
  };
  return new RpcError(message, code, writeMessage(Status, { code, message, details: [packed] }));
}

function codeOf(error: unknown): StatusCode {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const kind = errorKind(at);
    if (kind !== undefined) return codes[kind];
    if (at instanceof RpcError) return at.code;
  }
  return statusCodes.FAILED_PRECONDITION;
}
