import * as z from "zod";
import type { SimulatedSession } from "./store";

/** Validates a session of a state file. */
export const sessionSchema: z.ZodType<SimulatedSession> = z.object({
  sessionUUID: z.string(),
  fingerprintUUID: z.string(),
  fingerprintGiven: z.boolean(),
  account: z.string(),
  mode: z.string(),
  driver: z.enum(["puppeteer", "api"]),
  isVncEnabled: z.boolean(),
  vncMode: z.enum(["rw", "ro"]),
  showMouse: z.boolean(),
  isProxyEnabled: z.boolean(),
  vncPassword: z.string().optional(),
  leaseMinutes: z.number(),
  createdLeaseMinutes: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
  leaseSetAt: z.number(),
  endsAt: z.number(),
  endingUntil: z.number().optional(),
  endedAt: z.number().optional(),
  status: z.enum(["running", "ending", "terminated"]),
});
