import type * as z from "zod/mini";
import { BadRequestError } from "./errors";
import type { IdField } from "./ids";
import { idPattern } from "./ids";
import type { ApiOperation, CallOptions, ParsedResponse, RequestSender } from "./sender";

/** What the requests for the resources of one kind have in common. */
export interface CollectionSpec {
  /** The last part of the path of the list, such as `sessions`. */
  readonly name: string;
  readonly idField: IdField;
  /** A resource with its article, such as `a session`, for messages. */
  readonly noun: string;
}

/** A request to a collection, or to the resource with the id. */
export interface CollectionRequest<S extends z.ZodMiniType> extends Omit<
  ApiOperation<S>,
  "path" | "idField"
> {
  readonly id?: string;
  /** What follows the id or the collection in the path, such as `archive`. */
  readonly action?: string;
}

/** Sends the requests for the resources of one kind: `/{mode}/v1/{name}`, `.../{id}` and `.../{id}/{action}`. */
export class Collection {
  readonly path: string;

  constructor(
    private readonly sender: RequestSender,
    mode: string,
    private readonly spec: CollectionSpec,
  ) {
    this.path = `/${encodeURIComponent(mode)}/v1/${spec.name}`;
  }

  /** @throws BadRequestError if the id has not the form of an id */
  async send<S extends z.ZodMiniType>(
    { id, action, ...operation }: CollectionRequest<S>,
    options?: CallOptions,
  ): Promise<ParsedResponse<z.infer<S>>> {
    const { idField, noun } = this.spec;
    if (id !== undefined && !idPattern.test(id)) {
      const { method } = operation;
      throw new BadRequestError(`"${id}" is not ${noun}'s UUID; nothing was sent`, {
        method,
        path: this.path,
      });
    }
    const path = [this.path, id, action].filter((part) => part !== undefined).join("/");
    return this.sender.send({ ...operation, path, idField }, options);
  }
}
