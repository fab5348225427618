import "../require-node";
import type { dynamic } from "@pulumi/pulumi";
import { resources } from "../resources";
import { host } from "./host";
import { stepsOf } from "./operations";

/** Takes effect before it returns: the host does not wait for it before it calls the next operation. */
export function configure({ config }: dynamic.ConfigureRequest): Promise<void> {
  host.configure((name) => config.get(`tasknet:${name}`));
  return Promise.resolve();
}

const session = stepsOf(resources.Session);
const { check, diff, create, read, update, delete: remove } = session;
// Every state of a session names these steps by the module alone.
export { check, create, diff, read, remove as delete, update };

/** The steps of the other resources, by the last part of their types. */
export const Environment = stepsOf(resources.Environment);
export const Fingerprint = stepsOf(resources.Fingerprint);
