import type { EnvironmentInfo } from "../provider/environment";
import { environmentResource, findEnvironments } from "../provider/environment";
import type { ObjectCommands, ShownObject } from "./objects";

/** The commands on environments. */
export const environmentCommands: ObjectCommands = {
  words: {
    one: "environment",
    many: "environments",
    verb: "delete",
    active: "deleting",
    done: "deleted",
    otherwise: "it may still exist",
  },
  removeName: "delete-environment",
  loss: "What the fingerprints of an environment have stored can then no longer be read.",
  heading: ["ENVIRONMENT", "CREATED", "NAME"],
  list: async ({ client }, options) => {
    const environments = await findEnvironments(client.environments, {}, options);
    return { objects: environments.map(shownOf), hasMore: false };
  },
  remove: (context, id, options) => environmentResource.remove(context, id, undefined, options),
};

function shownOf(environment: EnvironmentInfo): ShownObject {
  const { environmentUUID, createdAt = "-", name } = environment;
  return { id: environmentUUID, row: [environmentUUID, createdAt, name], json: environment };
}
