import * as z from "zod";
import type { SimulatedFingerprint } from "./store";

/** Validates a fingerprint of a state file. */
export const fingerprintSchema: z.ZodType<SimulatedFingerprint> = z.object({
  fingerprintUUID: z.string(),
  environmentUUID: z.string(),
  fingerprintSecret: z.string(),
  isArchived: z.boolean(),
  account: z.string(),
  mode: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  resetAt: z.number().optional(),
  settings: z.object({
    resolution: z.enum([
      "1280x1024",
      "1920x1080",
      "1366x768",
      "1536x864",
      "1280x720",
      "1440x900",
      "1280x2400",
    ]),
    depth: z.literal([24, 30, 32]),
    dpi: z.literal([96, 120, 144, 192]),
    numSpeakers: z.number(),
    numMicrophones: z.number(),
    numCameras: z.number(),
    country: z.string(),
    extensions: z.array(z.string()),
    platform: z.enum(["Windows", "MacOS", "Linux"]),
  }),
});
