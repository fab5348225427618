import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Run } from "../../../tools/workspace";
import { engineTimeoutMs, session, YamlStack } from "./yaml";

const secrets = {
  apiKey: "canary-api-key-7f3a",
  configured: "canary-configured-environment-secret-91bc",
  environmentSecret: "canary-environment-secret-77aa",
  fingerprintSecret: "canary-fingerprint-secret-c0de",
};
/** How the protocol marks a secret (sdk/go/common/resource/sig). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const verbose = ["--logtostderr", "-v=9"];

describe("the state, output and log of the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  let log: string;
  const runs: Run[] = [];
  let canaries: Record<string, string>;

  const declare = (leaseTime: number): void => {
    const { environmentSecret, fingerprintSecret } = secrets;
    const fingerprintUUID = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";
    stack.declare({
      // In plain text: the provider knows that these inputs are secret.
      resources: {
        one: session({
          leaseTime,
          isVncEnabled: true,
          fingerprintUUID,
          environmentSecret,
          fingerprintSecret,
        }),
      },
      outputs: { vncPassword: "${one.vncPassword}" },
    });
  };
  const run = async (...args: string[]): Promise<void> => {
    const done = await stack.with({ PULUMI_DEBUG_GRPC: log }, ...args);
    expect(done.code, done.output).to.equal(0);
    runs.push(done);
  };

  before(async () => {
    stack = await YamlStack.start({}, { accounts: [{ apiKeyId: "key-id", apiKey: secrets.apiKey }] }, {});
    log = join(stack.stack.workspace.program, "grpc.json");
    await stack.ok("config", "set", "tasknet:apiKeyId", "key-id");
    await stack.ok("config", "set", "--secret", "tasknet:apiKey", secrets.apiKey);
    await stack.ok("config", "set", "--secret", "tasknet:environmentSecret", secrets.configured);
    declare(5);
    await run("up", "--yes", "--diff", ...verbose);
    const [{ sessionUUID, vncPassword }] = stack.simulator.running() as [
      ReturnType<typeof stack.simulator.running>[0],
    ];
    canaries = { ...secrets, vncPassword: vncPassword! };
    declare(6);
    await run("preview", "--diff", "--json", ...verbose);
    await run("up", "--yes", "--diff", ...verbose);
    await run("refresh", "--yes", "--diff", ...verbose);
    await run("import", "tasknet:index:Session", "two", sessionUUID, "--yes", "--protect=false", ...verbose);
    await run("stack", "export");
    await run("stack", "output", "--json");
  });
  after(() => stack.stop());

  it("writes no secret to the state, a preview, an import or the screen at high verbosity", () => {
    expect(runs[0]!.stderr).to.include('"v":9');
    for (const [name, canary] of Object.entries(canaries)) {
      for (const { output } of runs) expect(output.includes(canary), name).to.be.false;
    }
  });

  it("marks every secret in the engine's log of the protocol", () => {
    const entries = readFileSync(log, "utf8").trim().split("\n");
    const calls = entries.map((line) => JSON.parse(line) as ProtocolCall);
    const methods = calls.map(({ method }) => method.split("/").at(-1));
    expect(methods).to.include.members(["Check", "Create", "Update", "Read", "Diff", "CheckConfig"]);
    for (const call of calls) {
      const text = JSON.stringify(withoutMarked(providerParts(call)) ?? null);
      for (const [name, canary] of Object.entries(canaries)) {
        expect(text.includes(canary), `${name} in ${call.method}`).to.be.false;
      }
    }
  });

  it("sends the secrets with the create request", () => {
    const sent = stack.simulator.ledger.find(({ operation }) => operation === "CreateSession");
    expect(sent!.headers).to.include.members(["x-fingerprint-secret", "x-environment-secret"]);
  });
});

interface ProtocolCall {
  readonly method: string;
  readonly request?: unknown;
  readonly response?: unknown;
}

/** The parts that the provider marks. The engine itself removes the marks from the configuration that it sends. */
function providerParts({ method, request, response }: ProtocolCall): unknown {
  const isConfiguration = /\/(Run|CheckConfig|DiffConfig|Configure)$/.test(method);
  return isConfiguration ? response : [request, response];
}

/** A message without the values that it marks as secret. */
function withoutMarked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarked);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (fields[signatureKey] === secretSignature) return "[secret]";
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, withoutMarked(field)]));
}
