import { expect } from "chai";
import { calls, providerStarter } from "./fixtures";

/** The maximum number of requests in flight of the process. */
const maxInFlight = 16;

describe("concurrent operations", () => {
  const startProvider = providerStarter();
  const hundred = Array.from({ length: 100 });

  it("completes 100 concurrent operations with a bounded number of requests in flight", async () => {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): number => warnings.push(message);
    process.on("warning", onWarning);
    try {
      const { plugin, sim } = await startProvider({ sim: { latencyMs: 2 } });
      const made = await Promise.all(hundred.map(() => plugin.make()));
      expect(new Set(made.map(({ id }) => id)).size).to.equal(100);
      expect(sim.running()).to.have.length(100);
      expect(sim.maxInFlight).to.be.within(2, maxInFlight);

      sim.clearLedger();
      await Promise.all(made.map((resource) => plugin.read(resource)));
      expect(calls(sim).length, "calls of 100 reads").to.be.below(20);
      await Promise.all(made.map(({ id, outputs }) => plugin.delete(id, outputs)));
      expect(sim.running()).to.deep.equal([]);
      expect(sim.maxInFlight).to.be.at.most(maxInFlight);
    } finally {
      process.off("warning", onWarning);
    }
    expect(warnings).to.deep.equal([]);
  });

  it("fails queued creates unsent on Cancel, and completes the creates in flight", async () => {
    const { plugin, sim, engine } = await startProvider();
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000, times: 100 });
    const outcomes = hundred.map(() =>
      plugin.make().then(
        () => "created",
        () => "failed",
      ),
    );
    while (sim.sessions().length < maxInFlight) await new Promise(setImmediate);
    await plugin.cancel();
    sim.release();
    const made = (await Promise.all(outcomes)).filter((outcome) => outcome === "created");
    expect(made).to.have.length(maxInFlight);
    expect(sim.sessions()).to.have.length(maxInFlight);
    await plugin.attach(engine.address);
    sim.clearFaults();
    expect((await plugin.make()).id).to.not.be.empty;
  });
});
