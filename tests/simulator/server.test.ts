import { expect } from "chai";
import { Agent, request } from "node:http";
import {
  call,
  create,
  end,
  get,
  list,
  minutes,
  post,
  rejection,
  sessionsPath,
  simulators,
  start,
  until,
} from "./fixtures";

describe("simulator: server", () => {
  const simulate = simulators();

  it("delays a response after the effect, and sends it at once when it stops", async () => {
    const sim = await simulate();
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000 });
    const reply = post(sim);
    // A delay must not block another connection.
    await until(() => sim.running().length === 1);
    expect(await list(sim)).to.have.length(1);
    expect(sim.maxInFlight).to.equal(2);
    await sim.stop();
    const { status, headers } = await reply;
    expect(status).to.equal(200);
    expect(headers.connection).to.equal("close");
  });

  it("holds calls before or after their effect until their release", async () => {
    const sim = await simulate();
    sim.addFault({ operation: "CreateSession", holdMs: 3_600_000 });
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000 });
    const replies = [post(sim), post(sim)];
    await until(() => sim.ledger.length === 2 && sim.running().length > 0);
    expect(sim.running()).to.have.length(1);
    expect(sim.ledger.map(({ fault }) => fault)).to.deep.equal(["hold 3600000", "delay 3600000"]);
    sim.release();
    expect((await Promise.all(replies)).map(({ status }) => status)).to.deep.equal([200, 200]);
    expect(sim.running()).to.have.length(2);
    // A release must not apply to later calls or to calls that do not match.
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000, times: 2 });
    const later = [post(sim), post(sim)];
    await until(() => sim.running().length === 4);
    sim.release(({ seq }) => seq === 4);
    await Promise.any(later);
    expect(sim.ledger.map(({ status }) => status)).to.deep.equal([200, 200, 0, 200]);
    sim.release();
    await Promise.all(later);
  });

  it("waits for its latency before every response", async () => {
    const sim = await simulate({ latencyMs: 30 });
    const before = performance.now();
    await list(sim);
    expect(performance.now() - before).to.be.at.least(29);
    sim.setLatency(3_600_000);
    const reply = call(sim.url, "GET", sessionsPath);
    await until(() => sim.ledger.length === 2);
    sim.setLatency(0);
    expect(await list(sim)).to.deep.equal([]);
    await sim.stop();
    expect((await reply).status).to.equal(200);
  });

  it("waits for its create latency after the effect of a create and before its response", async () => {
    const sim = await simulate({ createLatencyMs: 3_600_000 });
    const slow = post(sim);
    await until(() => sim.running().length === 1);
    // The create latency must not delay other operations.
    expect(await list(sim)).to.have.length(1);
    expect(sim.ledger[0]!.status).to.equal(0);
    sim.release();
    expect((await slow).status).to.equal(200);
    sim.setCreateLatency(0);
    expect((await post(sim)).status).to.equal(200);
  });

  it("sends the simulated time as the Date of every response", async () => {
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

  it("stops although a client keeps its connection alive", async () => {
    const sim = await simulate();
    const agent = new Agent({ keepAlive: true });
    try {
      await new Promise((resolve, reject) => {
        request(`${sim.url}/_simulator/clock`, { agent }, (response) => {
          response.resume().on("end", resolve);
        })
          .on("error", reject)
          .end();
      });
      await sim.stop();
      expect(await rejection(call(sim.url, "GET", "/_simulator/clock"))).to.have.property(
        "code",
        "ECONNREFUSED",
      );
    } finally {
      agent.destroy();
    }
  });

  it("listens on the given port of the loopback interface", async () => {
    const first = await simulate();
    expect(first.url).to.equal(`http://127.0.0.1:${first.port}`);
    expect(await rejection(simulate({ port: first.port }))).to.have.property("code", "EADDRINUSE");
    await first.stop();
    const second = await simulate({ port: first.port });
    expect(second.port).to.equal(first.port);
  });
});
