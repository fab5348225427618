import { status } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Plugin, Raw } from "./fixtures";
import { anyId, calls, failure, providerStarter, struct, urn } from "./fixtures";

/** A text that speaks of the program's own innards, and not of what is wrong. */
const innards = /undefined|Symbol|Cannot |Invalid |is not a function|of null|NaN|at .*:\d+/;

/** Expects one clear error of this code, and that the plugin serves on. */
async function expectRefusal(plugin: Plugin, call: Promise<unknown>, code: status): Promise<string> {
  const error = await failure(call);
  expect(status[error.code]).to.equal(status[code]);
  expect(error.details).to.not.be.empty;
  expect(error.details).to.not.match(innards);
  expect((await plugin.send("getPluginInfo", new Empty())).getVersion()).to.not.be.empty;
  return error.details;
}

type Ask = (plugin: Plugin, urn: string) => Promise<unknown>;

/** Every request about one resource, with nothing in it but its name. */
const requests: Readonly<Record<string, Ask>> = {
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
const check: Ask = (plugin, urn) => plugin.send("check", new proto.CheckRequest().setUrn(urn));

describe("requests before Configure", () => {
  const startProvider = providerStarter();
  const others: Record<string, Ask> = {
    Invoke: (plugin) => plugin.invoke("tasknet:index:getSessions", {}),
    List: (plugin) => plugin.list(new proto.ListRequest().setToken("tasknet:index:Session")),
  };
  for (const [name, ask] of Object.entries({ ...requests, ...others })) {
    it(name, async () => {
      const { plugin } = await startProvider({ isConfigured: false });
      const text = await expectRefusal(plugin, ask(plugin, urn), status.FAILED_PRECONDITION);
      expect(text).to.equal("the provider is not configured");
    });
  }

  it("Check and CheckConfig need no configuration", async () => {
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
  for (const [name, ask] of Object.entries({ ...requests, Check: check })) {
    it(name, async () => {
      const { plugin, sim } = await startProvider();
      for (const [other, text] of wrong) {
        expect(await expectRefusal(plugin, ask(plugin, other), status.INVALID_ARGUMENT)).to.match(text);
      }
      expect(calls(sim)).to.deep.equal([]);
    });
  }

  it("a session that is a child of another resource is one", async () => {
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
    it(`${name} is an error`, async () => {
      const { plugin, sim } = await startProvider();
      await expectRefusal(plugin, requests[name]!(plugin, urn), code);
      expect(sim.sessions()).to.deep.equal([]);
    });
  }

  it("Check tells what is required", async () => {
    const { plugin } = await startProvider();
    const answer = await plugin.send("check", new proto.CheckRequest().setUrn(urn));
    expect(answer.getFailuresList().map((failed) => failed.getProperty())).to.deep.equal(["leaseTime"]);
  });

  it("CheckConfig and DiffConfig find nothing wrong in nothing", async () => {
    const { plugin } = await startProvider();
    expect((await plugin.send("checkConfig", new proto.CheckRequest())).getFailuresList()).to.deep.equal([]);
    const answer = await plugin.send("diffConfig", new proto.DiffRequest());
    expect(answer.getChanges()).to.equal(proto.DiffResponse.DiffChanges.DIFF_NONE);
  });

  it("Configure tells what is missing", async () => {
    const { plugin } = await startProvider();
    const call = plugin.send("configure", new proto.ConfigureRequest());
    await expectRefusal(plugin, call, status.INVALID_ARGUMENT);
  });

  it("Update without new inputs changes nothing", async () => {
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
    ["nothing", {}],
    ["other properties", { leaseTime: 30, sessionUUID: anyId, expiresAt: "2030-01-01T00:00:00.000Z" }],
    ["a dynamic provider's", { leaseTime: 30, __provider: "exports.handler = 1" }],
  ];
  const withBrokenRecord: [string, Raw][] = [
    ["a record that is none", { leaseTime: 30, __tasknet: "text" }],
    ["an empty record", { leaseTime: 30, __tasknet: {} }],
    ["a record without a lease", { leaseTime: 30, __tasknet: { origin: { endpoint: "x", mode: "y" } } }],
    ["a record whose end is no timestamp", { leaseTime: 30, expiresAt: "soon", __tasknet: {} }],
  ];
  for (const [name, properties] of [...withoutRecord, ...withBrokenRecord]) {
    it(`${name}: Diff and Update refuse it`, async () => {
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
    it(`${name}: Read and Delete refuse it`, async () => {
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
    it(`${name}: Read and Delete go by the id`, async () => {
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

  it("a value of no kind is an error", async () => {
    const { plugin } = await startProvider();
    const news = struct({ leaseTime: null });
    news.getFieldsMap().get("leaseTime")!.clearNullValue();
    const call = plugin.send("check", new proto.CheckRequest().setUrn(urn).setNews(news));
    await expectRefusal(plugin, call, status.FAILED_PRECONDITION);
  });
});
