import { expect } from "chai";
import { call, create, get, json, list, minutes, simulators, start } from "./fixtures";

describe("simulator: control plane", () => {
  const simulate = simulators();
  const noKeys = { "X-Api-Key": undefined, "X-Api-Key-Id": undefined };

  it("returns the ledger, the sessions and the clock without a key or a ledger entry", async () => {
    const sim = await simulate();
    await create(sim);
    const read = async (resource: string): Promise<unknown> =>
      json(await call(sim.url, "GET", `/_simulator/${resource}`, { headers: noKeys }));
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

  it("adds faults and changes switches", async () => {
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

  const invalid: [string, string, unknown, number, string][] = [
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
  for (const [method, path, body, status, message] of invalid) {
    it(`responds ${status} to ${method} ${path} ${body === undefined ? "without a body" : `with ${JSON.stringify(body)}`}`, async () => {
      const sim = await simulate();
      const reply = await call(sim.url, method, `/_simulator/${path}`, { body });
      expect(reply.status).to.equal(status);
      expect(json(reply).message).to.include(message);
    });
  }

  it("rejects an array of faults if one is invalid", async () => {
    const sim = await simulate();
    await call(sim.url, "POST", "/_simulator/faults", {
      body: [{ operation: "ListSessions", status: 500 }, {}],
    });
    expect(await list(sim)).to.deep.equal([]);
  });
});
