import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Switches } from "../../simulator/index";
import { json, simulators, start } from "./fixtures";
import { createEnvironment, createFingerprint, run } from "./resource-fixtures";

describe("simulator: environments", () => {
  const simulate = simulators();

  it("creates an environment with a secret that no read returns", async () => {
    const sim = await simulate();
    const { envSecret, ...shown } = await createEnvironment(sim, "shop");
    expect(shown).to.have.all.keys("environmentUUID", "name", "publicKey", "createdAt");
    expect(shown).to.include({ name: "shop", createdAt: new Date(start).toISOString() });
    expect(json(await run(sim, "GetEnvironment", shown.environmentUUID))).to.deep.equal(shown);
    expect(json(await run(sim, "ListEnvironments"))).to.deep.equal({ environments: [shown] });
    expect((await createEnvironment(sim, "other")).envSecret).to.not.equal(envSecret);
    expect(sim.environments()[0]).to.include({ envSecret, account: sim.environments()[1]!.account });
    expect(sim.contractViolations).to.deep.equal([]);
  });

  it("deletes an environment, which no read finds afterwards", async () => {
    const sim = await simulate();
    const { environmentUUID } = await createEnvironment(sim);
    sim.advance(1000);
    expect(await run(sim, "DeleteEnvironment", environmentUUID)).to.include({ status: 200, text: "{}" });
    const reply = await run(sim, "GetEnvironment", environmentUUID);
    expect(reply.status).to.equal(404);
    expect(json(reply)).to.deep.include({
      code: "NOT_FOUND",
      details: { resource: "environment", id: environmentUUID },
    });
    expect(json(await run(sim, "ListEnvironments"))).to.deep.equal({ environments: [] });
    expect(sim.environments()[0]!.deletedAt).to.equal(start + 1000);
  });

  it("responds 404 for an environment that never existed", async () => {
    const sim = await simulate({
      switches: { deleteDeletedEnvironment: "200", getDeletedEnvironment: "200" },
    });
    for (const operation of ["GetEnvironment", "DeleteEnvironment"] as const) {
      expect((await run(sim, operation, randomUUID())).status, operation).to.equal(404);
    }
  });

  it("responds 400 to a create without a name", async () => {
    const sim = await simulate();
    const reply = await run(sim, "CreateEnvironment", "", { body: {} });
    expect(reply.status).to.equal(400);
    expect(json(reply).message).to.include("name");
    expect(sim.environments()).to.deep.equal([]);
  });

  for (const [duplicateName, status] of [
    ["allowed", 200],
    ["refused", 400],
  ] as const) {
    it(`responds ${status} to a create with the name of another with duplicateName ${duplicateName}`, async () => {
      const sim = await simulate({ switches: { duplicateName } });
      const { environmentUUID } = await createEnvironment(sim, "shop");
      const again = (): Promise<{ status: number }> =>
        run(sim, "CreateEnvironment", "", { body: { name: "shop" } });
      expect((await again()).status).to.equal(status);
      for (const one of sim.environments()) sim.deleteEnvironment(one.environmentUUID);
      expect((await again()).status).to.equal(200);
      expect(sim.environments()[0]!.environmentUUID).to.equal(environmentUUID);
    });
  }

  const deletes: {
    deleteUsedEnvironment: Switches["deleteUsedEnvironment"];
    status: number;
    archived: boolean;
  }[] = [
    { deleteUsedEnvironment: "400", status: 400, archived: false },
    { deleteUsedEnvironment: "200", status: 200, archived: false },
    { deleteUsedEnvironment: "cascade", status: 200, archived: true },
  ];
  for (const { deleteUsedEnvironment, status, archived } of deletes) {
    it(`responds ${status} to a DELETE of a used environment with deleteUsedEnvironment ${deleteUsedEnvironment}`, async () => {
      const sim = await simulate({ switches: { deleteUsedEnvironment } });
      const { environmentUUID } = await createEnvironment(sim);
      await createFingerprint(sim, { environmentUUID });
      const other = await createFingerprint(sim);
      expect((await run(sim, "DeleteEnvironment", environmentUUID)).status).to.equal(status);
      expect(sim.environments()[0]!.deletedAt).to.equal(status === 200 ? start : undefined);
      expect(sim.fingerprints().map(({ isArchived }) => isArchived)).to.deep.equal([archived, false]);
      expect(sim.fingerprints()[1]!.fingerprintUUID).to.equal(other.fingerprintUUID);
    });
  }

  it("deletes an environment whose fingerprints are all archived", async () => {
    const sim = await simulate();
    const { environmentUUID } = await createEnvironment(sim);
    const { fingerprintUUID } = await createFingerprint(sim, { environmentUUID });
    sim.archiveFingerprint(fingerprintUUID);
    expect((await run(sim, "DeleteEnvironment", environmentUUID)).status).to.equal(200);
  });

  for (const [name, operation] of [
    ["deleteDeletedEnvironment", "DeleteEnvironment"],
    ["getDeletedEnvironment", "GetEnvironment"],
  ] as const) {
    for (const position of ["404", "200"] as const) {
      it(`responds ${position} to ${operation} of a deleted environment with ${name} ${position}`, async () => {
        const sim = await simulate({ switches: { [name]: position } });
        const { environmentUUID } = await createEnvironment(sim);
        sim.deleteEnvironment(environmentUUID);
        expect(String((await run(sim, operation, environmentUUID)).status)).to.equal(position);
        expect(json(await run(sim, "ListEnvironments"))).to.deep.equal({ environments: [] });
      });
    }
  }

  for (const [resourceModes, status] of [
    ["isolated", 404],
    ["shared", 200],
  ] as const) {
    it(`responds ${status} to requests in another mode with resourceModes ${resourceModes}`, async () => {
      const sim = await simulate({ switches: { resourceModes, duplicateName: "refused" } });
      const mode = "public";
      const { environmentUUID } = await createEnvironment(sim, "shop", { mode });
      const { fingerprintUUID } = await createFingerprint(sim, { environmentUUID }, { mode });
      expect((await run(sim, "GetEnvironment", environmentUUID, { mode })).status).to.equal(200);
      expect((await run(sim, "GetEnvironment", environmentUUID)).status).to.equal(status);
      expect((await run(sim, "GetFingerprint", fingerprintUUID)).status).to.equal(status);
      const inOtherMode = await run(sim, "CreateRandomFingerprint", "", { body: { environmentUUID } });
      expect(inOtherMode.status).to.equal(status);
      const sameName = await run(sim, "CreateEnvironment", "", { body: { name: "shop" } });
      expect(sameName.status).to.equal(status === 200 ? 400 : 200);
    });
  }
});
