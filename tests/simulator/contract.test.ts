import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
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
  tempFolders,
  validBody,
  writeBrokenState,
} from "./fixtures";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("simulator: contract", () => {
  const simulate = simulators();
  const tempFolder = tempFolders();

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

  it("stores all fields of a create, including those that no response shows", async () => {
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

  it("lists, reads, updates and ends sessions", async () => {
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

  const invalid: { description: string; body: object; field: string }[] = [
    { description: "a missing lease", body: { ...validBody, leaseTime: undefined }, field: "leaseTime" },
    { description: "a lease of 0", body: { ...validBody, leaseTime: 0 }, field: "leaseTime" },
    { description: "a lease of 61", body: { ...validBody, leaseTime: 61 }, field: "leaseTime" },
    { description: "a lease of 1.5", body: { ...validBody, leaseTime: 1.5 }, field: "leaseTime" },
    { description: "a lease as text", body: { ...validBody, leaseTime: "5" }, field: "leaseTime" },
    { description: "an unknown driver", body: { ...validBody, driver: "selenium" }, field: "driver" },
    { description: "an unknown VNC mode", body: { ...validBody, vncMode: "wr" }, field: "vncMode" },
    {
      description: "a missing isVncEnabled",
      body: { ...validBody, isVncEnabled: undefined },
      field: "isVncEnabled",
    },
    {
      description: "a fingerprint that is not a UUID",
      body: { ...validBody, fingerprintUUID: "mine" },
      field: "uuid",
    },
    { description: "showMouse as text", body: { ...validBody, showMouse: "yes" }, field: "showMouse" },
    { description: "an array", body: [], field: "object" },
  ];
  for (const { description, body, field } of invalid) {
    it(`responds 400 to a create with ${description}`, async () => {
      const sim = await simulate();
      const reply = await call(sim.url, "POST", sessionsPath, { body });
      expect(reply.status).to.equal(400);
      const error = json(reply);
      expect(error.code).to.equal("INVALID_REQUEST");
      expect(error.message).to.include(field);
      expect(error.details).to.be.an("array").that.is.not.empty;
      expect(sim.sessions()).to.deep.equal([]);
    });
  }

  it("responds 400 to a body that is missing, not JSON, or of another media type", async () => {
    const sim = await simulate();
    const replies = [
      await call(sim.url, "POST", sessionsPath),
      await call(sim.url, "POST", sessionsPath, { rawBody: "{" }),
      await call(sim.url, "POST", sessionsPath, { rawBody: "null" }),
      await call(sim.url, "POST", sessionsPath, {
        body: validBody,
        headers: { "Content-Type": "text/plain" },
      }),
    ];
    expect(replies.map((reply) => reply.status)).to.deep.equal([400, 400, 400, 400]);
    expect(replies.map((reply) => json(reply).code)).to.deep.equal([
      "INVALID_REQUEST",
      "BAD_REQUEST",
      "INVALID_REQUEST",
      "BAD_REQUEST",
    ]);
    expect(sim.sessions()).to.deep.equal([]);
  });

  it("responds 400 to a request with a query", async () => {
    const sim = await simulate();
    const reply = await call(sim.url, "GET", `${sessionsPath}?status=running`);
    expect(reply.status).to.equal(400);
    expect(reply.text).to.include("query");
  });

  it("responds 400 to an update without a whole newLeaseTime", async () => {
    const sim = await simulate();
    const { sessionUUID } = await create(sim);
    for (const body of [{}, { newLeaseTime: 2.5 }, { newLeaseTime: "10" }]) {
      const reply = await call(sim.url, "PATCH", `${sessionsPath}/${sessionUUID}`, { body });
      expect(reply.status, JSON.stringify(body)).to.equal(400);
      expect(reply.text).to.include("newLeaseTime");
    }
    expect(sim.sessions()[0]!.leaseMinutes).to.equal(5);
  });

  it("responds 404 for a session that never existed", async () => {
    const sim = await simulate({ switches: { getEnded: "terminated", deleteEnded: "200" } });
    const id = randomUUID();
    for (const reply of [await get(sim, id), await patch(sim, id, 5), await end(sim, id)]) {
      expect(reply.status).to.equal(404);
      expect(json(reply).code).to.equal("SESSION_NOT_FOUND");
    }
  });

  it("requires the contract's error body for a status that the contract does not declare", async () => {
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
    it(`responds 404 to the request ${method} ${path}`, async () => {
      const sim = await simulate();
      const reply = await call(sim.url, method, path);
      expect(reply.status).to.equal(404);
      expect(json(reply)).to.include({ code: "NOT_FOUND" });
      expect(sim.ledger[0]).to.include({ operation: "Unknown", method, path, status: 404 });
    });
  }

  it("responds 500 if its own response breaks the contract, and records the violation", async () => {
    const state = join(tempFolder(), "state.json");
    const sessionUUID = await writeBrokenState(simulate, state);
    const sim = await simulate({ state });
    const reply = await get(sim, sessionUUID);
    expect(reply.status).to.equal(500);
    expect(json(reply).message).to.include("breaks the contract");
    expect(sim.contractViolations).to.have.length(1);
    expect(sim.contractViolations[0]).to.include("GetSession").and.include("/fingerprintUUID");
    expect(sim.ledger.at(-1)!.status).to.equal(500);
  });
});
