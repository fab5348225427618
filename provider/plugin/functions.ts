import type { ProviderContext } from "../contexts";
import type { SessionReader } from "../session";
import {
  findSession,
  findSessions,
  findVncPassword,
  infoOf,
  nearestHint,
  SessionNotFoundError,
  unknownValue,
} from "../session";
import type { CallOptions, SessionResponse } from "../tasknet";
import { serviceError } from "./errors";
import { functionSpecs, listInputs } from "./function-specs";
import { statusCodes } from "./rpc-error";

type Args = Readonly<Record<string, unknown>>;

/** A function's result, and which of its properties are secret. */
export interface Result {
  readonly plain: Record<string, unknown>;
  readonly secrets: readonly string[];
}

/** Invokes one of the package's functions. What is not found is an error, since an empty result is easily overlooked. */
export async function invoke(
  token: string,
  args: Args,
  context: ProviderContext,
  options: CallOptions,
): Promise<Result> {
  const spec = Object.hasOwn(functionSpecs, token) ? functionSpecs[token] : undefined;
  if (spec === undefined)
    throw serviceError(new Error(`there is no function ${token}`), statusCodes.UNIMPLEMENTED);
  refuseUnknownNames(args, Object.keys(spec.inputs), token);
  switch (token) {
    case "tasknet:index:getSession":
      return { plain: { ...infoOf(await find(findSession, args, context, options)) }, secrets: [] };
    case "tasknet:index:getVncPassword": {
      const vncPassword = await find(findVncPassword, args, context, options);
      return { plain: { vncPassword }, secrets: ["vncPassword"] };
    }
    default:
      return { plain: { sessions: (await list(args, context, options)).map(infoOf) }, secrets: [] };
  }
}

/** The sessions that match: those that have not ended, unless `includeEnded` asks for all that are still listed. */
export async function list(
  args: Args,
  context: ProviderContext,
  options: CallOptions,
): Promise<SessionResponse[]> {
  refuseUnknownNames(args, Object.keys(listInputs), "the list of sessions");
  return findSessions(context.api, args, options);
}

async function find<T>(
  lookUp: (reader: SessionReader, sessionUUID: string, options: CallOptions) => Promise<T>,
  args: Args,
  context: ProviderContext,
  options: CallOptions,
): Promise<T> {
  const { sessionUUID } = args;
  if (typeof sessionUUID !== "string" || sessionUUID === "") {
    throw serviceError(
      new Error("sessionUUID is required: give a session's UUID"),
      statusCodes.INVALID_ARGUMENT,
    );
  }
  try {
    return await lookUp(context.uncachedReader, sessionUUID, options);
  } catch (error) {
    throw error instanceof SessionNotFoundError ? serviceError(error, statusCodes.NOT_FOUND) : error;
  }
}

function refuseUnknownNames(args: Args, names: readonly string[], what: string): void {
  const [unknown] = Object.entries(args).filter(
    ([name, value]) => value !== unknownValue && !names.includes(name),
  );
  if (unknown === undefined) return;
  const text = `${what} takes no "${unknown[0]}"; ${nearestHint(unknown[0], names, "inputs")}`;
  throw serviceError(new Error(text), statusCodes.INVALID_ARGUMENT);
}
