import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { loadContract } from "../../simulator/contract";
import {
  call,
  create,
  end,
  get,
  json,
  list,
  patch,
  sessionsPath,
  shown,
  simulators,
  start,
  validBody,
} from "./helper";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("simulator: contract", () => {
  const simulate = simulators();

  it("creates a session with every documented field", async () => {
    const sim = await simulate();
    const session = await create(sim);
    expect(session).to.have.all.keys(
      "sessionUUID",
      "fingerprintUUID",
      "currentLeaseTime",
      "isVncEnabled",
      "vncPassword",
      "createdAt",
      "updatedAt",
      "driver",
      "status",
      "vncMode",
    );
    expect(session).to.include({
      currentLeaseTime: 5,
      isVncEnabled: true,
      driver: "puppeteer",
      vncMode: "rw",
    });
    expect(session.status).to.equal("running");
    expect(session.sessionUUID).to.match(uuid);
    expect(session.fingerprintUUID).to.match(uuid).and.not.equal(session.sessionUUID);
    expect(session.vncPassword).to.match(/^vnc-[0-9a-f]{24}$/);
    expect(session.createdAt).to.equal(new Date(start).toISOString());
    expect(session.updatedAt).to.equal(session.createdAt);
    expect(sim.contractViolations).to.deep.equal([]);
  });

  it("keeps what the request says, also what no response shows", async () => {
    const sim = await simulate();
    const fingerprintUUID = randomUUID();
    const given = { fingerprintUUID, isVncEnabled: false, vncMode: "ro", driver: "api", leaseTime: 60 };
    const session = await create(sim, { ...given, showMouse: true, isProxyEnabled: true });
    expect(session).to.include({ fingerprintUUID, isVncEnabled: false, vncMode: "ro", driver: "api" });
    expect(session).to.not.have.any.keys("vncPassword", "showMouse", "isProxyEnabled");
    expect(sim.sessions()[0]).to.include({
      fingerprintGiven: true,
      showMouse: true,
      isProxyEnabled: true,
      mode: "private",
    });
    await create(sim);
    expect(sim.sessions()[1]).to.include({
      fingerprintGiven: false,
      showMouse: false,
      isProxyEnabled: false,
    });
  });

  it("lists, reads, updates and ends", async () => {
    const sim = await simulate();
    expect(await list(sim)).to.deep.equal([]);
    const first = await create(sim);
    const second = await create(sim);
    expect(await list(sim)).to.deep.equal([first, second]);
    expect(shown(await get(sim, first.sessionUUID))).to.deep.equal(first);

    const patched = await patch(sim, first.sessionUUID, 20);
    expect(patched).to.include({ status: 200, text: "{}" });
    expect(json(await get(sim, first.sessionUUID)).currentLeaseTime).to.equal(20);

    expect(await end(sim, first.sessionUUID)).to.include({ status: 200, text: "{}" });
    expect(await list(sim)).to.deep.equal([second]);
    expect(sim.running().map((session) => session.sessionUUID)).to.deep.equal([second.sessionUUID]);
  });

  const refused: { why: string; body: object; names: string }[] = [
    { why: "a missing lease", body: { ...validBody, leaseTime: undefined }, names: "leaseTime" },
    { why: "a lease of 0", body: { ...validBody, leaseTime: 0 }, names: "leaseTime" },
    { why: "a lease of 61", body: { ...validBody, leaseTime: 61 }, names: "leaseTime" },
    { why: "a lease of 1.5", body: { ...validBody, leaseTime: 1.5 }, names: "leaseTime" },
    { why: "a lease as text", body: { ...validBody, leaseTime: "5" }, names: "leaseTime" },
    { why: "an unknown driver", body: { ...validBody, driver: "selenium" }, names: "driver" },
    { why: "an unknown VNC mode", body: { ...validBody, vncMode: "wr" }, names: "vncMode" },
    { why: "no isVncEnabled", body: { ...validBody, isVncEnabled: undefined }, names: "isVncEnabled" },
    { why: "a fingerprint that is no UUID", body: { ...validBody, fingerprintUUID: "mine" }, names: "uuid" },
    { why: "showMouse as text", body: { ...validBody, showMouse: "yes" }, names: "showMouse" },
    { why: "an array", body: [], names: "object" },
  ];
  for (const { why, body, names } of refused) {
    it(`refuses a create with ${why}`, async () => {
      const sim = await simulate();
      const reply = await call(sim.url, "POST", sessionsPath, { body });
      expect(reply.status).to.equal(400);
      const error = json(reply);
      expect(error.code).to.equal("INVALID_REQUEST");
      expect(error.message).to.include(names);
      expect(error.details).to.be.an("array").that.is.not.empty;
      expect(sim.sessions()).to.deep.equal([]);
    });
  }

  it("refuses bodies that are absent, not JSON, or of another type", async () => {
    const sim = await simulate();
    const bad = [
      await call(sim.url, "POST", sessionsPath),
      await call(sim.url, "POST", sessionsPath, { rawBody: "{" }),
      await call(sim.url, "POST", sessionsPath, { rawBody: "null" }),
      await call(sim.url, "POST", sessionsPath, {
        body: validBody,
        headers: { "Content-Type": "text/plain" },
      }),
    ];
    expect(bad.map((reply) => reply.status)).to.deep.equal([400, 400, 400, 400]);
    expect(bad.map((reply) => json(reply).code)).to.deep.equal([
      "INVALID_REQUEST",
      "BAD_REQUEST",
      "INVALID_REQUEST",
      "BAD_REQUEST",
    ]);
    expect(sim.sessions()).to.deep.equal([]);
  });

  it("refuses a query, which no operation has", async () => {
    const sim = await simulate();
    const reply = await call(sim.url, "GET", `${sessionsPath}?status=running`);
    expect(reply.status).to.equal(400);
    expect(reply.text).to.include("query");
  });

  it("refuses an update without newLeaseTime, or with a fraction", async () => {
    const sim = await simulate();
    const { sessionUUID } = await create(sim);
    for (const body of [{}, { newLeaseTime: 2.5 }, { newLeaseTime: "10" }]) {
      const reply = await call(sim.url, "PATCH", `${sessionsPath}/${sessionUUID}`, { body });
      expect(reply.status, JSON.stringify(body)).to.equal(400);
      expect(reply.text).to.include("newLeaseTime");
    }
    expect(sim.sessions()[0]!.leaseMinutes).to.equal(5);
  });

  it("responds 404 for sessions that never were", async () => {
    const sim = await simulate({ switches: { getEnded: "terminated", deleteEnded: "200" } });
    const id = randomUUID();
    for (const reply of [await get(sim, id), await patch(sim, id, 5), await end(sim, id)]) {
      expect(reply.status).to.equal(404);
      expect(json(reply).code).to.equal("SESSION_NOT_FOUND");
    }
  });

  it("expects the contract's error under statuses that the contract does not declare", async () => {
    const contract = await loadContract();
    expect(contract.responseProblems(409, { message: "m", code: "C" }, "CreateSession")).to.deep.equal([]);
    expect(contract.responseProblems(409, { message: "m" }, "CreateSession")).to.have.length(1);
  });

  for (const [method, path] of [
    ["GET", "/"],
    ["GET", "/private/v2/sessions"],
    ["GET", "//v1/sessions"],
    ["GET", "//private/v1/sessions"],
    ["GET", "/private/v1/sessions/"],
    ["PUT", "/private/v1/sessions"],
  ] as const) {
    it(`responds 404 to ${method} ${path}`, async () => {
      const sim = await simulate();
      const reply = await call(sim.url, method, path);
      expect(reply.status).to.equal(404);
      expect(json(reply)).to.include({ code: "NOT_FOUND" });
      expect(sim.ledger[0]).to.include({ operation: "Unknown", method, path, status: 404 });
    });
  }
});
