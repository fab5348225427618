import { expect } from "chai";
import { InitFailedError } from "../../provider/resource";
import { rejection } from "../unit/fixtures";
import { calls, callsOf, idOf, screen, stacks, upEnvironment, upFingerprint } from "./fixtures";

describe("environments and fingerprints: a create that fails", () => {
  const start = stacks();

  for (const fault of [
    { status: 500, effect: "after" },
    { cut: "after" },
    { status: 503, effect: "before" },
  ] as const) {
    it(`sends one request although the response is ${JSON.stringify(fault)}`, async () => {
      const stack = await start();
      stack.simulator.addFault({ operation: "CreateEnvironment", ...fault });
      await rejection(stack.engine.up("shop", "Environment", { name: "shop" }));
      expect(calls(stack).filter((operation) => operation === "CreateEnvironment")).to.have.lengthOf(1);
      expect(stack.engine.state.has("shop")).to.be.false;
    });
  }

  it("names the environment that a lost response may have made, with what imports and deletes it", async () => {
    const stack = await start();
    await upEnvironment(stack, "bank");
    stack.simulator.addFault({ operation: "CreateEnvironment", cut: "after" });
    const { message } = await rejection(stack.engine.up("shop", "Environment", { name: "shop" }));
    const made = stack.simulator.environments().at(-1)?.environmentUUID ?? "";
    expect(message)
      .to.include("These environments with the same settings were created since and may be its result.")
      .and.to.include(`pulumi import tasknet:index:Environment 'x' ${made}`)
      .and.to.include(` delete-environment --endpoint '${stack.simulator.url}' ${made}`)
      .and.not.to.include(idOf(stack, "bank"));
  });

  it("names the fingerprint that a lost response may have made, with what imports and archives it", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    const own = await upFingerprint(stack, environmentUUID, { screen }, "own");
    stack.simulator.addFault({ operation: "CreateFingerprint", cut: "after" });
    const { message } = await rejection(upFingerprint(stack, environmentUUID));
    const made = stack.simulator.fingerprints().at(-1)?.fingerprintUUID ?? "";
    expect(message)
      .to.include(`pulumi import tasknet:index:Fingerprint 'x' ${made}`)
      .and.to.include(` archive-fingerprint --endpoint '${stack.simulator.url}' ${made}`)
      .and.not.to.include(own);
  });

  for (const inputs of [{ screen, proxy: { country: "DE" } }, { proxy: { country: "FR" } }]) {
    const kind = "screen" in inputs ? "declared" : "random";
    it(`names a ${kind} fingerprint although its country is spelt or chosen differently`, async () => {
      const stack = await start({ switches: { proxyCountry: "named" } });
      const environmentUUID = await upEnvironment(stack);
      stack.simulator.addFault({ operation: "CreateFingerprint", cut: "after" });
      stack.simulator.addFault({ operation: "CreateRandomFingerprint", cut: "after" });
      const { message } = await rejection(upFingerprint(stack, environmentUUID, inputs));
      expect(message).to.include(stack.simulator.fingerprints()[0]?.fingerprintUUID);
    });
  }

  it("says that the list has more fingerprints than it shows", async () => {
    const stack = await start({ switches: { fingerprintPageSize: 1 } });
    const environmentUUID = await upEnvironment(stack);
    await upFingerprint(stack, environmentUUID, { screen }, "one");
    await upFingerprint(stack, environmentUUID, { screen }, "two");
    stack.simulator.addFault({ operation: "CreateFingerprint", cut: "after" });
    const { message } = await rejection(upFingerprint(stack, environmentUUID));
    expect(message).to.include(
      "The account has more fingerprints than the list shows: the result may be one of them.",
    );
  });

  it("says that an environment may exist if the list cannot be read", async () => {
    const stack = await start();
    stack.simulator.addFault({ operation: "CreateEnvironment", cut: "after" });
    stack.simulator.addFault({ operation: "ListEnvironments", status: 500, times: 40 });
    const { message } = await rejection(stack.engine.up("shop", "Environment", { name: "shop" }));
    expect(message)
      .to.include("An environment may exist, and the list of environments could not be read")
      .and.to.include("npx pulumi-tasknet environments");
  });

  it("says that nothing was created if the request was refused", async () => {
    const stack = await start({ switches: { duplicateName: "refused" } });
    await upEnvironment(stack);
    const { message } = await rejection(stack.engine.up("other", "Environment", { name: "shop" }));
    expect(message)
      .to.match(/^no environment was created\. /)
      .and.to.include("an environment has the name shop");
  });

  it("sends no second request for a create with an unknown outcome that the engine calls again", async () => {
    const stack = await start();
    stack.simulator.addFault({ operation: "CreateEnvironment", cut: "after" });
    await rejection(stack.engine.up("shop", "Environment", { name: "shop" }));
    const sent = await callsOf(stack, () =>
      rejection(stack.engine.up("shop", "Environment", { name: "shop" })),
    );
    expect(sent).to.deep.equal(["ListEnvironments"]);
  });

  it("keeps an environment whose secret is lost as an init failure, and replaces it on request", async () => {
    const stack = await start();
    stack.simulator.addFault({ operation: "CreateEnvironment", malformed: "missing-field:envSecret" });
    const error = await rejection(stack.engine.up("shop", "Environment", { name: "shop" }));
    expect(error).to.be.instanceOf(InitFailedError);
    const made = stack.simulator.environments()[0]?.environmentUUID;
    expect(idOf(stack, "shop")).to.equal(made);
    expect(error.message).to.include("its secret is not known").and.to.include("--replace");
  });

  it("fails each update of an environment whose secret is lost, and deletes it", async () => {
    const stack = await start();
    stack.simulator.addFault({ operation: "CreateEnvironment", malformed: "missing-field:envSecret" });
    await rejection(stack.engine.up("shop", "Environment", { name: "shop" }));
    stack.engine.restart();
    await stack.engine.refresh("shop");
    const error = await rejection(stack.engine.up("shop", "Environment", { name: "shop" }));
    expect(error).to.be.instanceOf(InitFailedError);
    await stack.engine.destroy("shop");
    expect(stack.simulator.environments()[0]?.deletedAt).not.to.be.undefined;
  });

  it("records a fingerprint without a secret if the response has none", async () => {
    const stack = await start({ switches: { fingerprintSecret: "absent" } });
    await upFingerprint(stack, await upEnvironment(stack));
    expect(stack.engine.state.get("buyer")?.properties).not.to.have.property("fingerprintSecret");
    expect(stack.engine.state.get("buyer")?.isInitFailed).to.be.false;
  });

  it("keeps a random fingerprint whose country could not be set, and sets it in the next update", async () => {
    const stack = await start();
    const environmentUUID = await upEnvironment(stack);
    const inputs = { proxy: { country: "FR" } };
    stack.simulator.addFault({ operation: "UpdateFingerprintProxy", status: 400 });
    const error = await rejection(upFingerprint(stack, environmentUUID, inputs));
    expect(error).to.be.instanceOf(InitFailedError);
    expect(error.message).to.include("was created, but proxy could not be set");
    stack.engine.restart();
    await upFingerprint(stack, environmentUUID, inputs);
    expect(stack.simulator.fingerprints().map(({ settings }) => settings.country)).to.deep.equal(["FR"]);
    expect(await stack.engine.plan("buyer", { environmentUUID, ...inputs })).to.deep.include({ changes: [] });
  });
});
