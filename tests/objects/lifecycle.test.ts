import { expect } from "chai";
import { run } from "../simulator/resource-fixtures";
import { rejection } from "../unit/fixtures";
import { callsOf, device, idOf, screen, stacks, upEnvironment, upFingerprint } from "./fixtures";

const extension = "0a52c6f1-5c1a-4d55-9a0e-6f3c1a4f2b17";

describe("environments and fingerprints: lifecycle", () => {
  const start = stacks();

  it("creates an environment with one request, and records its outputs and its secret", async () => {
    const stack = await start();
    expect(await callsOf(stack, () => upEnvironment(stack))).to.deep.equal(["CreateEnvironment"]);
    const [made] = stack.simulator.environments();
    expect(stack.engine.state.get("shop")?.properties).to.deep.include({
      environmentUUID: made?.environmentUUID,
      name: "shop",
      publicKey: made?.publicKey,
      envSecret: made?.envSecret,
    });
  });

  it("creates a fingerprint with one request, and records its outputs and its secret", async () => {
    const stack = await start({
      extensions: [{ extensionUUID: extension, name: "x", description: "x", url: "x" }],
    });
    const environmentUUID = await upEnvironment(stack);
    const inputs = { screen, device, extensions: [extension], proxy: { country: "DE" } };
    const sent = await callsOf(stack, () => upFingerprint(stack, environmentUUID, inputs));
    expect(sent).to.deep.equal(["CreateFingerprint"]);
    const [made] = stack.simulator.fingerprints();
    expect(made?.settings).to.deep.include({ ...device });
    const { properties } = stack.engine.state.get("buyer") ?? {};
    expect(properties).to.deep.include({
      environmentUUID,
      screen,
      device,
      fingerprintUUID: made?.fingerprintUUID,
      fingerprintSecret: made?.fingerprintSecret,
      isArchived: false,
    });
    expect(properties?.browserConfig).to.deep.include({ screenResolution: "1920x1080", screenDPI: 96 });
  });

  it("creates a random fingerprint without a screen, and sets its country afterwards", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    const sent = await callsOf(stack, () =>
      upFingerprint(stack, environmentUUID, { proxy: { country: "FR" } }),
    );
    expect(sent).to.deep.equal(["CreateRandomFingerprint", "UpdateFingerprintProxy", "GetFingerprint"]);
    expect(stack.simulator.fingerprints()[0]?.settings.country).to.equal("FR");
  });

  it("sends nothing in a second update", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    await upFingerprint(stack, environmentUUID);
    const sent = await callsOf(stack, async () => {
      await upEnvironment(stack);
      await upFingerprint(stack, environmentUUID);
    });
    expect(sent).to.be.empty;
  });

  it("reads one environment with one request, and two at once with one list", async () => {
    const stack = await start();
    await upEnvironment(stack);
    stack.engine.restart();
    const one = await callsOf(stack, () => stack.engine.refresh("shop"));
    expect(one).to.have.lengthOf(1);
    await upEnvironment(stack, "bank");
    stack.engine.restart();
    const both = await callsOf(stack, () =>
      Promise.all([stack.engine.refresh("shop"), stack.engine.refresh("bank")]),
    );
    expect(both).to.deep.equal(["ListEnvironments"]);
  });

  it("changes the country in place with a PATCH and a GET", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    const id = await upFingerprint(stack, environmentUUID, { screen, proxy: { country: "DE" } });
    const sent = await callsOf(stack, () =>
      upFingerprint(stack, environmentUUID, { screen, proxy: { country: "FR" } }),
    );
    expect(sent).to.deep.equal(["UpdateFingerprintProxy", "GetFingerprint"]);
    expect(idOf(stack, "buyer")).to.equal(id);
    expect(stack.simulator.fingerprints()[0]?.settings.country).to.equal("FR");
  });

  it("creates the new fingerprint before it archives the replaced one", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    const id = await upFingerprint(stack, environmentUUID);
    const sent = await callsOf(stack, () =>
      upFingerprint(stack, environmentUUID, { screen: { ...screen, dpi: 120 } }),
    );
    expect(sent).to.deep.equal(["CreateFingerprint", "ArchiveFingerprint"]);
    expect(idOf(stack, "buyer")).not.to.equal(id);
  });

  it("archives a fingerprint and deletes an environment with one request each", async () => {
    const stack = await start();
    await upFingerprint(stack, await upEnvironment(stack));
    expect(await callsOf(stack, () => stack.engine.destroy("buyer"))).to.deep.equal(["ArchiveFingerprint"]);
    expect(await callsOf(stack, () => stack.engine.destroy("shop"))).to.deep.equal(["DeleteEnvironment"]);
    expect(stack.simulator.fingerprints()[0]?.isArchived).to.be.true;
    expect(stack.simulator.environments()[0]?.deletedAt).not.to.be.undefined;
  });

  it("waits for the end of a session before it archives the fingerprint that the session uses", async () => {
    const stack = await start({ switches: { busyFingerprint: "conflict" } });
    const id = await upFingerprint(stack, await upEnvironment(stack));
    await stack.engine.up("browser", "Session", { leaseTime: 1, fingerprintUUID: id });
    await stack.engine.destroy("browser");
    await stack.engine.destroy("buyer");
    expect(stack.simulator.fingerprints()[0]?.isArchived).to.be.true;
  });

  it("drops a fingerprint that somebody else has archived, and creates another one", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    const id = await upFingerprint(stack, environmentUUID);
    stack.simulator.archiveFingerprint(id);
    stack.engine.restart();
    await stack.engine.refresh("buyer");
    expect(stack.engine.state.has("buyer")).to.be.false;
    await upFingerprint(stack, environmentUUID);
    expect(stack.simulator.fingerprints().filter(({ isArchived }) => !isArchived)).to.have.lengthOf(1);
  });

  it("records a country that somebody else has set, and sets the declared one again", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    const inputs = { screen, proxy: { country: "DE" } };
    const id = await upFingerprint(stack, environmentUUID, inputs);
    await run(stack.simulator, "UpdateFingerprintProxy", id, { body: { country: "FR" } });
    stack.engine.restart();
    await stack.engine.refresh("buyer");
    const sent = await callsOf(stack, () => upFingerprint(stack, environmentUUID, inputs));
    expect(sent).to.deep.equal(["UpdateFingerprintProxy", "GetFingerprint"]);
    expect(stack.simulator.fingerprints()[0]?.settings.country).to.equal("DE");
  });

  it("imports a fingerprint, adopts what Tasknet does not show, and changes nothing", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    const inputs = { screen, device, proxy: { country: "DE" } };
    const id = await upFingerprint(stack, environmentUUID, inputs);
    stack.engine.state.delete("buyer");
    stack.engine.restart();
    await stack.engine.importResource("buyer", "Fingerprint", id);
    const sent = await callsOf(stack, () => upFingerprint(stack, environmentUUID, inputs));
    expect(sent).to.be.empty;
    expect(stack.engine.messages.join("\n"))
      .to.include("Tasknet shows fingerprintSecret only once")
      .and.to.include(
        "does not show environmentUUID of an imported fingerprint: the declared values are recorded",
      );
    expect(await stack.engine.plan("buyer", { environmentUUID, ...inputs })).to.deep.include({ changes: [] });
  });

  it("imports an environment without its secret, and changes nothing", async () => {
    const stack = await start();
    const id = await upEnvironment(stack);
    stack.engine.state.delete("shop");
    stack.engine.restart();
    await stack.engine.importResource("shop", "Environment", id);
    expect(stack.engine.state.get("shop")?.properties).not.to.have.property("envSecret");
    expect(stack.engine.messages.join("\n")).to.include("Tasknet shows envSecret only once");
    expect(await callsOf(stack, () => upEnvironment(stack))).to.be.empty;
  });

  it("imports no archived fingerprint", async () => {
    const stack = await start();
    const id = await upFingerprint(stack, await upEnvironment(stack));
    stack.simulator.archiveFingerprint(id);
    stack.engine.restart();
    const error = await rejection(stack.engine.importResource("other", "Fingerprint", id));
    expect(error).to.have.property("message", `no Fingerprint ${id} was found`);
  });
});
