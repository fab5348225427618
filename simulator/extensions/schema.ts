import * as z from "zod";
import type { SimulatedExtension } from "./store";

const extensionsSchema: z.ZodType<SimulatedExtension[]> = z.array(
  z.strictObject({
    extensionUUID: z.string().min(1),
    name: z.string(),
    description: z.string(),
    url: z.string(),
  }),
);

/** Validates extensions from a file. Throws an Error that names each invalid field. */
export function checkExtensions(given: unknown): SimulatedExtension[] {
  const result = extensionsSchema.safeParse(given);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  throw new Error(`the extensions are invalid: ${issues.join("; ")}`);
}
