import { expect } from "chai";
import { Agent, request } from "node:http";
import { call, create, get, json, list, minutes, rejection, simulators, start } from "./helper";

describe("simulator: control plane and stop", () => {
  const simulate = simulators();
  const noKeys = { "X-Api-Key": undefined, "X-Api-Key-Id": undefined };

  it("shows ledger, sessions and clock without a key, and stays out of the ledger", async () => {
    const sim = await simulate();
    await create(sim);
    const read = async (what: string): Promise<unknown> =>
      json(await call(sim.url, "GET", `/_simulator/${what}`, { headers: noKeys }));
    expect(await read("ledger")).to.deep.equal({ ledger: sim.ledger, maxInFlight: 1 });
    expect(await read("sessions")).to.deep.equal({ sessions: sim.sessions() });
    expect(await read("clock")).to.deep.equal({ now: new Date(start).toISOString(), ms: start });
    expect(sim.ledger).to.have.length(1);
  });

  it("ends sessions, sets leases and advances the clock", async () => {
    const sim = await simulate();
    const first = await create(sim);
    const second = await create(sim);
    await call(sim.url, "POST", `/_simulator/sessions/${first.sessionUUID}/end`);
    expect(sim.running().map((session) => session.sessionUUID)).to.deep.equal([second.sessionUUID]);
    await call(sim.url, "POST", `/_simulator/sessions/${second.sessionUUID}/lease`, { body: { minutes: 2 } });
    expect(sim.running()[0]!.endsAt).to.equal(start + minutes(2));
    const reply = await call(sim.url, "POST", "/_simulator/advance", { body: { seconds: 120 } });
    expect(json(reply).ms).to.equal(start + minutes(2));
    expect(sim.running()).to.deep.equal([]);
  });

  it("takes faults and switches", async () => {
    const sim = await simulate();
    const faults = [
      { operation: "GetSession", status: 500 },
      { operation: "GetSession", status: 503 },
    ];
    await call(sim.url, "POST", "/_simulator/faults", { body: faults });
    await call(sim.url, "POST", "/_simulator/faults", { body: { operation: "GetSession", status: 504 } });
    await call(sim.url, "PUT", "/_simulator/switches", { body: { getEnded: "terminated" } });
    const { sessionUUID } = await create(sim);
    sim.endSession(sessionUUID);
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await get(sim, sessionUUID)).status);
    expect(statuses).to.deep.equal([500, 503, 504, 200]);
  });

  const refused: [string, string, unknown, number, string][] = [
    ["POST", "sessions/none/end", undefined, 400, "no session none"],
    ["POST", "sessions/none/lease", { minutes: 5 }, 400, "no session none"],
    ["POST", "sessions/none/lease", { minutes: 5, movesUpdatedAt: 1 }, 400, "movesUpdatedAt must be"],
    ["PUT", "switches", { endLagSeconds: -1 }, 400, "endLagSeconds"],
    ["POST", "advance", { seconds: "1" }, 400, '"seconds"'],
    ["POST", "advance", { seconds: -1 }, 400, "forward"],
    ["POST", "advance", undefined, 400, "JSON"],
    ["PUT", "switches", { getEnded: "410" }, 400, "getEnded"],
    ["PUT", "switches", [], 400, "object"],
    ["POST", "faults", [{ operation: "GetSession", status: 500 }, {}], 400, "operation"],
    ["GET", "nothing", undefined, 404, "no GET"],
    ["POST", "ledger", undefined, 404, "no POST"],
  ];
  for (const [method, what, body, status, message] of refused) {
    it(`refuses ${method} ${what} ${body === undefined ? "without a body" : JSON.stringify(body)}`, async () => {
      const sim = await simulate();
      const reply = await call(sim.url, method, `/_simulator/${what}`, { body });
      expect(reply.status).to.equal(status);
      expect(json(reply).message).to.include(message);
    });
  }

  it("adds no fault of an array with a bad one", async () => {
    const sim = await simulate();
    await call(sim.url, "POST", "/_simulator/faults", {
      body: [{ operation: "ListSessions", status: 500 }, {}],
    });
    expect(await list(sim)).to.deep.equal([]);
  });

  it("stops although a client keeps its connection", async () => {
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

  it("listens on the loopback interface, on the port given", async () => {
    const first = await simulate();
    expect(first.url).to.equal(`http://127.0.0.1:${first.port}`);
    expect(await rejection(simulate({ port: first.port }))).to.have.property("code", "EADDRINUSE");
    await first.stop();
    const second = await simulate({ port: first.port });
    expect(second.port).to.equal(first.port);
  });
});
