import { defaultAccount } from "../../../simulator";
import type { TestStack } from "../stack";
import type { Line } from "./scenario";

/** The ids that the documents write. */
const environmentId = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";
const fingerprintId = "9b1f3c52-77a4-4a0f-8a39-0b7d1c2e3f44";

const screen = { resolution: "1920x1080", depth: 24, dpi: 96 };

async function post({ simulator }: TestStack, path: string, body: object): Promise<void> {
  const { apiKey, apiKeyId } = defaultAccount;
  await fetch(`${simulator.url}/private/v1/${path}`, {
    method: "POST",
    headers: { "X-Api-Key": apiKey, "X-Api-Key-Id": apiKeyId, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Creates an environment that no stack knows. */
export async function createEnvironment(stack: TestStack): Promise<Record<string, string>> {
  await post(stack, "environments", { name: "shop" });
  return { [environmentId]: stack.simulator.environments().at(-1)!.environmentUUID };
}

/** Creates a fingerprint that no stack knows. */
export async function createFingerprint(stack: TestStack): Promise<Record<string, string>> {
  const [environmentUUID] = Object.values(await createEnvironment(stack));
  await post(stack, "fingerprints", { environmentUUID, screen });
  return { [fingerprintId]: stack.simulator.fingerprints().at(-1)!.fingerprintUUID };
}

/** A line that asks in a terminal. */
const removal = (text: string, words: Line["words"] & {}, shows: string): Line => ({
  text,
  substitute: { command: `${text} --yes`, reason: "it asks in a terminal" },
  words,
  shows,
});

/** The commands that list and remove environments and fingerprints. */
export const objectLines: readonly Line[] = [
  {
    text: "npx pulumi-tasknet environments",
    words: async (stack: TestStack): Promise<Record<string, string>> => {
      await createEnvironment(stack);
      return {};
    },
    shows: "shop",
  },
  removal(`npx pulumi-tasknet delete-environment ${environmentId}`, createEnvironment, "deleted"),
  {
    text: "npx pulumi-tasknet fingerprints",
    words: async (stack: TestStack): Promise<Record<string, string>> => {
      await createFingerprint(stack);
      return {};
    },
    shows: "1920x1080",
  },
  removal(`npx pulumi-tasknet archive-fingerprint ${fingerprintId}`, createFingerprint, "archived"),
];

/** The imports of both, with the plugin. */
export const objectImports: readonly Line[] = [
  {
    text: `pulumi import tasknet:index:Environment shop ${environmentId}`,
    words: createEnvironment,
    shows: "1 imported",
  },
  {
    text: `pulumi import tasknet:index:Fingerprint buyer ${fingerprintId}`,
    words: createFingerprint,
    shows: "1 imported",
  },
];
