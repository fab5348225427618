import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials as channel } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { expect } from "chai";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Workspace } from "../../tools/workspace";

const root = join(__dirname, "../../..");
const pluginType = "tasknet:index:Session";
const dynamicType = "pulumi-nodejs:dynamic/tasknet:Session";
const startTimeoutMs = 60_000;

type Values = Record<string, string | number | boolean>;

/** A session as the engine presents it to a policy pack. */
function request(type: string, properties: Values, mode?: string): proto.AnalyzeRequest {
  const analyzed = new proto.AnalyzeRequest();
  analyzed.setType(type);
  analyzed.setUrn(`urn:pulumi:test::sessions::${type}::one`);
  analyzed.setName("one");
  analyzed.setProperties(Struct.fromJavaScript(properties));
  const options = new proto.AnalyzerResourceOptions();
  options.setCustomtimeouts(new proto.AnalyzerResourceOptions.CustomTimeouts());
  analyzed.setOptions(options);
  const provider = new proto.AnalyzerProviderResource();
  provider.setType("pulumi:providers:tasknet");
  provider.setProperties(Struct.fromJavaScript(mode === undefined ? {} : { mode }));
  analyzed.setProvider(provider);
  return analyzed;
}

describe("the policy pack of examples/policy", function () {
  this.timeout(startTimeoutMs);
  let workspace: Workspace;
  let pack: ChildProcess;
  let client: AnalyzerClient;

  const start = async (env: Readonly<Record<string, string>>): Promise<void> => {
    workspace = new Workspace(join(root, "examples/policy"));
    const run = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
    pack = spawn(process.execPath, [run, "127.0.0.1:1", "."], {
      cwd: workspace.program,
      env: { ...workspace.environment(), ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(pack.stdout!, "data")) as [Buffer];
    client = new AnalyzerClient(`127.0.0.1:${port.toString().trim()}`, channel.createInsecure());
    await configure({ "max-lease": { minutes: 30 }, "max-sessions": { sessions: 2 } });
  };
  const stop = async (): Promise<void> => {
    client.close();
    const exit = once(pack, "exit");
    pack.kill();
    await exit;
    await workspace.dispose();
  };

  /** Sets the limits. The engine does this with the defaults of the pack. */
  const configure = (limits: Readonly<Record<string, Values>>): Promise<void> => {
    const configuration = new proto.ConfigureAnalyzerRequest();
    for (const [name, values] of Object.entries(limits)) {
      const config = new proto.PolicyConfig();
      config.setEnforcementlevel(proto.EnforcementLevel.MANDATORY);
      config.setProperties(Struct.fromJavaScript(values));
      configuration.getPolicyconfigMap().set(name, config);
    }
    return new Promise((resolve, reject) => {
      client.configure(configuration, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  };
  const violations = (response: proto.AnalyzeResponse): string[] =>
    response.getDiagnosticsList().map((diagnostic) => {
      expect(diagnostic.getEnforcementlevel()).to.equal(proto.EnforcementLevel.MANDATORY);
      return diagnostic.getPolicyname();
    });
  /** The policies that a session violates. */
  const violated = (properties: Values, type = pluginType, mode?: string): Promise<string[]> =>
    new Promise((resolve, reject) => {
      client.analyze(request(type, properties, mode), (error, response) => {
        if (error === null) resolve(violations(response));
        else reject(error);
      });
    });
  /** The policies that a stack with this number of sessions violates. */
  const violatedByStack = (count: number): Promise<string[]> => {
    const stack = new proto.AnalyzeStackRequest();
    for (let index = 0; index < count; index++) {
      const resource = new proto.AnalyzerResource();
      resource.setType(index % 2 === 0 ? pluginType : dynamicType);
      resource.setUrn(`urn:pulumi:test::sessions::${resource.getType()}::${index}`);
      resource.setProperties(Struct.fromJavaScript({}));
      const options = new proto.AnalyzerResourceOptions();
      options.setCustomtimeouts(new proto.AnalyzerResourceOptions.CustomTimeouts());
      resource.setOptions(options);
      stack.addResources(resource);
    }
    return new Promise((resolve, reject) => {
      client.analyzeStack(stack, (error, response) => {
        if (error === null) resolve(violations(response));
        else reject(error);
      });
    });
  };

  describe("in the mode private", () => {
    before(() => start({}));
    after(stop);

    for (const type of [pluginType, dynamicType]) {
      it(`reports each property that a session of the type ${type} must not have`, async () => {
        expect(await violated({ leaseTime: 30, vncMode: "ro" }, type)).to.be.empty;
        expect(await violated({ leaseTime: 31 }, type)).to.deep.equal(["max-lease"]);
        expect(await violated({ leaseTime: 30, vncMode: "rw" }, type)).to.deep.equal(["no-writable-vnc"]);
        const renewed = { leaseTime: 30, renewBefore: 10 };
        expect(await violated(renewed, type)).to.deep.equal(["keep-until-with-renew-before"]);
        expect(await violated({ ...renewed, keepUntil: "2026-01-31T18:00:00Z" }, type)).to.be.empty;
      });
    }

    it("reports a fingerprint only if the provider has the mode public", async () => {
      const session = { leaseTime: 30, fingerprintUUID: "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10" };
      expect(await violated(session)).to.be.empty;
      expect(await violated(session, pluginType, "private")).to.be.empty;
      const reported = await violated(session, pluginType, "public");
      expect(reported).to.deep.equal(["no-fingerprint-in-mode-public"]);
    });

    it("reports nothing for another type of resource", async () => {
      expect(await violated({ leaseTime: 31, vncMode: "rw" }, "other:index:Session")).to.be.empty;
    });

    it("reports a stack with more sessions than the limit, of both types together", async () => {
      expect(await violatedByStack(2)).to.be.empty;
      expect(await violatedByStack(3)).to.deep.equal(["max-sessions"]);
    });
  });

  describe("with the mode public in the environment", () => {
    before(() => start({ TASKNET_MODE: "public" }));
    after(stop);

    it("reports a fingerprint if TASKNET_MODE is public", async () => {
      const session = { leaseTime: 30, fingerprintSecret: "a-secret" };
      expect(await violated(session, dynamicType)).to.deep.equal(["no-fingerprint-in-mode-public"]);
    });
  });
});
