import { session, YamlStack } from "../engine/plugin/yaml";
import { TestStack } from "../engine/stack";
import { makeConstant } from "./constant";
import { terminal } from "./terminal";

/** The time of the simulator, so that all runs show the same timestamps. */
const options = { manualClock: Date.UTC(2026, 0, 15, 9) };

/** The program of the README. */
const program = {
  "Pulumi.yaml": "name: browser\nruntime: nodejs\n",
  "package.json": '{ "main": "index.ts" }',
  "index.ts": `
    import * as tasknet from "pulumi-tasknet";

    const session = new tasknet.Session("browser", { leaseTime: 30 });
    export const sessionUUID = session.sessionUUID;
  `,
};

/** Draws the update that creates the session of the README, with the dynamic provider. */
export async function upPicture(): Promise<string> {
  const stack = await TestStack.start(program, options);
  try {
    return terminal({
      title: "pulumi up creates a session",
      description:
        "Output of a pulumi up that creates a session, and the UUID of the session as the stack's output.",
      text: await capture(stack, "up", "--yes"),
    });
  } finally {
    await stack.stop();
  }
}

/** Draws the preview of a new lease for one session and of a new driver for another, with the provider plugin. */
export async function previewPicture(): Promise<string> {
  // The dependency only keeps the order of the sessions.
  const declare = (checkout: object, search: object): object => ({
    checkout: session({ leaseTime: 30, ...checkout }),
    search: session({ leaseTime: 30, ...search }, { dependsOn: ["${checkout}"] }),
  });
  const yaml = await YamlStack.start({ resources: { ...declare({}, {}) } }, options);
  try {
    await yaml.up();
    yaml.declare({ resources: { ...declare({ leaseTime: 45 }, { driver: "api" }) } });
    return terminal({
      title: "pulumi preview --diff of two changed sessions",
      description:
        "Output of a pulumi preview --diff. The lease of the session checkout changes in place from 30 to 45 minutes. The changed driver of the session search replaces it.",
      text: await capture(yaml.stack, "preview", "--diff"),
    });
  } finally {
    await yaml.stop();
  }
}

/** What a terminal shows of a command that succeeds: the command, and the same output in each run. */
async function capture({ workspace }: TestStack, ...args: string[]): Promise<string> {
  // Without plugins of PATH the engine has nothing to warn of, wherever it is installed.
  const env = { PULUMI_IGNORE_AMBIENT_PLUGINS: "true" };
  const { code, output } = await workspace.pulumi(args, { color: "always", env });
  const command = `pulumi ${args.join(" ")}`;
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${output}`);
  return `\x1b[1m$ ${command}\x1b[0m\n${makeConstant(output)}`;
}
