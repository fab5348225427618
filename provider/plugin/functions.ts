import type { ProviderContext } from "../contexts";
import { InvalidArgumentError, nearestHint, ResourceNotFoundError, unknownValue } from "../resource";
import type { Properties } from "../resource";
import { functions } from "../resources";
import type { CallOptions } from "../tasknet";
import { serviceError } from "./errors";
import { statusCodes } from "./rpc-error";

/** What precedes the name of a function in its token. */
const tokenPrefix = "tasknet:index:";

/** A function's result, and which of its properties are secret. */
export interface Result {
  readonly plain: Properties;
  readonly secrets: readonly string[];
}

/** Invokes one of the package's functions. What is not found is an error, since an empty result is easily overlooked. */
export async function invoke(
  token: string,
  args: Properties,
  context: ProviderContext,
  options: CallOptions,
): Promise<Result> {
  const name = token.startsWith(tokenPrefix) ? token.slice(tokenPrefix.length) : "";
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined)
    throw serviceError(new Error(`there is no function ${token}`), statusCodes.UNIMPLEMENTED);
  refuseUnknownNames(args, Object.keys(found.inputs), token);
  for (const [input, { optional }] of Object.entries(found.inputs)) {
    if (!optional) requireText(input, args[input], found.noun);
  }
  try {
    const plain = await found.run(context, args, options);
    const secrets = Object.entries(found.outputs).filter(([, { secret }]) => secret);
    return { plain, secrets: secrets.map(([output]) => output) };
  } catch (error) {
    if (error instanceof ResourceNotFoundError) throw serviceError(error, statusCodes.NOT_FOUND);
    if (error instanceof InvalidArgumentError) throw serviceError(error, statusCodes.INVALID_ARGUMENT);
    throw error;
  }
}

function requireText(name: string, value: unknown, noun: string): void {
  if (typeof value === "string" && value !== "") return;
  const error = new Error(`${name} is required: give ${noun}'s UUID`);
  throw serviceError(error, statusCodes.INVALID_ARGUMENT);
}

/** @throws Error that names the first argument which is none of the names */
export function refuseUnknownNames(args: Properties, names: readonly string[], what: string): void {
  const [unknown] = Object.entries(args).filter(
    ([name, value]) => value !== unknownValue && !names.includes(name),
  );
  if (unknown === undefined) return;
  const hint = names.length === 0 ? "it takes none" : nearestHint(unknown[0], names, "inputs");
  throw serviceError(new Error(`${what} takes no "${unknown[0]}"; ${hint}`), statusCodes.INVALID_ARGUMENT);
}
