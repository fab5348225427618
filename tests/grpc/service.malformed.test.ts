import { status } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Plugin, Raw } from "./fixtures";
import { anyId, calls, failure, providerStarter, struct, urn } from "./fixtures";

/** A text that shows the internals of the program instead of the error. */
const internals = /undefined|Symbol|Cannot |Invalid |is not a function|of null|NaN|at .*:\d+/;

/** Expects one clear error of this code, and that the plugin still serves requests. */
async function expectRefusal(plugin: Plugin, call: Promise<unknown>, code: status): Promise<string> {
  const error = await failure(call);
  expect(status[error.code]).to.equal(status[code]);
  expect(error.details).to.not.be.empty;
  expect(error.details).to.not.match(internals);
  expect((await plugin.send("getPluginInfo", new Empty())).getVersion()).to.not.be.empty;
  return error.details;
}

type Send = (plugin: Plugin, urn: string) => Promise<unknown>;

/** Every request about one resource, which holds only its URN. */
const requests: Readonly<Record<string, Send>> = {
  Diff: (plugin, urn) => plugin.send("diff", new proto.DiffRequest().setUrn(urn).setId(anyId)),
  "Create in a preview": (plugin, urn) =>
    plugin.send("create", new proto.CreateRequest().setUrn(urn).setPreview(true)),
  Create: (plugin, urn) => plugin.send("create", new proto.CreateRequest().setUrn(urn)),
  Read: (plugin, urn) => plugin.send("read", new proto.ReadRequest().setUrn(urn).setId(anyId)),
  "Update in a preview": (plugin, urn) =>
    plugin.send("update", new proto.UpdateRequest().setUrn(urn).setId(anyId).setPreview(true)),
  Update: (plugin, urn) => plugin.send("update", new proto.UpdateRequest().setUrn(urn).setId(anyId)),
  Delete: (plugin, urn) => plugin.send("delete", new proto.DeleteRequest().setUrn(urn).setId(anyId)),
};
const check: Send = (plugin, urn) => plugin.send("check", new proto.CheckRequest().setUrn(urn));

describe("requests before Configure", () => {
  const startProvider = providerStarter();
  const functions: Record<string, Send> = {
    Invoke: (plugin) => plugin.invoke("tasknet:index:getSessions", {}),
    List: (plugin) => plugin.list(new proto.ListRequest().setToken("tasknet:index:Session")),
  };
  for (const [name, send] of Object.entries({ ...requests, ...functions })) {
    it(`refuses ${name} before Configure`, async () => {
      const { plugin } = await startProvider({ isConfigured: false });
      const text = await expectRefusal(plugin, send(plugin, urn), status.FAILED_PRECONDITION);
      expect(text).to.equal("the provider is not configured");
    });
  }

  it("accepts Check and CheckConfig before Configure", async () => {
    const { plugin } = await startProvider({ isConfigured: false });
    expect((await plugin.check({ leaseTime: 5 })).failures).to.deep.equal([]);
    expect((await plugin.checkConfig({})).failures).to.deep.equal([]);
  });
});

describe("requests about another type", () => {
  const startProvider = providerStarter();
  const wrong: [string, RegExp][] = [
    ["urn:pulumi:dev::project::tasknet:index:Browser::b", /tasknet:index:Browser/],
    ["urn:pulumi:dev::project::tasknet:index:Session$tasknet:index:Browser::b", /tasknet:index:Browser/],
    ["urn:pulumi:dev::project::pulumi:providers:tasknet::b", /pulumi:providers:tasknet/],
    ["no name at all", /"no name at all"/],
    ["", /""/],
  ];
  for (const [name, send] of Object.entries({ ...requests, Check: check })) {
    it(`refuses ${name} for a resource of another type`, async () => {
      const { plugin, sim } = await startProvider();
      for (const [other, text] of wrong) {
        expect(await expectRefusal(plugin, send(plugin, other), status.INVALID_ARGUMENT)).to.match(text);
      }
      expect(calls(sim)).to.deep.equal([]);
    });
  }

  it("accepts a session that is a child of another resource", async () => {
    const { plugin } = await startProvider();
    const child = "urn:pulumi:dev::project::my:index:Farm$tasknet:index:Session::b";
    const request = new proto.CheckRequest().setUrn(child).setNews(struct({ leaseTime: 5 }));
    expect((await plugin.send("check", request)).getFailuresList()).to.deep.equal([]);
  });
});

