import { expect } from "chai";
import { RateLimiter } from "../../simulator/rate-limit";
import { call, create, get, json, keys, list, sessionsPath, simulators } from "./fixtures";

describe("simulator: accounts", () => {
  const simulate = simulators();

  const wrongKeys: Record<string, Record<string, string | undefined>> = {
    "without a key": { "X-Api-Key": undefined },
    "without a key id": { "X-Api-Key-Id": undefined },
    "with a wrong key": { "X-Api-Key": "other" },
    "with a wrong key id": { "X-Api-Key-Id": "other" },
  };
  for (const [description, headers] of Object.entries(wrongKeys)) {
    it(`responds 401 to a request ${description}`, async () => {
      const sim = await simulate();
      const reply = await call(sim.url, "GET", sessionsPath, { headers });
      expect(reply.status).to.equal(401);
      expect(json(reply).code).to.equal("UNAUTHORIZED");
    });
  }

  it("rejects the key of one account with the id of another", async () => {
    const sim = await simulate({
      accounts: [
        { apiKeyId: "a", apiKey: "key-a" },
        { apiKeyId: "b", apiKey: "key-b" },
      ],
    });
    const statuses = [];
    for (const pair of [
      ["a", "key-a"],
      ["b", "key-b"],
      ["a", "key-b"],
    ]) {
      const headers = { "X-Api-Key-Id": pair[0], "X-Api-Key": pair[1] };
      statuses.push((await call(sim.url, "GET", sessionsPath, { headers })).status);
    }
    expect(statuses).to.deep.equal([200, 200, 401]);
  });

  it("hides the sessions of one account from another", async () => {
    const other = { apiKeyId: "other", apiKey: "other-key" };
    const own = { apiKeyId: keys["X-Api-Key-Id"], apiKey: keys["X-Api-Key"] };
    const sim = await simulate({ accounts: [own, other] });
    const { sessionUUID } = await create(sim);
    const headers = { "X-Api-Key-Id": "other", "X-Api-Key": "other-key" };
    const path = `${sessionsPath}/${sessionUUID}`;
    expect(json(await call(sim.url, "GET", sessionsPath, { headers }))).to.deep.equal({ sessions: [] });
    expect((await call(sim.url, "GET", path, { headers })).status).to.equal(404);
    expect((await call(sim.url, "PATCH", path, { headers, body: { newLeaseTime: 9 } })).status).to.equal(404);
    expect((await call(sim.url, "DELETE", path, { headers })).status).to.equal(404);
    expect(sim.running()).to.have.length(1);
    expect(sim.running()[0]!.leaseMinutes).to.equal(5);
  });

  it("keeps the sessions of an account when its keys change", async () => {
    const own = { apiKeyId: keys["X-Api-Key-Id"], apiKey: keys["X-Api-Key"], account: "mine" };
    const sim = await simulate({ accounts: [own] });
    const { sessionUUID } = await create(sim);
    sim.setAccounts([{ apiKeyId: "new", apiKey: "new-key", account: "mine" }]);
    expect((await get(sim, sessionUUID)).status).to.equal(401);
    const headers = { "X-Api-Key-Id": "new", "X-Api-Key": "new-key" };
    expect((await call(sim.url, "GET", `${sessionsPath}/${sessionUUID}`, { headers })).status).to.equal(200);
  });

  it("limits the rate of requests per account", async () => {
    const own = { apiKeyId: keys["X-Api-Key-Id"], apiKey: keys["X-Api-Key"] };
    const sim = await simulate({ accounts: [own, { apiKeyId: "b", apiKey: "key-b" }], rateLimit: 2 });
    const replies = await Promise.all([1, 2, 3].map(() => call(sim.url, "GET", sessionsPath)));
    expect(replies.map((reply) => reply.status).sort()).to.deep.equal([200, 200, 429]);
    const limited = replies.find((reply) => reply.status === 429)!;
    expect(limited.headers["retry-after"]).to.equal("1");
    expect(json(limited)).to.have.property("message");
    const headers = { "X-Api-Key-Id": "b", "X-Api-Key": "key-b" };
    expect((await call(sim.url, "GET", sessionsPath, { headers })).status).to.equal(200);
    sim.setRateLimit(undefined);
    expect(await list(sim)).to.deep.equal([]);
  });

  it("counts only the accepted requests of the last second", () => {
    let now = 0;
    const limiter = new RateLimiter(() => now);
    const acquired = [0, 400, 900, 999, 1000, 1399, 1400].map((at) => {
      now = at;
      return limiter.tryAcquire("a", 2);
    });
    expect(acquired).to.deep.equal([true, true, false, false, true, false, true]);
  });

  it("responds 503 to a create beyond its capacity until a session ends", async () => {
    const sim = await simulate({ capacity: 1 });
    const { sessionUUID } = await create(sim);
    const body = { leaseTime: 5, isVncEnabled: true, vncMode: "rw", driver: "api" };
    const reply = await call(sim.url, "POST", sessionsPath, { body });
    expect(reply.status).to.equal(503);
    expect(json(reply).code).to.equal("SERVICE_UNAVAILABLE");
    expect(reply.headers).to.not.have.property("retry-after");
    sim.endSession(sessionUUID);
    await create(sim);
    expect(sim.running()).to.have.length(1);
  });
});
