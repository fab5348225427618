import type { ProviderContext } from "./contexts";
import { environmentFunctions, environmentResource } from "./environment";
import { extensionFunctions } from "./extension";
import { fingerprintFunctions, fingerprintResource } from "./fingerprint";
import type { Resource, ResourceFunctions } from "./resource";
import { sessionFunctions, sessionResource } from "./session";

/** All resources, by the last part of their types. Both providers and the schema read it. */
export const resources = {
  Session: sessionResource,
  Environment: environmentResource,
  Fingerprint: fingerprintResource,
} as const satisfies Record<string, Resource<ProviderContext>>;

/** The last part of a resource's type. */
export type ResourceType = keyof typeof resources;

export function isResourceType(type: string | undefined): type is ResourceType {
  return type !== undefined && Object.hasOwn(resources, type);
}

/** The resource of a type. */
export function resourceOf(type: ResourceType): Resource<ProviderContext> {
  return resources[type];
}

/** The functions of the package, by their names. */
export const functions: ResourceFunctions<ProviderContext> = {
  ...sessionFunctions,
  ...environmentFunctions,
  ...fingerprintFunctions,
  ...extensionFunctions,
};
