import { status } from "@grpc/grpc-js";
import type { ProviderContext } from "../contexts";
import { nearestHint, unknownValue } from "../session";
import type { CallOptions, WireSession } from "../tasknet";
import { serviceError } from "./errors";
import { functionSpecs, listInputs, outputNamesOf } from "./function-specs";

type Args = Readonly<Record<string, unknown>>;

/** A function's result, and which of its properties are secret. */
export interface Result {
  readonly plain: Record<string, unknown>;
  readonly secrets: readonly string[];
}

/** Cancellation one of the package's functions. What is not found is an error, since an empty result is easily overlooked. */
export async function invoke(
  token: string,
  args: Args,
  context: ProviderContext,
  options: CallOptions,
): Promise<Result> {
  const spec = Object.hasOwn(functionSpecs, token) ? functionSpecs[token] : undefined;
  if (spec === undefined)
    throw serviceError(new Error(`there is no function ${token}`), status.UNIMPLEMENTED);
  refuseUnknownNames(args, Object.keys(spec.inputs), token);
  switch (token) {
    case "tasknet:index:getSession":
      return { plain: infoOf(await find(args, context, options)), secrets: [] };
    case "tasknet:index:getVncPassword":
      return {
        plain: { vncPassword: (await find(args, context, options)).vncPassword },
        secrets: ["vncPassword"],
      };
    default:
      return { plain: { sessions: (await list(args, context, options)).map(infoOf) }, secrets: [] };
  }
}

/** The sessions that match: running ones, unless `includeEnded` asks for all that are still listed. */
export async function list(
  args: Args,
  context: ProviderContext,
  options: CallOptions,
): Promise<WireSession[]> {
  refuseUnknownNames(args, Object.keys(listInputs), "the list of sessions");
  const sessions = await context.api.listSessions(options);
  return sessions.filter(
    (session) =>
      (args.includeEnded === true || session.status === "running") &&
      (args.driver === undefined || session.driver === args.driver) &&
      (args.fingerprintUUID === undefined || isSameUuid(session.fingerprintUUID, args.fingerprintUUID)),
  );
}

/** Are the UUIDs the same, in capitals or not? */
function isSameUuid(one: string, other: unknown): boolean {
  return typeof other === "string" && one.toLowerCase() === other.toLowerCase();
}

async function find(args: Args, context: ProviderContext, options: CallOptions): Promise<WireSession> {
  const { sessionUUID } = args;
  if (typeof sessionUUID !== "string" || sessionUUID === "") {
    throw serviceError(new Error("sessionUUID is required: give a session's UUID"), status.INVALID_ARGUMENT);
  }
  const session = await context.uncachedReader.find(sessionUUID, options);
  if (session !== undefined && session.status !== "terminated") return session;
  throw serviceError(new Error(`session ${sessionUUID} does not exist or has ended`), status.NOT_FOUND);
}

function infoOf(session: WireSession): Record<string, unknown> {
  return Object.fromEntries(outputNamesOf("tasknet:index:getSession").map((name) => [name, session[name]]));
}

function refuseUnknownNames(args: Args, names: readonly string[], what: string): void {
  const [stray] = Object.entries(args).filter(
    ([name, value]) => value !== unknownValue && !names.includes(name),
  );
  if (stray === undefined) return;
  const text = `${what} takes no "${stray[0]}"; ${nearestHint(stray[0], names, "inputs")}`;
  throw serviceError(new Error(text), status.INVALID_ARGUMENT);
}
