import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { fixedExtensions } from "../../simulator/index";
import { json, simulators, start } from "./fixtures";
import { createEnvironment, createFingerprint, run, screen } from "./resource-fixtures";

const device = { numSpeakers: 2, numMicrophones: 3, numCameras: 4 };

describe("simulator: fingerprints", () => {
  const simulate = simulators();

  it("creates a declared fingerprint with a secret that no read returns", async () => {
    const sim = await simulate();
    const extensions = [fixedExtensions[0]!.extensionUUID];
    const { fingerprintSecret, ...shown } = await createFingerprint(sim, {
      device,
      proxy: { country: "de" },
      extensions,
    });
    expect(shown).to.deep.include({
      isArchived: false,
      browserConfig: {
        browser: "chromium",
        extensions,
        ...device,
        screenDPI: 96,
        screenDepth: 24,
        screenResolution: "1920x1080",
      },
      createdAt: new Date(start).toISOString(),
      updatedAt: new Date(start).toISOString(),
    });
    expect(shown.proxy).to.deep.include({ country: "de", type: "residential" });
    expect(shown).to.not.have.property("environmentUUID");
    expect(json(await run(sim, "GetFingerprint", shown.fingerprintUUID))).to.deep.equal(shown);
    expect(json(await run(sim, "ListFingerprints"))).to.deep.equal({ fingerprints: [shown], total: 1 });
    expect((await createFingerprint(sim)).fingerprintSecret).to.not.equal(fingerprintSecret);
    expect(sim.fingerprints()[0]).to.include({
      fingerprintSecret,
      environmentUUID: sim.environments()[0]!.environmentUUID,
    });
    expect(sim.contractViolations).to.deep.equal([]);
  });

  it("chooses what a declared fingerprint does not give", async () => {
    const sim = await simulate();
    const { browserConfig, proxy } = await createFingerprint(sim);
    expect(browserConfig).to.deep.include({
      numSpeakers: 1,
      numMicrophones: 1,
      numCameras: 1,
      extensions: [],
    });
    expect(proxy).to.deep.include({ country: "US" });
  });

  it("creates random fingerprints that conform to the contract and differ", async () => {
    const sim = await simulate();
    const { environmentUUID } = await createEnvironment(sim);
    const bodies = [];
    for (let n = 0; n < 14; n += 1) {
      bodies.push(json(await run(sim, "CreateRandomFingerprint", "", { body: { environmentUUID } })));
    }
    expect(new Set(bodies.map(({ browserConfig }) => JSON.stringify(browserConfig))).size).to.be.above(7);
    expect(bodies[0]!.fingerprintSecret).to.be.a("string");
    expect(sim.contractViolations).to.deep.equal([]);
  });

  it("clones the settings of a fingerprint, with an id, a secret and a time of its own", async () => {
    const sim = await simulate();
    const source = await createFingerprint(sim, { device, proxy: { country: "JP" } });
    sim.advance(1000);
    const copy = json(await run(sim, "CloneFingerprint", source.fingerprintUUID));
    expect(copy.browserConfig).to.deep.equal(source.browserConfig);
    expect(copy.proxy).to.deep.equal(source.proxy);
    for (const field of ["fingerprintUUID", "fingerprintSecret", "createdAt"] as const) {
      expect(copy[field], field).to.be.a("string").and.not.equal(source[field]);
    }
    const [first, second] = sim.fingerprints();
    expect(second!.environmentUUID).to.equal(first!.environmentUUID);
    await run(sim, "UpdateFingerprintProxy", source.fingerprintUUID, { body: { country: "FR" } });
    expect(sim.fingerprints()[1]!.settings.country).to.equal("JP");
  });

  for (const [updatedAtOnPatch, moved] of [
    ["moves", 1000],
    ["stays", 0],
  ] as const) {
    it(`changes the country and moves updatedAt by ${moved} ms with updatedAtOnPatch ${updatedAtOnPatch}`, async () => {
      const sim = await simulate({ switches: { updatedAtOnPatch } });
      const { fingerprintUUID } = await createFingerprint(sim, { proxy: { country: "DE" } });
      sim.advance(1000);
      const reply = await run(sim, "UpdateFingerprintProxy", fingerprintUUID, { body: { country: "FR" } });
      expect(reply).to.include({ status: 200, text: "{}" });
      const { proxy, updatedAt } = json(await run(sim, "GetFingerprint", fingerprintUUID));
      expect(proxy).to.deep.include({ country: "FR" });
      expect(updatedAt).to.equal(new Date(start + moved).toISOString());
    });
  }

  it("resets the data of a fingerprint and keeps its settings", async () => {
    const sim = await simulate();
    const { fingerprintUUID, browserConfig } = await createFingerprint(sim, { device });
    sim.advance(1000);
    expect(await run(sim, "ResetFingerprint", fingerprintUUID)).to.include({ status: 200, text: "{}" });
    expect(sim.fingerprints()[0]!.resetAt).to.equal(start + 1000);
    const shown = json(await run(sim, "GetFingerprint", fingerprintUUID));
    expect(shown.browserConfig).to.deep.equal(browserConfig);
    expect(shown.updatedAt).to.equal(new Date(start + 1000).toISOString());
  });

  it("archives a fingerprint for good", async () => {
    const sim = await simulate();
    const { fingerprintUUID } = await createFingerprint(sim);
    expect(await run(sim, "ArchiveFingerprint", fingerprintUUID)).to.include({ status: 200, text: "{}" });
    expect(json(await run(sim, "GetFingerprint", fingerprintUUID)).isArchived).to.be.true;
    for (const [operation, body] of [
      ["UpdateFingerprintProxy", { country: "FR" }],
      ["ResetFingerprint", {}],
      ["CloneFingerprint", {}],
    ] as const) {
      const reply = await run(sim, operation, fingerprintUUID, { body });
      expect(reply.status, operation).to.equal(400);
      expect(reply.text, operation).to.include("archived");
    }
    expect(sim.fingerprints()).to.have.length(1);
    expect(sim.fingerprints()[0])
      .to.deep.include({ isArchived: true })
      .and.nested.include({ "settings.country": "US" });
  });

  it("responds 404 for a fingerprint that never existed", async () => {
    const sim = await simulate();
    for (const operation of [
      "GetFingerprint",
      "UpdateFingerprintProxy",
      "CloneFingerprint",
      "ResetFingerprint",
      "ArchiveFingerprint",
    ] as const) {
      const id = randomUUID();
      const body = operation === "UpdateFingerprintProxy" ? { country: "FR" } : undefined;
      const reply = await run(sim, operation, id, { body });
      expect(reply.status, operation).to.equal(404);
      expect(json(reply).details, operation).to.deep.equal({ resource: "fingerprint", id });
    }
  });

  it("responds 404 to a create in an environment that does not exist or is deleted", async () => {
    const sim = await simulate();
    const { environmentUUID } = await createEnvironment(sim);
    sim.deleteEnvironment(environmentUUID);
    for (const id of [randomUUID(), environmentUUID]) {
      for (const [operation, body] of [
        ["CreateFingerprint", { environmentUUID: id, screen }],
        ["CreateRandomFingerprint", { environmentUUID: id }],
      ] as const) {
        const reply = await run(sim, operation, "", { body });
        expect(reply.status, operation).to.equal(404);
        expect(json(reply).details, operation).to.deep.equal({ resource: "environment", id });
      }
    }
    expect(sim.fingerprints()).to.deep.equal([]);
  });

  const invalid: [description: string, body: object, text: string][] = [
    ["without a screen", { screen: undefined }, "screen"],
    ["with an unknown resolution", { screen: { ...screen, resolution: "800x600" } }, "resolution"],
    ["with an unknown depth", { screen: { ...screen, depth: 16 } }, "depth"],
    ["with an unknown dpi", { screen: { ...screen, dpi: 100 } }, "dpi"],
    ["with device counts as text", { device: { numCameras: "2" } }, "numCameras"],
    ["with extensions that are not a list", { extensions: "x" }, "extensions"],
    ["with the name of a country", { proxy: { country: "Germany" } }, "two letters"],
  ];
  for (const [description, body, text] of invalid) {
    it(`responds 400 to a create of a fingerprint ${description}`, async () => {
      const sim = await simulate();
      const { environmentUUID } = await createEnvironment(sim);
      const reply = await run(sim, "CreateFingerprint", "", { body: { environmentUUID, screen, ...body } });
      expect(reply.status).to.equal(400);
      expect(reply.text).to.include(text);
      expect(sim.fingerprints()).to.deep.equal([]);
    });
  }

  it("responds 400 to a PATCH with a country that is not two letters", async () => {
    const sim = await simulate();
    const { fingerprintUUID } = await createFingerprint(sim);
    for (const body of [{}, { country: 5 }, { country: "" }, { country: "DEU" }]) {
      const reply = await run(sim, "UpdateFingerprintProxy", fingerprintUUID, { body });
      expect(reply.status, JSON.stringify(body)).to.equal(400);
    }
    expect(sim.fingerprints()[0]!.settings.country).to.equal("US");
  });
});
