import { createRequire } from "node:module";
import type { ServiceError } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Method, TestProvider } from "./fixtures";
import { failure, providerStarter } from "./fixtures";

const manifest = createRequire(__filename)("pulumi-tasknet/package.json") as { version: string };

describe("Handshake", () => {
  const startProvider = providerStarter();

  it("accepts secrets, resources and outputs, and no further form of values", async () => {
    const { plugin, engine } = await startProvider();
    expect((await plugin.handshake(engine.address)).toObject()).to.deep.equal({
      acceptSecrets: true,
      acceptResources: true,
      acceptOutputs: true,
      supportsAutonamingConfiguration: false,
      acceptsByteString: false,
      acceptsOutputsInInvoke: false,
      acceptsOutputsInCall: false,
      acceptsOutputsInCheck: false,
    });
  });

  it("returns the same capabilities as Configure", async () => {
    const { plugin, engine, config } = await startProvider();
    const shaken = await plugin.handshake(engine.address);
    const configured = await plugin.configure(config);
    expect(configured.getAcceptsecrets()).to.equal(shaken.getAcceptSecrets());
    expect(configured.getAcceptresources()).to.equal(shaken.getAcceptResources());
    expect(configured.getAcceptoutputs()).to.equal(shaken.getAcceptOutputs());
    expect(configured.getSupportsAutonamingConfiguration()).to.equal(
      shaken.getSupportsAutonamingConfiguration(),
    );
    // After a handshake the engine assumes that previews are supported.
    expect(configured.getSupportspreview()).to.be.true;
  });

  it("creates a session without the address of an engine", async () => {
    const { plugin } = await startProvider();
    await plugin.handshake("");
    await plugin.attach("");
    expect((await plugin.make()).id).to.not.be.empty;
  });

  it("returns the semantic version of the manifest and of the schema", async () => {
    const { plugin } = await startProvider();
    const version = (await plugin.send("getPluginInfo", new Empty())).getVersion();
    const response = await plugin.send("getSchema", new proto.GetSchemaRequest());
    const schema = JSON.parse(response.getSchema()) as { version: string };
    expect(version).to.match(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/);
    expect(version).to.equal(manifest.version);
    expect(version).to.equal(schema.version);
  });

  it("refuses an unknown version of the schema", async () => {
    const { plugin } = await startProvider();
    const error = await failure(plugin.send("getSchema", new proto.GetSchemaRequest().setVersion(1)));
    expect(error).to.include({ code: status.INVALID_ARGUMENT, details: "there is no schema of version 1" });
  });
});

describe("consecutive commands", () => {
  const startProvider = providerStarter();

  // The engine sends Cancel at the end of every command, also to a plugin that stays alive.
  const starts: [string, (parts: TestProvider) => Promise<unknown>][] = [
    ["a handshake", ({ plugin, engine }) => plugin.handshake(engine.address)],
    ["an attachment", ({ plugin, engine }) => plugin.attach(engine.address)],
    ["a configuration", ({ plugin, config }) => plugin.configure(config)],
  ];
  for (const [name, start] of starts) {
    it(`creates sessions again after Cancel and ${name}`, async () => {
      const parts = await startProvider();
      await parts.plugin.cancel();
      expect(await failure(parts.plugin.make())).to.include({ code: status.CANCELLED });
      expect(parts.sim.sessions(), "sessions of the command that has ended").to.be.empty;
      await start(parts);
      expect((await parts.plugin.make()).id).to.not.be.empty;
    });
  }

  it("repeats a warning in the next command", async () => {
    const { plugin, engine, sim, engineMessages } = await startProvider();
    const resource = await plugin.make();
    sim.setAccounts([]);
    await plugin.read(resource);
    await plugin.read(resource);
    expect(await engineMessages()).to.have.length(1);
    await plugin.attach(engine.address);
    await plugin.read(resource);
    expect(await engineMessages()).to.have.length(2);
  });
});

describe("unsupported methods", () => {
  const startProvider = providerStarter();
  const requests: [Method, never][] = (
    [
      ["construct", new proto.ConstructRequest()],
      ["call", new proto.CallRequest()],
      ["parameterize", new proto.ParameterizeRequest()],
      ["getMapping", new proto.GetMappingRequest()],
      ["getMappings", new proto.GetMappingsRequest()],
    ] as const
  ).map(([method, request]) => [method, request as never]);
  for (const [method, request] of requests) {
    it(`returns UNIMPLEMENTED for the method ${method}`, async () => {
      const { plugin } = await startProvider();
      const error: ServiceError = await failure(plugin.send(method, request));
      expect(error.code).to.equal(status.UNIMPLEMENTED);
    });
  }
});
