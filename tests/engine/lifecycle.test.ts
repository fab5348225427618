import { join } from "node:path";
import { expect } from "chai";
import { engineTimeoutMs, TestStack } from "./stack";

const example = join(__dirname, "../../../examples/typescript");

describe("the TypeScript example, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: TestStack;

  before(async () => {
    stack = await TestStack.start(example);
  });
  after(() => stack.stop());

  it("sends no request in a preview", async () => {
    expect(await stack.steps())
      .to.have.property("browser")
      .with.property("op", "create");
    expect(stack.calls()).to.be.empty;
  });

  it("creates the session with one call and shows its outputs", async () => {
    await stack.up();
    expect(stack.calls().map(({ operation }) => operation)).to.deep.equal(["CreateSession"]);
    const [session] = stack.simulator.running();
    expect(await stack.outputs()).to.deep.equal({
      sessionUUID: session!.sessionUUID,
      expiresAt: new Date(session!.endsAt).toISOString(),
      vncPassword: "[secret]",
    });
    const shown = await stack.outputs("--show-secrets");
    expect(shown.vncPassword).to.equal(session!.vncPassword);
  });

  it("changes nothing in a second update", async () => {
    await stack.up("--expect-no-changes");
    expect(stack.writes()).to.be.empty;
  });

  it("shows no drift in a refresh while the lease runs down", async () => {
    stack.simulator.advance(3 * 60_000);
    await stack.ok("refresh", "--yes", "--expect-no-changes");
    expect(stack.writes()).to.be.empty;
  });

  it("updates the lease of the running session with one PATCH and one GET", async () => {
    const [before] = stack.simulator.running();
    await stack.ok("config", "set", "leaseTime", "20");
    expect((await stack.steps()).browser).to.include({ op: "update" });
    stack.calls();
    await stack.up();
    const calls = stack.calls().map(({ operation }) => operation);
    // The diff reads the session once before the update.
    expect(calls).to.deep.equal(["GetSession", "UpdateSession", "GetSession"]);
    const [after] = stack.simulator.running();
    expect(after!.sessionUUID).to.equal(before!.sessionUUID);
    expect(after!.endsAt).to.equal(stack.simulator.now() + 20 * 60_000);
    await stack.up("--expect-no-changes");
  });

  it("ends the session with one DELETE in a destroy", async () => {
    stack.calls();
    await stack.destroy();
    expect(stack.writes()).to.deep.equal(["EndSession 200"]);
    expect(stack.simulator.running()).to.be.empty;
    expect(stack.simulator.contractViolations).to.be.empty;
  });
});
