import * as z from "zod";
import type { SimulatedEnvironment } from "./store";

/** Validates an environment of a state file. */
export const environmentSchema: z.ZodType<SimulatedEnvironment> = z.object({
  environmentUUID: z.string(),
  name: z.string(),
  publicKey: z.string(),
  envSecret: z.string(),
  account: z.string(),
  mode: z.string(),
  createdAt: z.number(),
  deletedAt: z.number().optional(),
});
