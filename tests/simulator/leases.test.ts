import { expect } from "chai";
import { startSimulator } from "../../simulator/index";
import { create, end, get, json, list, minutes, patch, simulators, start } from "./helper";

describe("simulator: leases and time", () => {
  const simulate = simulators();

  it("ends a session when its lease runs out, and not before", async () => {
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

  it("counts a new lease from now", async () => {
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

  it("does not revive an ended session", async () => {
    const sim = await simulate({ switches: { getEnded: "late-running" } });
    const { sessionUUID } = await create(sim, { leaseTime: 1 });
    sim.advance(minutes(1));
    const reply = await patch(sim, sessionUUID, 10);
    expect(reply.status).to.equal(404);
    expect(json(reply).code).to.equal("SESSION_NOT_FOUND");
    expect(sim.running()).to.deep.equal([]);
  });

  it("ends and shortens behind the client's back", async () => {
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

  it("dates every response by simulated time", async () => {
    const sim = await simulate();
    sim.addFault({ operation: "ListSessions", status: 503 });
    sim.addFault({ operation: "EndSession", malformed: "empty" });
    sim.advance(minutes(90));
    const date = new Date(start + minutes(90)).toUTCString();
    const { sessionUUID, createdAt } = await create(sim);
    expect(createdAt).to.equal(new Date(start + minutes(90)).toISOString());
    expect((await get(sim, sessionUUID)).headers.date).to.equal(date);
    expect((await end(sim, sessionUUID)).headers.date).to.equal(date);
    expect((await get(sim, "nobody")).headers.date).to.equal(date);
  });

  it("returns copies", async () => {
    const sim = await simulate();
    await create(sim);
    sim.sessions()[0]!.status = "terminated";
    sim.running()[0]!.endsAt = 0;
    expect(sim.running()).to.have.length(1);
  });

  it("moves its clock forward only", async () => {
    const sim = await simulate();
    expect(() => {
      sim.advance(-1);
    }).to.throw("forward");
    expect(sim.now()).to.equal(start);
  });

  it("runs with real time, faster by its scale, and does not advance by hand", async () => {
    const before = Date.now();
    const scale = 1_000_000;
    const sim = await startSimulator({ timeScale: scale });
    try {
      const simulatedStart = sim.now();
      const realStart = performance.now();
      expect(simulatedStart).to.be.at.least(before);
      // A round trip takes well over 60 microseconds, a minute at this scale, so that the lease runs out within it.
      const { sessionUUID } = await create(sim, { leaseTime: 1 });
      await create(sim, { leaseTime: 60 });
      const least = (performance.now() - realStart) * scale;
      expect(sim.now() - simulatedStart).to.be.at.least(Math.floor(least) - 1);
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

  it("refuses a time scale that is not above 0", async () => {
    for (const timeScale of [0, -1, NaN, Infinity]) {
      const outcome = await startSimulator({ timeScale }).then(
        (sim) => sim.stop(),
        (error: unknown) => error,
      );
      expect(outcome, String(timeScale)).to.be.instanceOf(RangeError);
    }
  });
});
