import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import type { Plugin, Raw, Resource } from "./fixtures";
import {
  calls,
  failure,
  initFailureOf,
  providerStarter,
  raw,
  resourceOf,
  secret,
  struct,
  unknown,
} from "./fixtures";

const screen = { resolution: "1920x1080", depth: 24, dpi: 96 };
const extension = {
  extensionUUID: "0a52c6f1-5c1a-4d55-9a0e-6f3c1a4f2b17",
  name: "blocker",
  description: "x",
  url: "x",
};

async function make(plugin: Plugin, type: string, given: Raw): Promise<Resource> {
  const { inputs, failures } = await plugin.of(type).check(given);
  expect(failures).to.be.empty;
  return plugin.of(type).create(inputs);
}

async function makeFingerprint(plugin: Plugin, given: Raw = { screen }): Promise<Resource> {
  const { outputs } = await make(plugin, "Environment", { name: "shop" });
  return make(plugin, "Fingerprint", { environmentUUID: outputs.environmentUUID, ...given });
}

describe("environments and fingerprints of the plugin", () => {
  const startProvider = providerStarter();

  it("previews the create of an environment without a request, and marks its secret", async () => {
    const { plugin, sim } = await startProvider();
    const { outputs } = await plugin.of("Environment").create({ name: "shop" }, { preview: true });
    expect(outputs).to.deep.equal({
      name: "shop",
      environmentUUID: unknown,
      publicKey: unknown,
      createdAt: unknown,
      envSecret: secret(unknown),
    });
    expect(calls(sim)).to.be.empty;
  });

  it("marks the secrets of an environment and of a fingerprint in their outputs", async () => {
    const { plugin, sim } = await startProvider();
    const { outputs } = await makeFingerprint(plugin);
    expect(outputs.fingerprintSecret).to.deep.equal(secret(sim.fingerprints()[0]?.fingerprintSecret));
    const environment = await make(plugin, "Environment", { name: "bank" });
    expect(environment.outputs.envSecret).to.deep.equal(secret(sim.environments()[1]?.envSecret));
    expect(environment.refreshBeforeUpdate).to.be.false;
  });

  it("takes an environment that is not known before the update", async () => {
    const { plugin } = await startProvider();
    const { inputs, failures } = await plugin.of("Fingerprint").check({ environmentUUID: unknown, screen });
    expect([inputs, failures]).to.deep.equal([{ environmentUUID: unknown, screen }, []]);
    const { outputs } = await plugin.of("Fingerprint").create(inputs, { preview: true });
    expect(outputs).to.include({ environmentUUID: unknown, fingerprintUUID: unknown });
  });

  it("names the field of an object in a failure of Check", async () => {
    const { plugin } = await startProvider();
    const given = { environmentUUID: extension.extensionUUID, screen: { ...screen, depth: 16 } };
    const { failures } = await plugin.of("Fingerprint").check(given);
    expect(failures.map(({ property }) => property)).to.deep.equal(["screen.depth"]);
  });

  it("plans a country in place, and a screen as a replacement", async () => {
    const { plugin } = await startProvider();
    const made = await makeFingerprint(plugin, { screen, proxy: { country: "DE" } });
    const country = await plugin.of("Fingerprint").diff(made, { proxy: { country: "FR" } });
    expect(country.getChanges()).to.equal(proto.DiffResponse.DiffChanges.DIFF_SOME);
    expect([country.getReplacesList(), country.getDiffsList()]).to.deep.equal([[], ["proxy"]]);
    const other = await plugin.of("Fingerprint").diff(made, { screen: { ...screen, dpi: 120 } });
    expect(other.getReplacesList()).to.deep.equal(["screen"]);
    expect(other.getDeletebeforereplace()).to.be.false;
  });

  it("updates a country, and previews the update without a request", async () => {
    const { plugin, sim } = await startProvider();
    const made = await makeFingerprint(plugin, { screen, proxy: { country: "DE" } });
    sim.clearLedger();
    const change = { proxy: { country: "FR" } };
    const preview = await plugin.of("Fingerprint").update(made, change, { preview: true });
    expect(preview.outputs).to.include({ proxy: unknown, fingerprintUUID: made.id });
    expect(calls(sim)).to.be.empty;
    await plugin.of("Fingerprint").update(made, change);
    expect(calls(sim)).to.deep.equal(["UpdateFingerprintProxy", "GetFingerprint"]);
  });

  it("imports a fingerprint with the inputs that Tasknet shows", async () => {
    const { plugin } = await startProvider();
    const { id } = await makeFingerprint(plugin, { screen, proxy: { country: "DE" } });
    const response = await plugin.of("Fingerprint").readById(id);
    const { inputs } = resourceOf(response);
    expect(inputs).to.deep.include({ screen, proxy: { country: "DE" } });
    expect(inputs).to.not.have.any.keys("environmentUUID", "fingerprintSecret", "fingerprintUUID");
  });

  it("answers the read of an archived fingerprint with an empty id", async () => {
    const { plugin, sim } = await startProvider();
    const made = await makeFingerprint(plugin);
    sim.archiveFingerprint(made.id);
    expect((await plugin.of("Fingerprint").read(made)).getId()).to.equal("");
  });

  it("returns an init failure with the id of an environment whose secret is lost", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateEnvironment", malformed: "missing-field:envSecret" });
    const error = await failure(plugin.of("Environment").create({ name: "shop" }));
    const partial = initFailureOf(error);
    expect(partial?.getId()).to.equal(sim.environments()[0]?.environmentUUID);
    expect(raw(partial?.getProperties())).to.include({ name: "shop" });
    expect(error.message).to.include("its secret is not known");
  });

  it("lists the ids of environments and of fingerprints that are not archived", async () => {
    const { plugin, sim } = await startProvider();
    const kept = await makeFingerprint(plugin);
    const archived = await makeFingerprint(plugin);
    sim.archiveFingerprint(archived.id);
    const list = async (type: string): Promise<unknown[]> => {
      const request = new proto.ListRequest().setToken(`tasknet:index:${type}`).setQuery(struct({}));
      return (await plugin.list(request)).map((response) => response.getResult()?.getId());
    };
    expect(await list("Fingerprint")).to.deep.equal([kept.id]);
    const ids = sim.environments().map(({ environmentUUID }) => environmentUUID);
    expect(await list("Environment")).to.deep.equal(ids);
  });

  it("warns that a list shows only some of the fingerprints of the account", async () => {
    const { plugin, engineMessages } = await startProvider({ sim: { switches: { fingerprintPageSize: 1 } } });
    await makeFingerprint(plugin);
    await makeFingerprint(plugin);
    const request = new proto.ListRequest().setToken("tasknet:index:Fingerprint").setQuery(struct({}));
    expect(await plugin.list(request)).to.have.lengthOf(1);
    const warnings = (await engineMessages()).filter(({ severity }) => severity === "warning");
    expect(warnings.map(({ text }) => text).join()).to.include("only some of the fingerprints");
  });

  it("returns environments, fingerprints and extensions from the functions, without secrets", async () => {
    const { plugin, sim } = await startProvider({ sim: { extensions: [extension] } });
    const { id, inputs } = await makeFingerprint(plugin);
    const { environmentUUID } = inputs;
    const invoke = (name: string, args: Raw): Promise<Raw> => plugin.invoke(`tasknet:index:${name}`, args);
    expect(await invoke("getEnvironment", { environmentUUID })).to.include({ environmentUUID, name: "shop" });
    expect(await invoke("getFingerprint", { fingerprintUUID: id })).to.include({ fingerprintUUID: id });
    const shown = [
      await invoke("getEnvironments", { name: "shop" }),
      await invoke("getFingerprints", {}),
      await invoke("getExtension", { name: "blocker" }),
      await invoke("getExtensions", {}),
    ];
    const text = JSON.stringify(shown);
    expect(text).to.include(id).and.include(String(environmentUUID)).and.include(extension.extensionUUID);
    expect(text)
      .to.not.include(sim.environments()[0]?.envSecret)
      .and.not.include(sim.fingerprints()[0]?.fingerprintSecret);
  });

  it("fails getExtension for a name that no extension or more than one has", async () => {
    const twin = { ...extension, extensionUUID: "9b1f3c52-77a4-4a0f-8a39-0b7d1c2e3f44" };
    const { plugin } = await startProvider({ sim: { extensions: [extension, twin] } });
    const named = (name: string): Promise<Raw> => plugin.invoke("tasknet:index:getExtension", { name });
    expect((await failure(named("other"))).message).to.include(
      `extension with the name "other" does not exist`,
    );
    expect((await failure(named("blocker"))).message).to.include("2 extensions match");
  });
});
