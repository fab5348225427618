import { join } from "node:path";
import { expect } from "chai";
import { credentials, TestStack } from "../stack";
import type { Line, Scenario } from "./scenario";

const root = join(__dirname, "../../../..");

/** An example, without the lines that stand in the README of another one, too. */
function example(name: string, lines: readonly Line[]): Scenario {
  return {
    title: `the example ${name}`,
    start: ({ searchPath }) =>
      TestStack.start(join(root, "examples", name), {}, { ...credentials, PATH: searchPath }),
    lines,
  };
}

export const exampleScenarios: readonly Scenario[] = [
  example("typescript", [
    {
      text: "npm install",
      substitute: { command: "npm ls pulumi-tasknet", reason: "no registry has the package" },
    },
    { text: "pulumi config set driver api && pulumi up", shows: "created" },
  ]),
  example("keep-alive", [
    { text: "pulumi config set keepUntil 2026-01-31T18:00:00Z" },
    {
      text: "pulumi stack schedule new --kind raw --operation update --cron '*/15 * * * *'",
      exitCode: 1,
      shows: "requires the Pulumi Cloud backend",
    },
  ]),
  example("multi-account", [
    { text: "pulumi config set --secret firstApiKey", input: "first-key" },
    { text: "pulumi config set firstApiKeyId FIRST-KEY-ID" },
    { text: "pulumi config set --secret secondApiKey", input: "second-key" },
    { text: "pulumi config set secondApiKeyId SECOND-KEY-ID" },
  ]),
  example("pr-preview", [
    { text: "pulumi stack select --create test && pulumi preview --diff", shows: "create" },
  ]),
  example("ci-job", [
    {
      text: "./with-session.sh ./job.sh",
      shows: "working with the session",
      check: (stack) => {
        expect(stack.running()).to.be.empty;
      },
    },
  ]),
  example("python", [
    {
      text: "python3 -m venv venv && venv/bin/pip install -r requirements.txt",
      substitute: {
        command: "python3 -m venv --without-pip venv && cat requirements.txt",
        reason: "no registry has the SDK; the test of this example installs it from sdk/python",
      },
    },
  ]),
];

/** A clone of the repository. */
export const cloneScenario: Scenario = {
  title: "a clone",
  start: () => TestStack.start({ "Pulumi.yaml": "name: clone\nruntime: yaml\n" }),
  lines: [
    {
      text: "git clone https://github.com/pulumi-tasknet/pulumi-tasknet && cd pulumi-tasknet",
      substitute: {
        command: `git clone --quiet --depth 1 'file://${root}' pulumi-tasknet && cd pulumi-tasknet`,
        reason: "the tests need no network",
      },
    },
    {
      text: "make demo",
      substitute: {
        command: `make --dry-run -C '${root}' demo`,
        reason: "it takes a minute; tests/engine/lifecycle.test.ts runs the steps of its program",
      },
      shows: "run demo",
    },
  ],
};
