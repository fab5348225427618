import type { CommonDeps, ResourceRequest } from "../resource";
import type { SimulatedResponse } from "../responses";
import { notFoundResponse } from "../responses";
import type { ExtensionStore } from "./store";

/** Dependencies of the operations on extensions. */
export interface ExtensionDeps extends CommonDeps {
  readonly stores: { readonly extensions: ExtensionStore };
}

export function list({ stores }: ExtensionDeps): SimulatedResponse {
  return { status: 200, body: { extensions: stores.extensions.all() } };
}

export function get({ stores }: ExtensionDeps, { id }: ResourceRequest): SimulatedResponse {
  const extension = stores.extensions.find(id ?? "");
  return extension ? { status: 200, body: extension } : notFoundResponse("extension", id);
}
