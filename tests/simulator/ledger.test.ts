import { expect } from "chai";
import { statSync, readFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultAccount } from "../../simulator/index";
import {
  call,
  create,
  end,
  get,
  json,
  list,
  minutes,
  rejection,
  sessionsPath,
  shown,
  simulators,
  start,
  validBody,
} from "./helper";

describe("simulator: ledger and state", () => {
  const simulate = simulators();
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "simulator-test-"));
    file = path.join(folder, "state.json");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("records every call in order, with header names and no values", async () => {
    const sim = await simulate();
    sim.advance(1000);
    const headers = { "X-Environment-Secret": "secret-environment", "X-Fingerprint-Secret": "secret-print" };
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
      "secret-print",
      "secret-query",
      "secret-wrong",
      vncPassword!,
    ]) {
      expect(text).to.not.include(secret);
    }
    expect(text).to.not.include(defaultAccount.apiKey);
  });

  it("counts calls in flight, and starts again when cleared", async () => {
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

  it("keeps sessions, ledger and time in its state file", async () => {
    const first = await simulate({ state: file });
    const kept = await create(first, { leaseTime: 10 });
    const ended = await create(first);
    await end(first, ended.sessionUUID);
    first.advance(minutes(4));
    await first.stop();

    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readdirSync(folder)).to.deep.equal(["state.json"]);
    expect(readFileSync(file, "utf8")).to.include(kept.vncPassword).and.not.include(defaultAccount.apiKey);

    const second = await simulate({ state: file });
    expect(second.now()).to.equal(start + minutes(4));
    expect(second.sessions()).to.deep.equal(first.sessions());
    expect(second.ledger).to.deep.equal(first.ledger);
    expect(await list(second)).to.deep.equal([kept]);
    expect(second.ledger.at(-1)!.seq).to.equal(4);
    second.advance(minutes(6));
    expect(second.running()).to.deep.equal([]);
  });

  it("ends a session in time that was ending when the simulator stopped", async () => {
    const first = await simulate({ state: file, switches: { endLag: "ending" } });
    const { sessionUUID } = await create(first);
    await end(first, sessionUUID);
    await first.stop();

    const second = await simulate({ state: file });
    expect(second.sessions()[0]!.status).to.equal("ending");
    second.advance(4000);
    expect(second.sessions()[0]).to.include({ status: "terminated", endedAt: start + 4000 });
  });

  it("names a state file that it cannot use", async () => {
    for (const content of ["{", "{}", '{"clock": 0, "sessions": [{}], "ledger": []}']) {
      writeFileSync(file, content);
      const error = await rejection(simulate({ state: file }));
      expect(error.message, content).to.include(`${file} is not a state file`);
      expect(readFileSync(file, "utf8")).to.equal(content);
    }
  });

  it("responds 500 where its own response breaks the contract, and says so", async () => {
    const first = await simulate({ state: file });
    const { sessionUUID, fingerprintUUID } = await create(first);
    await first.stop();
    writeFileSync(file, readFileSync(file, "utf8").replace(fingerprintUUID, "broken"));

    const second = await simulate({ state: file });
    const reply = await get(second, sessionUUID);
    expect(reply.status).to.equal(500);
    expect(json(reply).message).to.include("breaks the contract");
    expect(second.contractViolations).to.have.length(1);
    expect(second.contractViolations[0]).to.include("GetSession").and.include("/fingerprintUUID");
    expect(second.ledger.at(-1)!.status).to.equal(500);
  });
});
