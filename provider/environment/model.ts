import * as z from "zod/mini";
import type { InputSpecs, OnChange, OutputSpecs } from "../resource";

/** The inputs of an environment. */
export const environmentInputs = {
  name: {
    schema: z.string().check(z.minLength(1)),
    rule: "a text with at least one character",
    type: "string",
    onChange: "replace",
    required: true,
    description:
      "The name of the environment. Tasknet cannot rename an environment, and what its fingerprints have stored can be read only with its secret: after a replacement it can no longer be read.",
  },
} as const satisfies InputSpecs<OnChange>;

/** The outputs of an environment in addition to its inputs. */
export const environmentOutputs = {
  environmentUUID: {
    type: "string",
    description: "The UUID of the environment; the same as the resource's id.",
  },
  publicKey: { type: "string", description: "The public key, as Tasknet reports it.", optional: true },
  createdAt: { type: "string", description: "When the environment was created (ISO 8601).", optional: true },
  envSecret: {
    type: "string",
    description:
      "The secret of the environment, for `environmentSecret` of its sessions. Tasknet shows it only when the environment is created. It is absent after an import.",
    secret: true,
    optional: true,
  },
} as const satisfies OutputSpecs;
