import { expect } from "chai";
import { calls, providerStarter } from "./fixtures";

/** Requests in flight at the most, of the whole process. */
const maxInFlight = 16;

describe("many operations at once", () => {
  const startProvider = providerStarter();
  const hundred = Array.from({ length: 100 });

  it("stay within the bound of requests in flight, and all succeed", async () => {
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

  it("Cancel ends all that wait for their turn unsent, and hears of those on the wire", async () => {
    const { plugin, sim, engine } = await startProvider();
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000, times: 100 });
    const ends = hundred.map(() =>
      plugin.make().then(
        () => "made",
        () => "ended",
      ),
    );
    while (sim.sessions().length < maxInFlight) await new Promise(setImmediate);
    await plugin.cancel();
    sim.release();
    const made = (await Promise.all(ends)).filter((end) => end === "made");
    expect(made).to.have.length(maxInFlight);
    expect(sim.sessions()).to.have.length(maxInFlight);
    await plugin.attach(engine.address);
    sim.clearFaults();
    expect((await plugin.make()).id).to.not.be.empty;
  });
});
