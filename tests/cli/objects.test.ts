import { expect } from "chai";
import { createEnvironment, createFingerprint } from "../simulator/resource-fixtures";
import { Service } from "./fixtures";

const unknownId = "5e551011-0000-4000-8000-00000000000f";

describe("pulumi-tasknet environments, delete-environment, fingerprints and archive-fingerprint", () => {
  const service = new Service();

  it("lists the environments, without a secret", async () => {
    const { environmentUUID, envSecret } = await createEnvironment(service.simulator, "shop");
    const { code, out } = await service.run(["environments"]);
    expect(code).to.equal(0);
    expect(out.split("\n")[0]).to.match(/^ENVIRONMENT +CREATED +NAME$/);
    expect(out).to.include(environmentUUID).and.include("shop").and.not.include(envSecret);
  });

  it("lists the fingerprints that are not archived, as JSON without a secret", async () => {
    const kept = await createFingerprint(service.simulator);
    const archived = await createFingerprint(service.simulator);
    service.simulator.archiveFingerprint(archived.fingerprintUUID);
    const { code, out } = await service.run(["fingerprints", "--json"]);
    expect(code).to.equal(0);
    const shown = JSON.parse(out) as { fingerprintUUID: string }[];
    expect(shown.map(({ fingerprintUUID }) => fingerprintUUID)).to.deep.equal([kept.fingerprintUUID]);
    expect(out).not.to.include(kept.fingerprintSecret);
  });

  it("says that nothing exists, and where it searched", async () => {
    const { code, out } = await service.run(["fingerprints"]);
    expect(code).to.equal(0);
    expect(out).to.equal(`No fingerprint exists at ${service.simulator.url} in the mode private.`);
  });

  it("says that the account has more fingerprints than the list shows", async () => {
    service.simulator.setSwitches({ fingerprintPageSize: 1 });
    await createFingerprint(service.simulator);
    await createFingerprint(service.simulator);
    const { code, err } = await service.run(["fingerprints"]);
    expect(code).to.equal(0);
    expect(err).to.equal("The account has more fingerprints: Tasknet shows only these.");
  });

  it("fails if the list cannot be read", async () => {
    service.simulator.addFault({ operation: "ListEnvironments", status: 401 });
    expect((await service.run(["environments"])).code).to.equal(1);
  });

  it("deletes the given environments only, with --yes", async () => {
    const deleted = await createEnvironment(service.simulator, "shop");
    await createEnvironment(service.simulator, "bank");
    const { code, out } = await service.run(["delete-environment", deleted.environmentUUID, "--yes"]);
    expect([code, out]).to.deep.equal([0, `deleted ${deleted.environmentUUID}`]);
    const left = service.simulator.environments().filter(({ deletedAt }) => deletedAt === undefined);
    expect(left.map(({ name }) => name)).to.deep.equal(["bank"]);
  });

  for (const answer of [true, false]) {
    it(`asks before it archives a fingerprint, and ${answer ? "archives it after a yes" : "keeps it after a no"}`, async () => {
      const { fingerprintUUID } = await createFingerprint(service.simulator);
      const run = await service.run(["archive-fingerprint", fingerprintUUID], {
        isInteractive: true,
        answer,
      });
      expect(run.questions).to.deep.equal([
        "Archive this fingerprint? This deletes the stored logins, and nothing undoes it.",
      ]);
      expect(run.code).to.equal(answer ? 0 : 1);
      expect(service.simulator.fingerprints()[0]?.isArchived).to.equal(answer);
    });
  }

  it("removes nothing without a terminal and without --yes", async () => {
    const { fingerprintUUID } = await createFingerprint(service.simulator);
    const { code, err } = await service.run(["archive-fingerprint", fingerprintUUID]);
    expect(code).to.equal(1);
    expect(err).to.include("Give --yes");
    expect(service.simulator.fingerprints()[0]?.isArchived).to.be.false;
  });

  it("says where it searched if it found no environment of an id", async () => {
    const { code, out } = await service.run(["delete-environment", unknownId, "--yes"]);
    expect(code).to.equal(0);
    expect(out).to.equal(
      `deleted ${unknownId} (no environment of this id was listed at ${service.simulator.url} in the mode private)`,
    );
  });

  it("keeps an environment with fingerprints, shows why, and exits with 1", async () => {
    const { environmentUUID } = await createEnvironment(service.simulator);
    await createFingerprint(service.simulator, { environmentUUID });
    const { code, err } = await service.run(["delete-environment", environmentUUID, "--yes"]);
    expect(code).to.equal(1);
    expect(err)
      .to.include(`could not delete ${environmentUUID}, so it may still exist: `)
      .and.include("1 fingerprints use the environment");
  });

  it("rejects a malformed id, and sends nothing", async () => {
    const { code, err } = await service.run(["delete-environment", "my shop", "--yes"]);
    expect(code).to.equal(1);
    expect(err).to.include("my shop must be the UUID of an environment. Nothing was deleted.");
    expect(service.simulator.ledger).to.be.empty;
  });
});
