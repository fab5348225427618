import type { OutputSpecs } from "../resource";
import { isSameId, ResourceNotFoundError } from "../resource";
import type { CallOptions, ExtensionClient, ExtensionResponse } from "../tasknet";

/** An extension as the functions of both providers return it. */
export interface ExtensionInfo {
  readonly extensionUUID: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly url?: string | undefined;
}

/** What the functions return of an extension. */
export const extensionInfoSpecs = {
  extensionUUID: { type: "string", description: "The UUID of the extension." },
  name: { type: "string", description: "The name of the extension." },
  description: { type: "string", description: "What the extension does.", optional: true },
  url: { type: "string", description: "The address of the extension.", optional: true },
} as const satisfies OutputSpecs;

export function extensionInfoOf(extension: ExtensionResponse): ExtensionInfo {
  const { extensionUUID, name, description, url } = extension;
  return { extensionUUID, name, description, url };
}

/** How an extension is looked up: by one of the two. */
export interface ExtensionKey {
  readonly extensionUUID?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * The extension with the UUID or the name, by one list.
 * @throws ResourceNotFoundError if there is none
 * @throws Error if several have the name
 */
export async function findExtension(
  client: Pick<ExtensionClient, "list">,
  { extensionUUID, name }: ExtensionKey,
  options?: CallOptions,
): Promise<ExtensionInfo> {
  const { entries } = await client.list(options);
  const found = entries.filter(
    (one) =>
      (extensionUUID === undefined || isSameId(one.extensionUUID, extensionUUID)) &&
      (name === undefined || one.name === name),
  );
  const [only, ...others] = found;
  const wanted = [extensionUUID, name === undefined ? undefined : `with the name ${JSON.stringify(name)}`]
    .filter((part) => part !== undefined)
    .join(" ");
  if (only === undefined) throw new ResourceNotFoundError(`extension ${wanted} does not exist`);
  if (others.length > 0) {
    const ids = found.map((one) => one.extensionUUID).join(", ");
    throw new Error(`${found.length} extensions match (${ids}): give extensionUUID`);
  }
  return extensionInfoOf(only);
}
