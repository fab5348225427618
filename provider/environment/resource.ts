import type { ClientContext, OutputSpecs } from "../resource";
import { objectResource } from "../resource";
import type { TasknetClient } from "../tasknet";
import { environmentApi, environmentDefinition } from "./definition";

/** Filters of a list of environments. */
export const environmentFilters = {
  name: { type: "string", description: "Return only environments with this name. Default: all names." },
} as const satisfies OutputSpecs;

/** An environment, as both providers manage it. */
export const environmentResource = objectResource({
  definition: environmentDefinition,
  apiOf: ({ client }: ClientContext<TasknetClient>) => environmentApi(client.environments),
  listing: {
    listInputs: environmentFilters,
    matches: (environment, { name }) => name === undefined || environment.name === name,
  },
});
