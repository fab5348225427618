import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Simulator, Switches } from "../../simulator/index";
import { call, create, json, simulators } from "./fixtures";
import type { ResourceOperation } from "./resource-fixtures";
import { createEnvironment, createFingerprint, run, screen } from "./resource-fixtures";

describe("simulator: switches of fingerprints", () => {
  const simulate = simulators();

  /** Returns the ids of the listed fingerprints. */
  async function listed(sim: Simulator, query = ""): Promise<unknown[]> {
    const { fingerprints } = json(await run(sim, "ListFingerprints", "", { query }));
    return (fingerprints as { fingerprintUUID: string }[]).map(({ fingerprintUUID }) => fingerprintUUID);
  }

  const archived: { switches: Partial<Switches>; get: number; inList: boolean; again: number }[] = [
    { switches: {}, get: 200, inList: true, again: 200 },
    { switches: { getArchived: "404" }, get: 404, inList: true, again: 200 },
    { switches: { listArchived: "absent" }, get: 200, inList: false, again: 200 },
    { switches: { archiveArchived: "400" }, get: 200, inList: true, again: 400 },
    { switches: { getArchived: "404", archiveArchived: "400" }, get: 404, inList: true, again: 404 },
  ];
  for (const { switches, get, inList, again } of archived) {
    it(`responds ${get} to a GET and ${again} to another archive of an archived fingerprint with ${JSON.stringify(switches)}`, async () => {
      const sim = await simulate({ switches });
      const { fingerprintUUID } = await createFingerprint(sim);
      await run(sim, "ArchiveFingerprint", fingerprintUUID);
      expect((await run(sim, "GetFingerprint", fingerprintUUID)).status).to.equal(get);
      expect(await listed(sim)).to.deep.equal(inList ? [fingerprintUUID] : []);
      expect((await run(sim, "ArchiveFingerprint", fingerprintUUID)).status).to.equal(again);
    });
  }

  for (const [fingerprintSecret, isPresent] of [
    ["present", true],
    ["absent", false],
  ] as const) {
    it(`${isPresent ? "sends" : "omits"} the secret in all creates with fingerprintSecret ${fingerprintSecret}`, async () => {
      const sim = await simulate({ switches: { fingerprintSecret } });
      const { environmentUUID } = await createEnvironment(sim);
      const declared = await createFingerprint(sim, { environmentUUID });
      const random = json(await run(sim, "CreateRandomFingerprint", "", { body: { environmentUUID } }));
      const copy = json(await run(sim, "CloneFingerprint", declared.fingerprintUUID));
      for (const body of [declared, random, copy]) {
        expect("fingerprintSecret" in body).to.equal(isPresent);
      }
      expect(new Set(sim.fingerprints().map((one) => one.fingerprintSecret)).size).to.equal(3);
    });
  }

  for (const [proxyCountry, country] of [
    ["as-sent", "de"],
    ["upper-case", "DE"],
    ["named", "Germany"],
  ] as const) {
    it(`shows the country de as ${country} with proxyCountry ${proxyCountry}`, async () => {
      const sim = await simulate({ switches: { proxyCountry } });
      const { fingerprintUUID, proxy } = await createFingerprint(sim, { proxy: { country: "de" } });
      expect(proxy).to.deep.include({ country });
      const read = json(await run(sim, "GetFingerprint", fingerprintUUID));
      expect(read.proxy).to.deep.include({ country });
    });
  }

  for (const [fingerprintExtensions, count] of [
    ["repeated", 1],
    ["empty", 0],
  ] as const) {
    it(`shows ${count} of 1 extensions with fingerprintExtensions ${fingerprintExtensions}`, async () => {
      const sim = await simulate({ switches: { fingerprintExtensions } });
      const { browserConfig } = await createFingerprint(sim, { extensions: ["mine"] });
      expect((browserConfig as { extensions: unknown[] }).extensions).to.have.length(count);
    });
  }

  const creates: { switches: Partial<Switches>; body: object; status: number }[] = [
    { switches: { unknownExtension: "accepted" }, body: { extensions: ["mine"] }, status: 200 },
    { switches: { unknownExtension: "refused" }, body: { extensions: ["mine"] }, status: 400 },
    {
      switches: { unknownExtension: "refused" },
      body: { extensions: ["E0000000-0000-4000-8000-000000000002"] },
      status: 200,
    },
    { switches: { deviceCounts: "unchecked" }, body: { device: { numCameras: 0 } }, status: 200 },
    { switches: { deviceCounts: "checked" }, body: { device: { numCameras: 0 } }, status: 400 },
    { switches: { deviceCounts: "checked" }, body: { device: { numSpeakers: 5 } }, status: 400 },
    { switches: { deviceCounts: "checked" }, body: { device: { numCameras: 4 } }, status: 200 },
  ];
  for (const { switches, body, status } of creates) {
    it(`responds ${status} to a create with ${JSON.stringify(body)} and ${JSON.stringify(switches)}`, async () => {
      const sim = await simulate({ switches });
      const { environmentUUID } = await createEnvironment(sim);
      const whole = { environmentUUID, screen, ...body };
      expect((await run(sim, "CreateFingerprint", "", { body: whole })).status).to.equal(status);
      expect(sim.fingerprints()).to.have.length(status === 200 ? 1 : 0);
    });
  }

  it("lists one page of at most fingerprintPageSize fingerprints, also with a higher limit", async () => {
    const sim = await simulate({ switches: { fingerprintPageSize: 2 } });
    const { environmentUUID } = await createEnvironment(sim);
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      ids.push((await createFingerprint(sim, { environmentUUID })).fingerprintUUID);
    }
    const page = json(await run(sim, "ListFingerprints"));
    expect(page).to.include({ nextPage: 2, total: 3 });
    expect(await listed(sim)).to.deep.equal(ids.slice(0, 2));
    expect(await listed(sim, "?limit=1")).to.deep.equal(ids.slice(0, 1));
    expect(await listed(sim, "?limit=50")).to.deep.equal(ids.slice(0, 2));
    sim.setSwitches({ fingerprintPageSize: 3 });
    expect(json(await run(sim, "ListFingerprints"))).to.not.have.property("nextPage");
    sim.setSwitches({ fingerprintOrder: "newest-first" });
    expect(await listed(sim, "?limit=2")).to.deep.equal([ids[2], ids[1]]);
    for (const query of ["?limit=0", "?limit=1.5", "?limit=-1", "?limit=x", "?page=2"]) {
      expect((await run(sim, "ListFingerprints", "", { query })).status, query).to.equal(400);
    }
    expect(sim.contractViolations).to.deep.equal([]);
  });

  for (const [absentBody, status] of [
    ["refused", 400],
    ["accepted", 200],
  ] as const) {
    it(`responds ${status} to a request without a body with absentBody ${absentBody}`, async () => {
      const sim = await simulate({ switches: { absentBody } });
      const { fingerprintUUID } = await createFingerprint(sim);
      for (const action of ["clone", "reset", "archive"]) {
        const reply = await call(sim.url, "POST", `/private/v1/fingerprints/${fingerprintUUID}/${action}`);
        expect(reply.status, action).to.equal(status);
      }
      expect(sim.fingerprints()[0]!.isArchived).to.equal(status === 200);
    });
  }

  for (const [busyFingerprint, status] of [
    ["accepted", 200],
    ["conflict", 409],
  ] as const) {
    it(`responds ${status} to changes of a fingerprint in use with busyFingerprint ${busyFingerprint}`, async () => {
      const sim = await simulate({ switches: { busyFingerprint } });
      const { fingerprintUUID } = await createFingerprint(sim);
      const { sessionUUID } = await create(sim, { fingerprintUUID });
      const changes: [ResourceOperation, object][] = [
        ["UpdateFingerprintProxy", { country: "FR" }],
        ["ResetFingerprint", {}],
        ["ArchiveFingerprint", {}],
      ];
      for (const [operation, body] of changes) {
        expect((await run(sim, operation, fingerprintUUID, { body })).status, operation).to.equal(status);
      }
      sim.endSession(sessionUUID);
      expect((await run(sim, "ArchiveFingerprint", fingerprintUUID)).status).to.equal(200);
    });
  }

  it("does not count a session of another account as the use of a fingerprint", async () => {
    const accounts = [
      { apiKeyId: "a", apiKey: "key-a" },
      { apiKeyId: "b", apiKey: "key-b" },
    ];
    const sim = await simulate({ accounts, switches: { busyFingerprint: "conflict" } });
    const headersOf = (name: string): Record<string, string> => ({
      "X-Api-Key-Id": name,
      "X-Api-Key": `key-${name}`,
    });
    const { fingerprintUUID } = await createFingerprint(sim, {}, { headers: headersOf("a") });
    const body = { leaseTime: 5, isVncEnabled: false, vncMode: "rw", driver: "api", fingerprintUUID };
    await call(sim.url, "POST", "/private/v1/sessions", { body, headers: headersOf("b") });
    expect(sim.running()).to.have.length(1);
    const reply = await run(sim, "ArchiveFingerprint", fingerprintUUID, { headers: headersOf("a") });
    expect(reply.status).to.equal(200);
  });

  it("finds a fingerprint by its id in any case", async () => {
    const sim = await simulate({ switches: { idCase: "upper-everywhere" } });
    const { fingerprintUUID } = await createFingerprint(sim);
    expect(fingerprintUUID).to.equal(fingerprintUUID.toUpperCase());
    expect((await run(sim, "GetFingerprint", fingerprintUUID)).status).to.equal(200);
    expect((await run(sim, "GetFingerprint", randomUUID())).status).to.equal(404);
  });
});
