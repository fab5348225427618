import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest } from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import type { Simulator } from "../../simulator/index";
import { defaultAccount, startSimulator } from "../../simulator/index";
import { FakeEngine, failure, Plugin, secret, start, until } from "./fixtures";

const bundle = "pulumi-resource-tasknet.js";

/** The plugin's process, once it has printed its port. */
interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly plugin: Plugin;
  /** The complete text of both streams, once the process has ended. */
  readonly output: Promise<{ stdout: string; stderr: string }>;
}

describe("the plugin's command", () => {
  let folder: string;
  let engine: FakeEngine;
  let sim: Simulator;
  const closers: (() => void)[] = [];

  before(async () => {
    // A folder without node_modules: the bundle needs no dependencies.
    folder = await mkdtemp(join(tmpdir(), "plugin-"));
    await copyFile(join(__dirname, "../../bin", bundle), join(folder, bundle));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    engine = await FakeEngine.start();
    sim = await startSimulator({ manualClock: start });
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) close();
    engine.stop();
    await sim.stop();
  });

  async function startPlugin(args: string[] = [engine.address]): Promise<Started> {
    const child = spawn(process.execPath, [join(folder, bundle), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = Promise.all([text(child.stdout), text(child.stderr)]).then(([stdout, stderr]) => ({
      stdout,
      stderr,
    }));
    const [first] = (await once(child.stdout, "data")) as [Buffer];
    const client = new ResourceProviderClient(
      `127.0.0.1:${first.toString().trim()}`,
      credentials.createInsecure(),
    );
    closers.push(() => {
      client.close();
      child.kill("SIGKILL");
    });
    return { child, plugin: new Plugin(client), output };
  }

  async function startConfigured(args?: string[]): Promise<Started> {
    const started = await startPlugin(args);
    const { apiKey, apiKeyId } = defaultAccount;
    await started.plugin.configure({ apiKey: secret(apiKey), apiKeyId, endpoint: sim.url });
    return started;
  }

  async function ended({ child }: Started): Promise<{ code: number | null; signal: string | null }> {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    return { code: child.exitCode, signal: child.signalCode };
  }

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`prints only its port, and exits with code 0 on ${signal}`, async () => {
      const started = await startPlugin();
      started.child.kill(signal);
      expect(await ended(started)).to.deep.equal({ code: 0, signal: null });
      const { stdout, stderr } = await started.output;
      expect(stdout).to.match(/^\d+\n$/);
      expect(stderr).to.equal("");
    });

    it(`exits with code 0 on ${signal} after an operation`, async () => {
      const started = await startConfigured();
      await started.plugin.make();
      await started.plugin.cancel();
      started.child.kill(signal);
      expect(await ended(started)).to.deep.equal({ code: 0, signal: null });
      expect((await started.output).stderr).to.equal("");
    });

    it(`exits with code 0 on ${signal} during the wait for a retry`, async () => {
      const started = await startConfigured();
      sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 200 });
      const call = failure(started.plugin.make());
      await until(() => engine.messages.length === 1);
      started.child.kill(signal);
      expect(await ended(started)).to.deep.equal({ code: 0, signal: null });
      expect((await started.output).stderr).to.equal("");
      await call;
    });
  }

  const interruptions: [string, (started: Started) => void][] = [
    ["a signal", ({ child }) => child.kill("SIGINT")],
    [
      "the end of the engine",
      () => {
        engine.stop();
      },
    ],
  ];
  for (const [name, interrupt] of interruptions) {
    it(`exits after ${name}, and first ends the session that no state records`, async () => {
      const started = await startConfigured();
      sim.addFault({ operation: "CreateSession", delayMs: 3_600_000 });
      const call = failure(started.plugin.make());
      await until(() => sim.running().length === 1);
      interrupt(started);
      await call;
      sim.release();
      expect(await ended(started)).to.deep.equal({ code: 0, signal: null });
      expect(sim.ledger.map(({ operation }) => operation)).to.deep.equal(["CreateSession", "EndSession"]);
      expect(sim.running()).to.deep.equal([]);
      expect((await started.output).stderr).to.equal("");
    });
  }

  it("serves all operations of a session from a folder without dependencies", async () => {
    const started = await startConfigured();
    const { plugin } = started;
    await plugin.handshake(engine.address);
    const schema = await plugin.send("getSchema", new GetSchemaRequest());
    expect(JSON.parse(schema.getSchema())).to.include({ name: "tasknet" });
    const made = await plugin.make({ isVncEnabled: true });
    const read = await plugin.refresh(await plugin.update(made, { leaseTime: 45 }));
    await plugin.delete(read.id, read.outputs);
    expect(sim.running()).to.deep.equal([]);
    started.child.kill("SIGTERM");
    await ended(started);
    expect((await started.output).stderr).to.equal("");
  });

  const argumentsOf: [string, () => string[]][] = [
    ["if it is the only one", () => [engine.address]],
    ["if it is the last one", () => ["--logflow", "127.0.0.1:1", "/a/folder:5", engine.address]],
    // A host that runs the plugin from a folder passes the folder, too.
    ["if more arguments follow", () => ["/a/folder", engine.address, "--tracing", "file:/trace:1"]],
  ];
  for (const [name, args] of argumentsOf) {
    it(`finds the engine's address in its arguments ${name}`, async () => {
      const { plugin } = await startConfigured(args());
      sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0 });
      await plugin.make();
      await until(() => engine.messages.length === 1);
      expect(engine.messages[0]?.isEphemeral).to.be.true;
    });
  }

  it("creates a session without an engine", async () => {
    const { plugin } = await startConfigured([]);
    sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0 });
    expect((await plugin.make()).id).to.not.be.empty;
  });
});
