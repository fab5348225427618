import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sessions, shim, YamlStack } from "../engine/plugin/yaml";
import { credentials, sessionsProgram, TestStack } from "../engine/stack";

const root = join(__dirname, "../../..");
const nodeSdk = join(root, "dist/bench/sdk");

/** The arguments of each session, by its name. */
export type Declared = Readonly<Record<string, { readonly leaseTime: number }>>;

/** A program and a provider on a stack of their own. */
export interface Contender {
  readonly stack: TestStack;
  readonly declare: (sessions: Declared) => void;
}

type Environment = Readonly<Record<string, string>>;

async function nodeStack(files: Readonly<Record<string, string>>, env: Environment): Promise<Contender> {
  const stack = await TestStack.start({ ...sessionsProgram, ...files }, {}, { ...credentials, ...env });
  return {
    stack,
    declare: (declared) => {
      stack.declare(declared);
    },
  };
}

async function yamlStack(withSessions: boolean, env: Environment): Promise<Contender> {
  const yaml = await YamlStack.start({}, {}, { ...credentials, ...env });
  return {
    stack: yaml.stack,
    declare: (declared) => {
      yaml.declare(withSessions ? sessions(declared) : {});
    },
  };
}

/** The same program with its sessions from elsewhere. */
function programOf(module: string): Record<string, string> {
  return { "index.js": sessionsProgram["index.js"].replace('"pulumi-tasknet"', JSON.stringify(module)) };
}

async function pluginNodeStack(env: Environment): Promise<Contender> {
  const plugins = { providers: [{ name: "tasknet", path: "." }] };
  const project = { name: "sessions", runtime: { name: "nodejs", options: { typescript: false } }, plugins };
  const command = "pulumi-resource-tasknet";
  const files = { ...programOf(nodeSdk), "Pulumi.yaml": JSON.stringify(project), [command]: shim() };
  const contender = await nodeStack(files, env);
  chmodSync(join(contender.stack.workspace.program, command), 0o755);
  return contender;
}

/** Compiles the generated SDK, as its users get it. */
export function buildNodeSdk(): void {
  const sdk = join(root, "sdk/nodejs");
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", sdk, "--outDir", nodeSdk], { stdio: "inherit" });
  cpSync(join(sdk, "package.json"), join(nodeSdk, "package.json"));
}

/** What is compared, by the names that the results bear. */
export const contenders = {
  naive: (env: Environment): Promise<Contender> =>
    nodeStack(
      { ...programOf("./naive"), "naive.js": readFileSync(join(__dirname, "naive/session.js"), "utf8") },
      env,
    ),
  dynamic: (env: Environment): Promise<Contender> => nodeStack({}, env),
  pluginNode: pluginNodeStack,
  pluginYaml: (env: Environment): Promise<Contender> => yamlStack(true, env),
  engineNode: (env: Environment): Promise<Contender> =>
    nodeStack({ "index.js": "exports.done = true;" }, env),
  engineYaml: (env: Environment): Promise<Contender> => yamlStack(false, env),
};

export type ContenderName = keyof typeof contenders;

/** Those with sessions. */
export const providers = ["naive", "dynamic", "pluginNode", "pluginYaml"] as const satisfies ContenderName[];
