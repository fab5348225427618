import { expect } from "chai";
import { rejection } from "../unit/fixtures";
import type { Stack } from "./fixtures";
import { calls, callsOf, passRecentCreate, stacks, upEnvironment, upFingerprint } from "./fixtures";

describe("environments and fingerprints: read and removal under faults", () => {
  const start = stacks();

  async function withFingerprint(options?: Parameters<typeof start>[0]): Promise<Stack & { id: string }> {
    const stack = await start(options);
    const id = await upFingerprint(stack, await upEnvironment(stack));
    passRecentCreate(stack);
    stack.simulator.clearLedger();
    stack.engine.restart();
    return { ...stack, id };
  }

  for (const archiveArchived of ["200", "400"] as const) {
    for (const getArchived of ["200", "404"] as const) {
      it(`archives once more after a lost response, with archiveArchived ${archiveArchived} and getArchived ${getArchived}`, async () => {
        const stack = await withFingerprint({ switches: { archiveArchived, getArchived } });
        stack.simulator.addFault({ operation: "ArchiveFingerprint", cut: "after" });
        await stack.engine.destroy("buyer");
        expect(stack.simulator.fingerprints()[0]?.isArchived).to.be.true;
      });

      it(`drops an archived fingerprint in a refresh, with getArchived ${getArchived} and archiveArchived ${archiveArchived}`, async () => {
        const stack = await withFingerprint({
          switches: { archiveArchived, getArchived, listArchived: "absent" },
        });
        stack.simulator.archiveFingerprint(stack.id);
        await stack.engine.refresh("buyer");
        expect(stack.engine.state.has("buyer")).to.be.false;
      });
    }
  }

  for (const deleteDeletedEnvironment of ["404", "200"] as const) {
    it(`deletes once more after a lost response, with deleteDeletedEnvironment ${deleteDeletedEnvironment}`, async () => {
      const stack = await start({ switches: { deleteDeletedEnvironment } });
      await upEnvironment(stack);
      passRecentCreate(stack);
      stack.simulator.addFault({ operation: "DeleteEnvironment", cut: "after" });
      await stack.engine.destroy("shop");
      expect(stack.simulator.environments()[0]?.deletedAt).not.to.be.undefined;
    });
  }

  it("keeps an environment with fingerprints, and shows the words of the service", async () => {
    const stack = await withFingerprint();
    const { message } = await rejection(stack.engine.destroy("shop"));
    expect(message)
      .to.include("could not delete environment")
      .and.to.include("1 fingerprints use the environment")
      .and.to.include("so it stays in the state")
      .and.to.include(" delete-environment ")
      .and.to.include("pulumi state delete");
    expect(stack.engine.state.has("shop")).to.be.true;
  });

  it("keeps a fingerprint after a 404 of a gateway, in a refresh and in a delete", async () => {
    const stack = await withFingerprint();
    stack.simulator.addFault({ operation: "GetFingerprint", status: 404, bodyShape: "html" });
    await stack.engine.refresh("buyer");
    expect(stack.engine.state.has("buyer")).to.be.true;
    stack.simulator.addFault({ operation: "ArchiveFingerprint", status: 404, bodyShape: "html" });
    await stack.engine.destroy("buyer");
    expect(stack.simulator.fingerprints()[0]?.isArchived).to.be.true;
  });

  it("keeps a fingerprint that the one page of the list does not show", async () => {
    const stack = await withFingerprint({ switches: { fingerprintPageSize: 1 } });
    const environmentUUID = stack.simulator.environments()[0]?.environmentUUID ?? "";
    await upFingerprint(stack, environmentUUID, {}, "second");
    await upFingerprint(stack, environmentUUID, {}, "third");
    passRecentCreate(stack);
    stack.engine.restart();
    await Promise.all(["buyer", "second", "third"].map((name) => stack.engine.refresh(name)));
    expect([...stack.engine.state.keys()]).to.deep.equal(["shop", "buyer", "second", "third"]);
  });

  it("does not count a fingerprint as gone after a 404, if the list shows only a page of others", async () => {
    const stack = await withFingerprint({
      switches: { fingerprintPageSize: 1, fingerprintOrder: "newest-first" },
    });
    const environmentUUID = stack.simulator.environments()[0]?.environmentUUID ?? "";
    await upFingerprint(stack, environmentUUID, {}, "second");
    passRecentCreate(stack);
    stack.engine.restart();
    stack.simulator.addFault({ operation: "GetFingerprint", status: 404, times: 40 });
    await stack.engine.refresh("buyer").catch(() => undefined);
    expect(stack.engine.state.has("buyer")).to.be.true;
    stack.simulator.addFault({ operation: "ArchiveFingerprint", status: 404, times: 400 });
    await rejection(stack.engine.destroy("buyer"));
    expect(stack.engine.state.has("buyer")).to.be.true;
  });

  it("keeps an environment in the state while the service fails, and says what to do without it", async () => {
    const stack = await start();
    await upEnvironment(stack);
    stack.engine.restart();
    stack.simulator.addFault({ operation: "GetEnvironment", status: 500, times: 40 });
    stack.simulator.addFault({ operation: "ListEnvironments", status: 500, times: 40 });
    const { message } = await rejection(stack.engine.refresh("shop"));
    expect(message).to.include("could not read environment").and.to.include("nothing was changed");
    expect(stack.engine.state.has("shop")).to.be.true;
  });

  it("drops an environment that somebody else has deleted", async () => {
    const stack = await start();
    const id = await upEnvironment(stack);
    passRecentCreate(stack);
    stack.engine.restart();
    stack.simulator.deleteEnvironment(id);
    await stack.engine.refresh("shop");
    expect(stack.engine.state.has("shop")).to.be.false;
  });

  it("keeps an environment that the list lacks and a GET shows, with a warning", async () => {
    const stack = await start({ switches: { getDeletedEnvironment: "200" } });
    const id = await upEnvironment(stack);
    passRecentCreate(stack);
    stack.engine.restart();
    stack.simulator.deleteEnvironment(id);
    await stack.engine.refresh("shop");
    expect(stack.engine.state.has("shop")).to.be.true;
    expect(stack.engine.messages.join("\n")).to.include(
      `environment ${id} stays in the state: the list of environments does not show it, although a GET still does`,
    );
  });

  it("destroys an environment that somebody else has deleted", async () => {
    const stack = await start({ switches: { deleteDeletedEnvironment: "404" } });
    const id = await upEnvironment(stack);
    passRecentCreate(stack);
    stack.simulator.deleteEnvironment(id);
    stack.engine.restart();
    const sent = await callsOf(stack, () => stack.engine.destroy("shop"));
    expect(sent).to.deep.equal(["DeleteEnvironment", "ListEnvironments"]);
    expect(stack.engine.state.has("shop")).to.be.false;
  });

  it("sends each update of a country again after a lost response", async () => {
    const stack = await withFingerprint();
    const environmentUUID = stack.simulator.environments()[0]?.environmentUUID ?? "";
    stack.simulator.addFault({ operation: "UpdateFingerprintProxy", cut: "after" });
    await upFingerprint(stack, environmentUUID, {
      screen: { resolution: "1920x1080", depth: 24, dpi: 96 },
      proxy: { country: "FR" },
    });
    expect(calls(stack)).to.deep.equal([
      "UpdateFingerprintProxy",
      "UpdateFingerprintProxy",
      "GetFingerprint",
    ]);
  });
});
