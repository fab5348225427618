import type { Definition, ObjectApi } from "../resource";
import { defined } from "../resource";
import type { EnvironmentClient, EnvironmentResponse } from "../tasknet";
import { deleteEnvironmentCommand, listEnvironmentsCommand } from "../tasknet";
import { environmentInputs, environmentOutputs } from "./model";

/** An environment: the place of fingerprints and of what they store. Nothing of it can be changed. */
export const environmentDefinition: Definition<EnvironmentResponse> = {
  type: "Environment",
  words: {
    one: "environment",
    oneOf: "an environment",
    many: "environments",
    remove: "delete",
    removed: "deleted",
    loss: "The new one has another secret, so what the fingerprints of the old one have stored can no longer be read.",
    listCommand: listEnvironmentsCommand,
    removeCommand: deleteEnvironmentCommand,
  },
  description:
    "An environment of fingerprints. Its secret decrypts what they store, so a session with a stored login needs it. Nothing of an environment can be changed, and it does not expire. The resource ID is the UUID of the environment. This resource is a preview: Tasknet's published documentation of the API does not contain it.",
  inputs: environmentInputs,
  outputs: environmentOutputs,
  idField: "environmentUUID",
  idOf: ({ environmentUUID }) => environmentUUID,
  isGone: () => false,
  isListComplete: true,
  createdAtOf: ({ createdAt }) => createdAt,
  outputsOf: ({ environmentUUID, publicKey, createdAt }) =>
    defined({ environmentUUID, publicKey, createdAt }),
  inputsOf: ({ name }) => ({ name }),
  isSame: (_name, before, after) => before === after,
};

/** The requests for environments. */
export function environmentApi(client: EnvironmentClient): ObjectApi<EnvironmentResponse> {
  return {
    list: (options) => client.list(options),
    get: (id, options) => client.get(id, options),
    create: async ({ name }, options) => {
      const { envSecret, ...item } = await client.create(String(name), options);
      return { id: item.environmentUUID, item: defined(item), secrets: { envSecret } };
    },
    remove: (id, options) => client.delete(id, options),
  };
}
