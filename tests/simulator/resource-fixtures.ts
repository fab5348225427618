import type { OperationName, Simulator } from "../../simulator/index";
import type { Reply } from "./fixtures";
import { call, json } from "./fixtures";

/** An operation on environments, fingerprints or extensions. */
export type ResourceOperation = Exclude<
  OperationName,
  "ListSessions" | "CreateSession" | "GetSession" | "UpdateSession" | "EndSession"
>;

/** The response to the create of an environment. */
export interface ShownEnvironment extends Record<string, unknown> {
  environmentUUID: string;
  envSecret: string;
}

/** The response to the create of a fingerprint. */
export interface ShownFingerprint extends Record<string, unknown> {
  fingerprintUUID: string;
  fingerprintSecret: string;
}

/** Method and path of each operation, after the mode. */
export const routes: Readonly<Record<ResourceOperation, readonly [method: string, path: string]>> = {
  ListEnvironments: ["GET", "environments"],
  CreateEnvironment: ["POST", "environments"],
  GetEnvironment: ["GET", "environments/ID"],
  DeleteEnvironment: ["DELETE", "environments/ID"],
  ListFingerprints: ["GET", "fingerprints"],
  CreateFingerprint: ["POST", "fingerprints"],
  CreateRandomFingerprint: ["POST", "fingerprints/random"],
  GetFingerprint: ["GET", "fingerprints/ID"],
  UpdateFingerprintProxy: ["PATCH", "fingerprints/ID/proxy"],
  CloneFingerprint: ["POST", "fingerprints/ID/clone"],
  ResetFingerprint: ["POST", "fingerprints/ID/reset"],
  ArchiveFingerprint: ["POST", "fingerprints/ID/archive"],
  ListExtensions: ["GET", "extensions"],
  GetExtension: ["GET", "extensions/ID"],
};

export const resourceOperations = Object.keys(routes) as ResourceOperation[];

export interface RunOptions {
  body?: unknown;
  mode?: string;
  /** With its question mark. */
  query?: string;
  headers?: Record<string, string | undefined>;
}

/** Calls an operation. A write other than a create sends `{}` by default. */
export function run(
  sim: Simulator,
  operation: ResourceOperation,
  id = "",
  { body, mode = "private", query = "", headers }: RunOptions = {},
): Promise<Reply> {
  const [method, path] = routes[operation];
  const payload = body ?? (method === "POST" ? {} : undefined);
  return call(sim.url, method, `/${mode}/v1/${path.replace("ID", id)}${query}`, {
    ...(payload !== undefined && { body: payload }),
    ...(headers && { headers }),
  });
}

export const screen = { resolution: "1920x1080", depth: 24, dpi: 96 };

/** Creates an environment, and returns its response. Throws if the status is not 200. */
export async function createEnvironment(
  sim: Simulator,
  name = "shop",
  options: RunOptions = {},
): Promise<ShownEnvironment> {
  const reply = await run(sim, "CreateEnvironment", "", { body: { name }, ...options });
  return created(reply) as ShownEnvironment;
}

/** Creates a fingerprint, in a new environment by default, and returns its response. Throws unless it gets 200. */
export async function createFingerprint(
  sim: Simulator,
  body: object = {},
  options: RunOptions = {},
): Promise<ShownFingerprint> {
  const environmentUUID =
    "environmentUUID" in body
      ? body.environmentUUID
      : (await createEnvironment(sim, "shop", options)).environmentUUID;
  const whole = { environmentUUID, screen, ...body };
  const reply = await run(sim, "CreateFingerprint", "", { body: whole, ...options });
  return created(reply) as ShownFingerprint;
}

function created(reply: Reply): Record<string, unknown> {
  if (reply.status === 200) return json(reply);
  throw new Error(`the create must get 200, but got ${reply.status}: ${reply.text}`);
}
