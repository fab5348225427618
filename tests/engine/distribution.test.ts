import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials as channel } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { version } from "../../provider/version";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, TestStack } from "./stack";

const root = join(__dirname, "../../..");
const program = (extra = ""): Record<string, string> => ({
  "Pulumi.yaml": `name: found\nruntime: yaml\n${extra}resources:\n  one:\n    type: tasknet:Session\n    properties: { leaseTime: 5 }\n`,
});

describe("the installed plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let plugin: PluginFolder;
  let stack: TestStack | undefined;

  before(() => {
    plugin = new PluginFolder();
  });
  after(() => {
    plugin.remove();
  });
  afterEach(async () => {
    await stack?.stop();
    stack = undefined;
  });

  const createsAndEnds = async (): Promise<void> => {
    await stack!.up();
    expect(stack!.writes()).to.deep.equal(["CreateSession 200"]);
    await stack!.endsAll();
  };

  it("finds the plugin in a folder that the project names", async () => {
    stack = await TestStack.start(
      program(`plugins:\n  providers:\n    - { name: tasknet, path: ${plugin.path} }\n`),
    );
    await createsAndEnds();
  });

  it("finds the plugin on PATH", async () => {
    stack = await TestStack.start(program(), {}, { ...credentials, PATH: plugin.searchPath });
    await createsAndEnds();
  });

  it("finds the plugin in its cache after an installation", async () => {
    stack = await TestStack.start(program());
    await stack.ok("plugin", "install", "resource", "tasknet", version, "--file", plugin.path);
    await createsAndEnds();
  });

  it("finds the plugin in its cache after `make install-plugin`", async () => {
    stack = await TestStack.start(program());
    execFileSync(join(root, "tools/install-plugin"), { env: stack.workspace.environment() });
    await createsAndEnds();
  });

  it("starts this repository as a plugin with the Node host of PulumiPlugin.yaml", async () => {
    const host = join(root, "node_modules/@pulumi/pulumi/cmd/run-plugin");
    const empty = join(plugin.path, "empty");
    mkdirSync(empty);
    const served = spawn("node", [host, root, "127.0.0.1:1"], {
      cwd: empty,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [port] = (await once(createInterface(served.stdout), "line")) as [string];
      expect(port).to.match(/^\d+$/);
      const client = new ResourceProviderClient(`127.0.0.1:${port}`, channel.createInsecure());
      const found = await new Promise<string>((resolve, reject) => {
        client.getPluginInfo(new Empty(), (error, info) => {
          if (error === null) resolve(info.getVersion());
          else reject(error);
        });
      });
      client.close();
      expect(found).to.equal(version);
    } finally {
      served.kill();
      await once(served, "exit");
    }
  });
});
