import * as z from "zod/mini";
import { Collection } from "./collection";
import type { EntryList } from "./entries";
import { readEntries, unreadableWarning } from "./entries";
import { emptySchema, instant, resourceId, tolerant } from "./schemas";
import type { CallOptions, RequestSender } from "./sender";

/** An environment as the API sends it (resources-openapi.json, Environment). */
export const environmentSchema = z.looseObject({
  environmentUUID: resourceId,
  name: z.string(),
  publicKey: tolerant(z.string()),
  createdAt: tolerant(instant),
});

/** An environment as the API sends it. */
export type EnvironmentResponse = z.infer<typeof environmentSchema>;

/** The response of CreateEnvironment, which alone has the secret. */
const createdSchema = z.extend(environmentSchema, {
  name: tolerant(z.string()),
  envSecret: z.string().check(z.minLength(1)),
});

/** The response of CreateEnvironment. */
export type CreatedEnvironment = z.infer<typeof createdSchema>;

const listSchema = z.looseObject({ environments: z.nullish(z.array(z.unknown())) });

/** The operations of environments (resources-openapi.json). */
export class EnvironmentClient {
  private readonly collection: Collection;

  constructor(
    private readonly sender: RequestSender,
    mode: string,
  ) {
    const spec = { name: "environments", idField: "environmentUUID", noun: "an environment" } as const;
    this.collection = new Collection(sender, mode, spec);
  }

  /** ListEnvironments: all of the account. */
  async list(options?: CallOptions): Promise<EntryList<EnvironmentResponse>> {
    const { data } = await this.collection.send({ method: "GET", response: listSchema }, options);
    const list = readEntries(data.environments ?? [], environmentSchema, "environmentUUID");
    const warning = unreadableWarning(list, "environments");
    if (warning !== undefined) options?.onWarning?.(warning);
    return list;
  }

  /** CreateEnvironment. The secret is kept out of all later errors. */
  async create(name: string, options?: CallOptions): Promise<CreatedEnvironment> {
    const operation = { method: "POST", body: { name }, response: createdSchema } as const;
    const { data } = await this.collection.send(operation, options);
    this.sender.keepSecret(data.envSecret);
    return data;
  }

  /** GetEnvironment. */
  async get(id: string, options?: CallOptions): Promise<EnvironmentResponse> {
    return (await this.collection.send({ method: "GET", id, response: environmentSchema }, options)).data;
  }

  /** DeleteEnvironment. */
  async delete(id: string, options?: CallOptions): Promise<void> {
    await this.collection.send({ method: "DELETE", id, response: emptySchema }, options);
  }
}
