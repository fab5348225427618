import type { ServiceError } from "@grpc/grpc-js";
import { Metadata, status } from "@grpc/grpc-js";
import type { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { errorKind, messageOf } from "../session";
import type { ErrorKind } from "../tasknet";

/** Codes that name what failed. UNKNOWN, INTERNAL and DATA_LOSS would make the engine call the update corrupt. */
const codes: Readonly<Record<ErrorKind, status>> = {
  notFound: status.NOT_FOUND,
  unauthorized: status.UNAUTHENTICATED,
  badRequest: status.INVALID_ARGUMENT,
  conflict: status.ALREADY_EXISTS,
  rateLimited: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  timeout: status.DEADLINE_EXCEEDED,
  connection: status.UNAVAILABLE,
  invalidResponse: status.FAILED_PRECONDITION,
  redirect: status.FAILED_PRECONDITION,
  cancelled: status.CANCELLED,
};

/** An error for the engine: its text is shown as it is. What an error carries for the engine already is kept. */
export function serviceError(error: unknown, code: status = codeOf(error)): ServiceError {
  const message = messageOf(error);
  const metadata = (error as Partial<ServiceError> | undefined)?.metadata ?? new Metadata();
  return Object.assign(new Error(message), { code, details: message, metadata });
}

/** The error of a step that left a resource: the engine keeps what the details hold. */
export function initFailure(error: unknown, detail: ErrorResourceInitFailed): ServiceError {
  const failure = serviceError(error, status.FAILED_PRECONDITION);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const packed = new Status();
  packed.setCode(failure.code);
  packed.setMessage(failure.details);
  packed.addDetails(any);
  failure.metadata.set("grpc-status-details-bin", Buffer.from(packed.serializeBinary()));
  return failure;
}

function codeOf(error: unknown): status {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const kind = errorKind(at);
    if (kind !== undefined) return codes[kind];
    const { code } = at as Partial<ServiceError>;
    if (typeof code === "number") return code;
  }
  return status.FAILED_PRECONDITION;
}