describe("requests without their values", () => {
  const startProvider = providerStarter();
  const codes: [string, status][] = [
    ["Diff", status.FAILED_PRECONDITION],
    ["Create", status.INVALID_ARGUMENT],
    ["Update in a preview", status.FAILED_PRECONDITION],
    ["Update", status.FAILED_PRECONDITION],
  ];
  for (const [name, code] of codes) {
    it(`refuses ${name} without its values`, async () => {
      const { plugin, sim } = await startProvider();
      await expectRefusal(plugin, requests[name]!(plugin, urn), code);
      expect(sim.sessions()).to.deep.equal([]);
    });
  }

  it("reports the required input in a Check without values", async () => {
    const { plugin } = await startProvider();
    const response = await plugin.send("check", new proto.CheckRequest().setUrn(urn));
    expect(response.getFailuresList().map((failed) => failed.getProperty())).to.deep.equal(["leaseTime"]);
  });

  it("accepts CheckConfig and DiffConfig without values", async () => {
    const { plugin } = await startProvider();
    expect((await plugin.send("checkConfig", new proto.CheckRequest())).getFailuresList()).to.deep.equal([]);
    const response = await plugin.send("diffConfig", new proto.DiffRequest());
    expect(response.getChanges()).to.equal(proto.DiffResponse.DiffChanges.DIFF_NONE);
  });

  it("refuses Configure without its values", async () => {
    const { plugin } = await startProvider();
    const call = plugin.send("configure", new proto.ConfigureRequest());
    await expectRefusal(plugin, call, status.INVALID_ARGUMENT);
  });

  it("refuses an Update without new inputs, without a request", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make();
    sim.clearLedger();
    const request = new proto.UpdateRequest()
      .setUrn(urn)
      .setId(made.id)
      .setOlds(struct(made.outputs))
      .setOldInputs(struct(made.inputs));
    await expectRefusal(plugin, plugin.send("update", request), status.INVALID_ARGUMENT);
    expect(calls(sim)).to.deep.equal([]);
  });
});

describe("a state that another provider wrote", () => {
  const startProvider = providerStarter();
  const withoutRecord: [string, Raw][] = [
    ["no properties", {}],
    ["other properties", { leaseTime: 30, sessionUUID: anyId, expiresAt: "2030-01-01T00:00:00.000Z" }],
    ["the properties of a dynamic provider", { leaseTime: 30, __provider: "exports.handler = 1" }],
  ];
  const withBrokenRecord: [string, Raw][] = [
    ["a record that is a text", { leaseTime: 30, __tasknet: "text" }],
    ["an empty record", { leaseTime: 30, __tasknet: {} }],
    ["a record without a lease", { leaseTime: 30, __tasknet: { origin: { endpoint: "x", mode: "y" } } }],
    ["an expiry that is not a timestamp", { leaseTime: 30, expiresAt: "soon", __tasknet: {} }],
  ];
  for (const [name, properties] of [...withoutRecord, ...withBrokenRecord]) {
    it(`refuses Diff and Update of a state with ${name}`, async () => {
      const { plugin, sim } = await startProvider();
      const { inputs } = await plugin.check({ leaseTime: 30 });
      const resource = { id: anyId, inputs, outputs: properties, refreshBeforeUpdate: false };
      for (const call of [
        plugin.diff(resource),
        plugin.update(resource, { leaseTime: 40 }),
        plugin.update(resource, { leaseTime: 40 }, { preview: true }),
      ]) {
        const text = await expectRefusal(plugin, call, status.FAILED_PRECONDITION);
        expect(text).to.contain(`the state of session ${anyId}`);
      }
      expect(calls(sim)).to.deep.equal([]);
    });
  }

  for (const [name, properties] of withBrokenRecord) {
    it(`refuses Read and Delete of a state with ${name}`, async () => {
      const { plugin, sim } = await startProvider();
      const { id } = await plugin.make();
      sim.clearLedger();
      for (const call of [
        plugin.read({ id, inputs: {}, outputs: properties }),
        plugin.delete(id, properties),
      ]) {
        const text = await expectRefusal(plugin, call, status.FAILED_PRECONDITION);
        expect(text).to.contain(`the state of session ${id}`);
      }
      expect(calls(sim)).to.deep.equal([]);
    });
  }

  for (const [name, properties] of withoutRecord) {
    it(`reads and deletes by the id of a state with ${name}`, async () => {
      const { plugin } = await startProvider();
      const { id } = await plugin.make();
      const resource = { id, inputs: {}, outputs: properties, refreshBeforeUpdate: false };
      expect((await plugin.refresh(resource)).outputs).to.include({ sessionUUID: id, status: "running" });
      await plugin.delete(id, properties);
      expect((await plugin.read(resource)).getId()).to.equal("");
    });
  }
});

describe("messages that break the protocol", () => {
  const startProvider = providerStarter();

  it("refuses a message with a value of no kind", async () => {
    const { plugin } = await startProvider();
    const news = struct({ leaseTime: null });
    news.getFieldsMap().get("leaseTime")!.clearNullValue();
    const call = plugin.send("check", new proto.CheckRequest().setUrn(urn).setNews(news));
    await expectRefusal(plugin, call, status.FAILED_PRECONDITION);
  });
});
