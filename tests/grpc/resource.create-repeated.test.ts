import { expect } from "chai";
import { failure, initFailureOf, minutesOf, providerStarter } from "./fixtures";

/** The engine calls Create again if an error hook of the program requests a retry. */
describe("Create that the engine calls again after a failure", () => {
  const startProvider = providerStarter();
  const posts = (ledger: readonly { operation: string }[]): number =>
    ledger.filter(({ operation }) => operation === "CreateSession").length;

  it("sends no second request while the first may have created a session, and names it each time", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", cut: "after" });
    const first = await failure(plugin.make());
    const [orphan] = sim.sessions();
    expect(first.details).to.include(orphan?.sessionUUID);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const again = await failure(plugin.make());
      expect(again.details).to.include("so no second request was sent").and.include(orphan?.sessionUUID);
    }
    expect(posts(sim.ledger)).to.equal(1);
  });

  it("completes the session of a failed create whose id is known", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", malformed: "missing-field:createdAt" });
    sim.addFault({ operation: "GetSession", status: 400 });
    const first = initFailureOf(await failure(plugin.make()));
    const { id } = await plugin.make();
    expect(id).to.equal(first?.getId());
    expect(posts(sim.ledger)).to.equal(1);
  });

  it("sends a second request if the first created no session", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", status: 400 });
    await failure(plugin.make());
    const { outputs } = await plugin.make();
    expect(minutesOf(outputs)).to.exist;
    expect(sim.sessions()).to.have.length(1);
  });
});
