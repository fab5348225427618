import { expect } from "chai";
import { startSimulator } from "../../simulator/index";
import { create, get, json, list, minutes, patch, simulators, start } from "./fixtures";

describe("simulator: leases of sessions", () => {
  const simulate = simulators();

  it("ends a session when its lease expires, and not before", async () => {
    const sim = await simulate();
    const { sessionUUID } = await create(sim, { leaseTime: 1 });
    sim.advance(minutes(1) - 1);
    expect((await get(sim, sessionUUID)).status).to.equal(200);
    expect(sim.running()).to.have.length(1);
    sim.advance(1);
    expect((await get(sim, sessionUUID)).status).to.equal(404);
    expect(await list(sim)).to.deep.equal([]);
    expect(sim.sessions()[0]).to.include({ status: "terminated", endedAt: start + minutes(1) });
  });

  it("counts a new lease from the time of its update", async () => {
    const sim = await simulate();
    const { sessionUUID } = await create(sim, { leaseTime: 10 });
    sim.advance(minutes(9));
    await patch(sim, sessionUUID, 10);
    const session = sim.sessions()[0]!;
    expect(session).to.include({
      leaseMinutes: 10,
      leaseSetAt: start + minutes(9),
      endsAt: start + minutes(19),
    });
    sim.advance(minutes(9));
    expect(sim.running()).to.have.length(1);
    sim.advance(minutes(1));
    expect(sim.running()).to.deep.equal([]);
  });

  it("rejects a new lease for an ended session", async () => {
    const sim = await simulate({ switches: { getEnded: "late-running" } });
    const { sessionUUID } = await create(sim, { leaseTime: 1 });
    sim.advance(minutes(1));
    const reply = await patch(sim, sessionUUID, 10);
    expect(reply.status).to.equal(404);
    expect(json(reply).code).to.equal("SESSION_NOT_FOUND");
    expect(sim.running()).to.deep.equal([]);
  });

  it("ends a session and shortens a lease as another client would", async () => {
    const sim = await simulate();
    const first = await create(sim);
    const second = await create(sim);
    sim.endSession(first.sessionUUID);
    expect((await get(sim, first.sessionUUID)).status).to.equal(404);
    sim.setLease(second.sessionUUID, 1);
    sim.advance(minutes(1));
    expect((await get(sim, second.sessionUUID)).status).to.equal(404);
    expect(() => {
      sim.endSession(first.sessionUUID);
    }).to.throw("no session");
    expect(() => {
      sim.setLease(second.sessionUUID, 5);
    }).to.throw("no session");
  });

  it("returns copies of its sessions", async () => {
    const sim = await simulate();
    await create(sim);
    sim.sessions()[0]!.status = "terminated";
    sim.running()[0]!.endsAt = 0;
    expect(sim.running()).to.have.length(1);
  });

  it("rejects a move of its clock into the past", async () => {
    const sim = await simulate();
    expect(() => {
      sim.advance(-1);
    }).to.throw("forward");
    expect(sim.now()).to.equal(start);
  });

  it("runs its clock at the time scale, and rejects a manual move", async () => {
    const before = Date.now();
    const scale = 1_000_000;
    const sim = await startSimulator({ timeScale: scale });
    try {
      const simulatedStart = sim.now();
      const realStart = performance.now();
      expect(simulatedStart).to.be.at.least(before);
      // At this scale a minute takes 60 microseconds, less than a round trip. The lease expires within it.
      const { sessionUUID } = await create(sim, { leaseTime: 1 });
      await create(sim, { leaseTime: 60 });
      const elapsed = (performance.now() - realStart) * scale;
      expect(sim.now() - simulatedStart).to.be.at.least(Math.floor(elapsed) - 1);
      expect(sim.sessions().find((session) => session.sessionUUID === sessionUUID)!.status).to.equal(
        "terminated",
      );
      expect(() => {
        sim.advance(1);
      }).to.throw("manual clock");
    } finally {
      await sim.stop();
    }
  });

  it("rejects a time scale that is not above 0", async () => {
    for (const timeScale of [0, -1, NaN, Infinity]) {
      const outcome = await startSimulator({ timeScale }).then(
        (sim) => sim.stop(),
        (error: unknown) => error,
      );
      expect(outcome, String(timeScale)).to.be.instanceOf(RangeError);
    }
  });
});
