import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sessions, shim, YamlStack } from "../engine/plugin/yaml";
import { credentials, sessionsProgram, TestStack } from "../engine/stack";
import type { FloorMode } from "./floor";
import { floorShim } from "./floor";

const root = join(__dirname, "../../..");
const nodeSdk = join(root, "dist/bench/sdk");

/** Arguments of each session, by its name. */
export type DeclaredSessions = Readonly<Record<string, { readonly leaseTime: number }>>;

/** A program and a provider on their own stack. */
export interface Candidate {
  readonly stack: TestStack;
  readonly declare: (sessions: DeclaredSessions) => void;
}

type Environment = Readonly<Record<string, string>>;

async function nodeStack(files: Readonly<Record<string, string>>, env: Environment): Promise<Candidate> {
  const stack = await TestStack.start({ ...sessionsProgram, ...files }, {}, { ...credentials, ...env });
  return {
    stack,
    declare: (declared) => {
      stack.declare(declared);
    },
  };
}

async function yamlStack(env: Environment, { withSessions }: { withSessions: boolean }): Promise<Candidate> {
  const yaml = await YamlStack.start({}, {}, { ...credentials, ...env });
  return {
    stack: yaml.stack,
    declare: (declared) => {
      yaml.declare(withSessions ? sessions(declared) : {});
    },
  };
}

/** The floor in place of the plugin. */
async function floorStack(mode: FloorMode, env: Environment): Promise<Candidate> {
  const candidate = await yamlStack(env, { withSessions: true });
  // The file exists and is executable.
  candidate.stack.workspace.write({ "pulumi-resource-tasknet": floorShim(mode) });
  return candidate;
}

/** Returns the same program with `Session` from another module. */
function programWith(module: string): Record<string, string> {
  return { "index.js": sessionsProgram["index.js"].replace('"pulumi-tasknet"', JSON.stringify(module)) };
}

async function pluginNodeStack(env: Environment): Promise<Candidate> {
  const plugins = { providers: [{ name: "tasknet", path: "." }] };
  const project = { name: "sessions", runtime: { name: "nodejs", options: { typescript: false } }, plugins };
  const command = "pulumi-resource-tasknet";
  const files = { ...programWith(nodeSdk), "Pulumi.yaml": JSON.stringify(project), [command]: shim() };
  const candidate = await nodeStack(files, env);
  chmodSync(join(candidate.stack.workspace.program, command), 0o755);
  return candidate;
}

/** Compiles the generated SDK for Node, as its package contains it. */
export function buildNodeSdk(): void {
  const sdk = join(root, "sdk/nodejs");
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", sdk, "--outDir", nodeSdk], { stdio: "inherit" });
  cpSync(join(sdk, "package.json"), join(nodeSdk, "package.json"));
}

/** Starts each candidate, by its name in the results. */
export const candidates = {
  naive: (env: Environment): Promise<Candidate> =>
    nodeStack(
      { ...programWith("./naive"), "naive.js": readFileSync(join(__dirname, "naive/session.js"), "utf8") },
      env,
    ),
  dynamic: (env: Environment): Promise<Candidate> => nodeStack({}, env),
  pluginNode: pluginNodeStack,
  pluginYaml: (env: Environment): Promise<Candidate> => yamlStack(env, { withSessions: true }),
  engineNode: (env: Environment): Promise<Candidate> =>
    nodeStack({ "index.js": "exports.done = true;" }, env),
  engineYaml: (env: Environment): Promise<Candidate> => yamlStack(env, { withSessions: false }),
  floorBare: (env: Environment): Promise<Candidate> => floorStack("floorBare", env),
  floorDuties: (env: Environment): Promise<Candidate> => floorStack("floorDuties", env),
  pluginNoRefresh: (env: Environment): Promise<Candidate> =>
    yamlStack({ ...env, TASKNET_REFRESH_BEFORE_UPDATE: "false" }, { withSessions: true }),
};

export type CandidateName = keyof typeof candidates;

/** The candidates with a provider, and so with sessions. */
export const providers = ["naive", "dynamic", "pluginNode", "pluginYaml"] as const satisfies CandidateName[];

/** The floor and what is compared with it, all with a YAML program. */
export const floorGroup = [
  "engineYaml",
  "floorBare",
  "floorDuties",
  "pluginYaml",
  "pluginNoRefresh",
] as const satisfies CandidateName[];

/** All other candidates, which the naive provider is compared with. */
export const naiveGroup = [...providers, "engineNode", "engineYaml"] as const satisfies CandidateName[];
