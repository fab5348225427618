import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Switches } from "../../simulator/index";
import { call, create, json, post, simulators, validBody } from "./fixtures";
import { createEnvironment, createFingerprint, run } from "./resource-fixtures";

describe("simulator: sessions of fingerprints", () => {
  const simulate = simulators();

  it("starts a session with a fingerprint that exists", async () => {
    const sim = await simulate({ switches: { unknownFingerprint: "refused" } });
    const { fingerprintUUID } = await createFingerprint(sim);
    const session = await create(sim, { fingerprintUUID: fingerprintUUID.toUpperCase() });
    expect(session.fingerprintUUID.toLowerCase()).to.equal(fingerprintUUID);
  });

  it("refuses a session with an archived fingerprint", async () => {
    const sim = await simulate();
    const { fingerprintUUID } = await createFingerprint(sim);
    const running = await create(sim, { fingerprintUUID });
    await run(sim, "ArchiveFingerprint", fingerprintUUID);
    const reply = await post(sim, { fingerprintUUID });
    expect(reply.status).to.equal(400);
    expect(json(reply).message).to.include(`the fingerprint ${fingerprintUUID} is archived`);
    // A session that runs already continues.
    expect(sim.running().map(({ sessionUUID }) => sessionUUID)).to.deep.equal([running.sessionUUID]);
  });

  for (const [unknownFingerprint, status] of [
    ["accepted", 200],
    ["refused", 400],
  ] as const) {
    it(`responds ${status} to a session with an unknown fingerprint with unknownFingerprint ${unknownFingerprint}`, async () => {
      const sim = await simulate({ switches: { unknownFingerprint } });
      expect((await post(sim, { fingerprintUUID: randomUUID() })).status).to.equal(status);
      // A session without a fingerprint gets a new one.
      expect((await post(sim)).status).to.equal(200);
    });
  }

  it("does not know a fingerprint of another account or mode", async () => {
    const accounts = [
      { apiKeyId: "a", apiKey: "key-a" },
      { apiKeyId: "b", apiKey: "key-b" },
    ];
    const sim = await simulate({ accounts, switches: { unknownFingerprint: "refused" } });
    const own = { "X-Api-Key-Id": "a", "X-Api-Key": "key-a" };
    const other = { "X-Api-Key-Id": "b", "X-Api-Key": "key-b" };
    const { fingerprintUUID } = await createFingerprint(sim, {}, { headers: own });
    const body = { ...validBody, fingerprintUUID };
    const statusOf = async (mode: string, headers: Record<string, string>): Promise<number> =>
      (await call(sim.url, "POST", `/${mode}/v1/sessions`, { body, headers })).status;
    expect(await statusOf("private", other)).to.equal(400);
    expect(await statusOf("public", own)).to.equal(400);
    sim.setSwitches({ resourceModes: "shared" });
    expect(await statusOf("public", own)).to.equal(200);
    expect(await statusOf("private", own)).to.equal(200);
  });

  const shared: [Switches["sharedFingerprint"], number][] = [
    ["allowed", 200],
    ["conflict", 409],
  ];
  for (const [sharedFingerprint, status] of shared) {
    it(`responds ${status} to a second session of a fingerprint with sharedFingerprint ${sharedFingerprint}`, async () => {
      const sim = await simulate({ switches: { sharedFingerprint } });
      const { fingerprintUUID } = await createFingerprint(sim);
      await create(sim, { fingerprintUUID });
      expect((await post(sim, { fingerprintUUID })).status).to.equal(status);
    });
  }

  for (const [orphanedFingerprint, status] of [
    ["accepted", 200],
    ["refused", 400],
  ] as const) {
    it(`responds ${status} to a session and a clone of an orphaned fingerprint with orphanedFingerprint ${orphanedFingerprint}`, async () => {
      const sim = await simulate({ switches: { orphanedFingerprint } });
      const { environmentUUID } = await createEnvironment(sim);
      const { fingerprintUUID } = await createFingerprint(sim, { environmentUUID });
      expect((await post(sim, { fingerprintUUID })).status).to.equal(200);
      sim.deleteEnvironment(environmentUUID);
      expect((await post(sim, { fingerprintUUID })).status).to.equal(status);
      expect((await run(sim, "CloneFingerprint", fingerprintUUID)).status).to.equal(status);
    });
  }
});
