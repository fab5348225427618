import type { OutputSpecs } from "../resource";
import { errorKind, ResourceNotFoundError } from "../resource";
import type { CallOptions, EnvironmentClient, EnvironmentResponse } from "../tasknet";
import { environmentOutputs } from "./model";

/** An environment as the functions of both providers return it. */
export interface EnvironmentInfo {
  readonly environmentUUID: string;
  readonly name: string;
  readonly publicKey?: string | undefined;
  /** ISO 8601. */
  readonly createdAt?: string | undefined;
}

const { environmentUUID, publicKey, createdAt } = environmentOutputs;

/** What the functions return of an environment. */
export const environmentInfoSpecs = {
  environmentUUID,
  name: { type: "string", description: "The name of the environment." },
  publicKey,
  createdAt,
} as const satisfies OutputSpecs;

export function environmentInfoOf(environment: EnvironmentResponse): EnvironmentInfo {
  const { environmentUUID, name, publicKey, createdAt } = environment;
  return { environmentUUID, name, publicKey, createdAt };
}

/**
 * The environment with the UUID.
 * @throws ResourceNotFoundError if the service does not know it
 */
export async function findEnvironment(
  client: Pick<EnvironmentClient, "get">,
  environmentUUID: string,
  options?: CallOptions,
): Promise<EnvironmentInfo> {
  try {
    return environmentInfoOf(await client.get(environmentUUID, options));
  } catch (error) {
    if (errorKind(error) !== "notFound") throw error;
    throw new ResourceNotFoundError(`environment ${environmentUUID} does not exist`, { cause: error });
  }
}

/** The environments of the account, or those with the name. */
export async function findEnvironments(
  client: Pick<EnvironmentClient, "list">,
  { name }: { readonly name?: string | undefined },
  options?: CallOptions,
): Promise<EnvironmentInfo[]> {
  const { entries } = await client.list(options);
  return entries.filter((one) => name === undefined || one.name === name).map(environmentInfoOf);
}
