import type { ClientContext, ResourceFunctions } from "../resource";
import { InvalidArgumentError } from "../resource";
import type { TasknetClient } from "../tasknet";
import { extensionInfoOf, extensionInfoSpecs, findExtension } from "./look-up";

const { extensionUUID, name } = extensionInfoSpecs;

/** The functions of extensions, which are read only. */
export const extensionFunctions: ResourceFunctions<ClientContext<TasknetClient>> = {
  getExtension: {
    description:
      "Finds an extension by its UUID or by its name. It is an error if there is none, or if several extensions have the name.",
    noun: "an extension",
    inputs: { extensionUUID: { ...extensionUUID, optional: true }, name: { ...name, optional: true } },
    outputs: extensionInfoSpecs,
    run: async ({ client }, key, options) => {
      if (key.extensionUUID === undefined && key.name === undefined) {
        throw new InvalidArgumentError("extensionUUID or name is required: give one of them");
      }
      return { ...(await findExtension(client.extensions, key, options)) };
    },
  },
  getExtensions: {
    description: "Lists the extensions that fingerprints can have.",
    noun: "an extension",
    inputs: {},
    outputs: {
      extensions: {
        type: "array",
        items: {
          type: "object",
          description: "An extension as Tasknet reports it.",
          typeName: "ExtensionInfo",
          properties: extensionInfoSpecs,
        },
        description: "All extensions.",
      },
    },
    run: async ({ client }, _args, options) => ({
      extensions: (await client.extensions.list(options)).entries.map(extensionInfoOf),
    }),
  },
};
