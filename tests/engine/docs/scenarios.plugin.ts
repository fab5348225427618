import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { defaultAccount } from "../../../simulator";
import { credentials, TestStack } from "../stack";
import { objectImports } from "./objects";
import type { Line, Scenario } from "./scenario";

const root = join(__dirname, "../../../..");

/** Starts the example in YAML. The plugin is in the engine's cache. */
async function startYaml(): Promise<TestStack> {
  const stack = await TestStack.start(join(root, "examples/yaml"), {}, credentials);
  execFileSync(join(root, "tools/install-plugin"), { env: stack.workspace.environment() });
  return stack;
}

/** Creates a session that no stack knows. */
async function createOrphan({ simulator }: TestStack): Promise<string> {
  const { apiKey, apiKeyId } = defaultAccount;
  const response = await fetch(`${simulator.url}/private/v1/sessions`, {
    method: "POST",
    headers: { "X-Api-Key": apiKey, "X-Api-Key-Id": apiKeyId, "Content-Type": "application/json" },
    body: JSON.stringify({ leaseTime: 30, isVncEnabled: false, vncMode: "ro", driver: "puppeteer" }),
  });
  const { sessionUUID } = (await response.json()) as { sessionUUID: string };
  return sessionUUID;
}

const importOrphan = (text: string, name: string): Line => ({
  text,
  words: async (stack: TestStack) => ({ NAME: name, ID: await createOrphan(stack) }),
  shows: "1 imported",
});

const lines: readonly Line[] = [
  { text: "pulumi stack init dev" },
  { text: "pulumi config set leaseTime 20 && pulumi up", shows: "created" },
  { text: "pulumi do tasknet:index:getSessions", shows: '"sessionUUID"' },
  importOrphan("pulumi import tasknet:index:Session NAME ID --protect=false --generate-code=false", "moved"),
  { text: "pulumi cancel --yes" },
  { text: "pulumi refresh --yes --clear-pending-creates", shows: "unchanged" },
  { text: "pulumi config set tasknet:refreshBeforeUpdate false" },
  { text: "pulumi refresh", shows: "unchanged" },
  {
    text: "pulumi destroy",
    check: (stack: TestStack): void => {
      expect(stack.running()).to.be.empty;
    },
  },
  importOrphan("pulumi import tasknet:index:Session 'NAME' ID", "orphan"),
  importOrphan("pulumi import tasknet:index:Session NAME ID", "imported"),
  ...objectImports,
];

/** The example in YAML, with the plugin: what the README of the example says, and the commands for recovery. */
export const pluginScenario: Scenario = {
  title: "the example in YAML",
  start: startYaml,
  lines,
};
