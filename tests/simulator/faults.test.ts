import { expect } from "chai";
import {
  call,
  create,
  end,
  get,
  json,
  list,
  patch,
  post,
  rejection,
  sessionsPath,
  simulators,
} from "./fixtures";

describe("simulator: faults", () => {
  const simulate = simulators();

  it("responds with a status to only one call before the operation takes effect", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", status: 503, retryAfter: 7 }] });
    const reply = await post(sim);
    expect(reply.status).to.equal(503);
    expect(reply.headers["retry-after"]).to.equal("7");
    expect(json(reply)).to.deep.equal({
      message: "scripted fault: Service Unavailable",
      code: "SERVICE_UNAVAILABLE",
    });
    expect(sim.sessions()).to.deep.equal([]);
    expect((await post(sim)).status).to.equal(200);
    expect(sim.ledger.map((entry) => [entry.status, entry.fault])).to.deep.equal([
      [503, "status 503 before"],
      [200, undefined],
    ]);
  });

  it("responds with a status after the operation takes effect", async () => {
    const sim = await simulate();
    sim.addFault({ operation: "CreateSession", status: 500, effect: "after" });
    expect((await post(sim)).status).to.equal(500);
    expect(sim.running()).to.have.length(1);
    expect(sim.ledger[0]).to.include({
      sessionUUID: sim.running()[0]!.sessionUUID,
      fault: "status 500 after",
    });
  });

  for (const [cut, count] of [
    ["before", 0],
    ["after", 1],
  ] as const) {
    it(`cuts the connection ${cut} the effect of a create`, async () => {
      const sim = await simulate();
      sim.addFault({ operation: "CreateSession", cut });
      expect(await rejection(post(sim))).to.have.property("code", "ECONNRESET");
      expect(sim.running()).to.have.length(count);
      expect(sim.ledger).to.have.length(1);
      expect(sim.ledger[0]).to.include({ status: 0, fault: `cut ${cut}` });
    });
  }

  it("applies a fault to each of the operations", async () => {
    const sim = await simulate();
    const { sessionUUID } = await create(sim);
    const calls = {
      ListSessions: () => call(sim.url, "GET", sessionsPath),
      CreateSession: () => post(sim),
      GetSession: () => get(sim, sessionUUID),
      UpdateSession: () => patch(sim, sessionUUID, 9),
      EndSession: () => end(sim, sessionUUID),
    };
    for (const operation of Object.keys(calls) as (keyof typeof calls)[]) {
      sim.addFault({ operation, status: 504 });
      expect((await calls[operation]()).status, operation).to.equal(504);
    }
    expect(sim.running()).to.have.length(1);
    expect(sim.running()[0]!.leaseMinutes).to.equal(5);
  });

  it("applies a fault to the given number of calls from the n-th call on", async () => {
    const sim = await simulate();
    await list(sim);
    sim.addFault({ operation: "ListSessions", nth: 2, times: 2, status: 500 });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await call(sim.url, "GET", sessionsPath)).status);
    expect(statuses).to.deep.equal([200, 500, 500, 200]);
  });

  it("applies faults in the order of their addition until they are cleared", async () => {
    const sim = await simulate();
    for (const status of [500, 503, 504]) sim.addFault({ operation: "ListSessions", status });
    const statuses = [];
    for (let n = 0; n < 2; n += 1) statuses.push((await call(sim.url, "GET", sessionsPath)).status);
    sim.clearFaults();
    statuses.push((await call(sim.url, "GET", sessionsPath)).status);
    expect(statuses).to.deep.equal([500, 503, 200]);
  });
});
