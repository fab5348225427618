import type { ClientContext, ResourceFunctions } from "../resource";
import type { TasknetClient } from "../tasknet";
import { environmentInfoSpecs, findEnvironment, findEnvironments } from "./look-up";

/** The functions of environments. No response to them has a secret. */
export const environmentFunctions: ResourceFunctions<ClientContext<TasknetClient>> = {
  getEnvironment: {
    description: "Reads an environment by its UUID. It is an error if the environment does not exist.",
    noun: "an environment",
    inputs: { environmentUUID: environmentInfoSpecs.environmentUUID },
    outputs: environmentInfoSpecs,
    run: async ({ client }, args, options) => ({
      ...(await findEnvironment(client.environments, String(args.environmentUUID), options)),
    }),
  },
  getEnvironments: {
    description: "Lists the environments of the account.",
    noun: "an environment",
    inputs: {
      name: {
        type: "string",
        description: "Return only environments with this name. Default: all names.",
        optional: true,
      },
    },
    outputs: {
      environments: {
        type: "array",
        items: {
          type: "object",
          description: "An environment as Tasknet reports it.",
          typeName: "EnvironmentInfo",
          properties: environmentInfoSpecs,
        },
        description: "The environments that match.",
      },
    },
    run: async ({ client }, filter, options) => ({
      environments: await findEnvironments(client.environments, filter, options),
    }),
  },
};
