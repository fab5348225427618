import * as z from "zod/mini";
import { Collection } from "./collection";
import type { EntryList } from "./entries";
import { readEntries, unreadableWarning } from "./entries";
import { resourceId, tolerant } from "./schemas";
import type { CallOptions, RequestSender } from "./sender";

/** An extension as the API sends it (resources-openapi.json, Extension). */
const extensionSchema = z.looseObject({
  extensionUUID: resourceId,
  name: z.string(),
  description: tolerant(z.string()),
  url: tolerant(z.string()),
});

/** An extension as the API sends it. */
export type ExtensionResponse = z.infer<typeof extensionSchema>;

const listSchema = z.looseObject({ extensions: z.nullish(z.array(z.unknown())) });

/** The operations of extensions (resources-openapi.json). */
export class ExtensionClient {
  private readonly collection: Collection;

  constructor(sender: RequestSender, mode: string) {
    const spec = { name: "extensions", idField: "extensionUUID", noun: "an extension" } as const;
    this.collection = new Collection(sender, mode, spec);
  }

  /** ListExtensions. */
  async list(options?: CallOptions): Promise<EntryList<ExtensionResponse>> {
    const { data } = await this.collection.send({ method: "GET", response: listSchema }, options);
    const list = readEntries(data.extensions ?? [], extensionSchema, "extensionUUID");
    const warning = unreadableWarning(list, "extensions");
    if (warning !== undefined) options?.onWarning?.(warning);
    return list;
  }

  /** GetExtension. */
  async get(id: string, options?: CallOptions): Promise<ExtensionResponse> {
    return (await this.collection.send({ method: "GET", id, response: extensionSchema }, options)).data;
  }
}
