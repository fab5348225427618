import { expect } from "chai";
import { defaultAccount } from "../../simulator/index";
import { call, get, list, sessionsPath, shown, simulators, start, validBody } from "./fixtures";

describe("simulator: ledger", () => {
  const simulate = simulators();

  it("records every call in order, with header names and without values", async () => {
    const sim = await simulate();
    sim.advance(1000);
    const headers = {
      "X-Environment-Secret": "secret-environment",
      "X-Fingerprint-Secret": "secret-fingerprint",
    };
    const created = await call(sim.url, "POST", sessionsPath, { body: validBody, headers });
    const { sessionUUID, vncPassword } = shown(created);
    await get(sim, sessionUUID);
    await call(sim.url, "GET", `${sessionsPath}?token=secret-query`);
    await call(sim.url, "GET", sessionsPath, { headers: { "X-Api-Key": "secret-wrong" } });

    expect(
      sim.ledger.map(({ seq, operation, method, status }) => [seq, operation, method, status]),
    ).to.deep.equal([
      [1, "CreateSession", "POST", 200],
      [2, "GetSession", "GET", 200],
      [3, "ListSessions", "GET", 400],
      [4, "ListSessions", "GET", 401],
    ]);
    expect(sim.ledger[0]).to.include({
      at: new Date(start + 1000).toISOString(),
      path: sessionsPath,
      sessionUUID,
    });
    expect(sim.ledger[0]!.headers).to.include.members([
      "x-api-key",
      "x-api-key-id",
      "x-environment-secret",
      "x-fingerprint-secret",
      "content-type",
    ]);
    const text = JSON.stringify(sim.ledger);
    for (const secret of [
      "secret-environment",
      "secret-fingerprint",
      "secret-query",
      "secret-wrong",
      vncPassword!,
    ]) {
      expect(text).to.not.include(secret);
    }
    expect(text).to.not.include(defaultAccount.apiKey);
  });

  it("counts the calls in flight, and resets the maximum when it is cleared", async () => {
    const sim = await simulate();
    for (let n = 0; n < 5; n += 1) await list(sim);
    expect(sim.maxInFlight).to.equal(1);
    sim.setLatency(50);
    await Promise.all([1, 2, 3].map(() => list(sim)));
    expect(sim.maxInFlight).to.equal(3);
    sim.clearLedger();
    expect(sim.ledger).to.deep.equal([]);
    expect(sim.maxInFlight).to.equal(0);
    await list(sim);
    expect(sim.ledger.map((entry) => entry.seq)).to.deep.equal([9]);
  });
});
