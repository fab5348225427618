import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { defaultAccount } from "../../../simulator";
import { TestStack } from "../stack";
import { codeIn } from "./command-lines";
import { objectLines } from "./objects";
import { linkCommand, writePackage } from "./package-folder";
import type { Line, Scenario, Words } from "./scenario";

const root = join(__dirname, "../../../..");

/** The account comes from the configuration, and for commands without a stack from the environment. */
const account = { TASKNET_API_KEY: defaultAccount.apiKey, TASKNET_API_KEY_ID: defaultAccount.apiKeyId };

/** The id of a session that runs. */
const idOfOne = (stack: TestStack): { ID: string } => ({ ID: stack.running()[0]! });

/** The URN of a session in the state. */
const urnOfOne = async (stack: TestStack): Promise<{ URN: string }> => {
  const [session] = Object.values(await stack.recorded());
  return { URN: session!.urn };
};

const lines: readonly Line[] = [
  {
    text: "npm install pulumi-tasknet",
    substitute: {
      command: "npm install --offline --install-links --prefix installed PACKAGE",
      reason: "no registry has the package, and its dependencies are those of this repository",
    },
    words: ({ workspace }: TestStack): Words => ({ PACKAGE: writePackage(workspace.program) }),
    check: ({ workspace }: TestStack): void => {
      linkCommand(workspace.program);
    },
  },
  { text: "pulumi config set --secret tasknet:apiKey", input: defaultAccount.apiKey },
  {
    text: "pulumi config set tasknet:apiKeyId YOUR-KEY-ID",
    words: (): Words => ({ "YOUR-KEY-ID": defaultAccount.apiKeyId }),
  },
  { text: "pulumi up", shows: "created" },
  {
    text: "pulumi stack output sessionUUID",
    check: (stack: TestStack): void => {
      expect(stack.running()).to.have.length(1);
    },
  },
  { text: "pulumi preview", shows: "unchanged" },
  { text: "npx pulumi-tasknet sessions", shows: "puppeteer" },
  { text: "pulumi stack --show-urns --show-ids", shows: "Session::browser" },
  { text: "pulumi state delete 'URN'", words: urnOfOne },
  {
    text: "npx pulumi-tasknet orphans --stack NAME",
    words: ({ simulator }: TestStack): Words => {
      // A younger session may be another stack's create under way.
      simulator.advance(6 * 60_000);
      return { NAME: "test" };
    },
    exitCode: 2,
  },
  {
    text: "npx pulumi-tasknet end ID",
    substitute: { command: "npx pulumi-tasknet end ID --yes", reason: "it asks in a terminal" },
    words: idOfOne,
    check: (stack: TestStack): void => {
      expect(stack.running()).to.be.empty;
    },
  },
  ...objectLines,
];

/** The first program of the README, with the dynamic provider. */
export const dynamicScenario: Scenario = {
  title: "the first program of the README",
  start: () =>
    TestStack.start(
      {
        "Pulumi.yaml": "name: browser\nruntime: nodejs\n",
        "package.json": '{ "main": "index.ts" }',
        "tsconfig.json": readFileSync(join(root, "examples/typescript/tsconfig.json"), "utf8"),
        "index.ts": codeIn("README.md", "ts"),
      },
      {},
      account,
    ),
  lines,
};
