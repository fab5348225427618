import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Simulator, Switches } from "../../simulator/index";
import { create, end, get, json, list, minutes, patch, post, shown, simulators, start } from "./fixtures";

/** Returns what a GET and a list show of a session: its status, the status of the response, or "absent". */
async function observe(sim: Simulator, id: string): Promise<string> {
  const reply = await get(sim, id);
  const read = reply.status === 200 ? shown(reply).status : String(reply.status);
  const listed = (await list(sim)).find((session) => session.sessionUUID === id);
  return `${read} ${listed?.status ?? "absent"}`;
}

describe("simulator: switches of lags", () => {
  const simulate = simulators();

  const createLags: { switches: Partial<Switches>; seconds: number; expected: string }[] = [
    { switches: { createLag: "none" }, seconds: 0, expected: "running running" },
    { switches: { createLag: "get" }, seconds: 0, expected: "404 running" },
    { switches: { createLag: "list" }, seconds: 0, expected: "running absent" },
    { switches: { createLag: "both" }, seconds: 5.999, expected: "404 absent" },
    { switches: { createLag: "both" }, seconds: 6, expected: "running running" },
    { switches: { createLag: "both", createLagSeconds: 20 }, seconds: 19.999, expected: "404 absent" },
    { switches: { createLag: "both", createLagSeconds: 20 }, seconds: 20, expected: "running running" },
  ];
  for (const { switches, seconds, expected } of createLags) {
    it(`shows "${expected}" in GET and list ${seconds} s after a create with ${JSON.stringify(switches)}`, async () => {
      const sim = await simulate({ switches });
      const { sessionUUID } = await create(sim);
      sim.advance(seconds * 1000);
      expect(await observe(sim, sessionUUID)).to.equal(expected);
      expect(sim.running()).to.have.length(1);
    });
  }

  it("updates and ends a session that reads do not show yet", async () => {
    const sim = await simulate({ switches: { createLag: "both" } });
    const { sessionUUID } = await create(sim);
    expect((await patch(sim, sessionUUID, 9)).status).to.equal(200);
    expect(sim.running()[0]!.leaseMinutes).to.equal(9);
    expect((await end(sim, sessionUUID)).status).to.equal(200);
    expect(sim.running()).to.deep.equal([]);
  });

  const endLags: { switches: Partial<Switches>; status: number; seconds: number; expected: string }[] = [
    { switches: { endLag: "none" }, status: 200, seconds: 0, expected: "404 absent" },
    { switches: { endLag: "ending" }, status: 202, seconds: 0, expected: "ending ending" },
    { switches: { endLag: "ending" }, status: 202, seconds: 3.999, expected: "ending ending" },
    { switches: { endLag: "ending" }, status: 202, seconds: 4, expected: "404 absent" },
    {
      switches: { endLag: "ending", endLagSeconds: 60 },
      status: 202,
      seconds: 59,
      expected: "ending ending",
    },
    { switches: { endLag: "ending", endLagSeconds: 0 }, status: 200, seconds: 0, expected: "404 absent" },
    {
      switches: { endLag: "ending", getEnded: "late-running", listEnded: "terminated" },
      status: 202,
      seconds: 4,
      expected: "404 terminated",
    },
  ];
  for (const { switches, status, seconds, expected } of endLags) {
    it(`shows "${expected}" in GET and list ${seconds} s after a DELETE with ${JSON.stringify(switches)}`, async () => {
      const sim = await simulate({ switches });
      const { sessionUUID } = await create(sim);
      expect(await end(sim, sessionUUID)).to.include({ status, text: "{}" });
      expect(sim.running()).to.deep.equal([]);
      sim.advance(seconds * 1000);
      expect(await observe(sim, sessionUUID)).to.equal(expected);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  it("rejects a new lease and ignores another DELETE while a session is ending", async () => {
    const sim = await simulate({ switches: { endLag: "ending" } });
    const { sessionUUID } = await create(sim);
    await end(sim, sessionUUID);
    sim.advance(3000);
    expect((await patch(sim, sessionUUID, 9)).status).to.equal(404);
    expect((await end(sim, sessionUUID)).status).to.equal(202);
    expect(() => {
      sim.setLease(sessionUUID, 9);
    }).to.throw("no session");
    sim.advance(1000);
    expect(sim.sessions()[0]).to.include({ status: "terminated", endedAt: start + 4000 });
    expect((await end(sim, sessionUUID)).status).to.equal(404);
  });

  it("ends an ending session when its lease expires", async () => {
    const sim = await simulate({ switches: { endLag: "ending", getEnded: "late-running" } });
    const { sessionUUID } = await create(sim, { leaseTime: 1 });
    sim.advance(minutes(1) - 1000);
    await end(sim, sessionUUID);
    sim.advance(1000);
    expect(sim.sessions()[0]).to.include({ status: "terminated", endedAt: start + minutes(1) });
    expect(await observe(sim, sessionUUID)).to.equal("404 absent");
  });

  it("counts an ending session as a user of its fingerprint and a browser", async () => {
    const fingerprintUUID = randomUUID();
    const sim = await simulate({
      capacity: 2,
      switches: { endLag: "ending", sharedFingerprint: "conflict" },
    });
    const { sessionUUID } = await create(sim, { fingerprintUUID });
    await create(sim);
    await end(sim, sessionUUID);
    expect((await post(sim, { fingerprintUUID: fingerprintUUID.toUpperCase() })).status).to.equal(409);
    expect((await post(sim)).status).to.equal(503);
    sim.advance(4000);
    expect((await post(sim, { fingerprintUUID })).status).to.equal(200);
  });

  const starts: { switches: Partial<Switches>; created: string; seconds: number; later: string }[] = [
    { switches: { createdStatus: "running" }, created: "running", seconds: 0, later: "running running" },
    {
      switches: { createdStatus: "starting" },
      created: "starting",
      seconds: 4.999,
      later: "starting starting",
    },
    { switches: { createdStatus: "starting" }, created: "starting", seconds: 5, later: "running running" },
    {
      switches: { createdStatus: "starting", startingSeconds: 60 },
      created: "starting",
      seconds: 59.999,
      later: "starting starting",
    },
  ];
  for (const { switches, created, seconds, later } of starts) {
    it(`shows "${later}" in GET and list ${seconds} s after a create with ${JSON.stringify(switches)}`, async () => {
      const sim = await simulate({ switches });
      const session = await create(sim);
      expect(session.status).to.equal(created);
      sim.advance(seconds * 1000);
      expect(await observe(sim, session.sessionUUID)).to.equal(later);
      expect(sim.running()).to.have.length(1);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  it("shows a session as terminated if it ends while it is starting", async () => {
    const sim = await simulate({ switches: { createdStatus: "starting", getEnded: "terminated" } });
    const { sessionUUID } = await create(sim);
    await end(sim, sessionUUID);
    expect(await observe(sim, sessionUUID)).to.equal("terminated absent");
  });

  const patches: { switches: Partial<Switches>; seconds: number; status: number }[] = [
    { switches: { patchWhileStarting: "accepted" }, seconds: 0, status: 200 },
    { switches: { patchWhileStarting: "conflict" }, seconds: 4.999, status: 409 },
    { switches: { patchWhileStarting: "conflict" }, seconds: 5, status: 200 },
    { switches: { patchWhileStarting: "conflict", createdStatus: "starting" }, seconds: 0, status: 409 },
  ];
  for (const { switches, seconds, status } of patches) {
    it(`responds ${status} to a PATCH ${seconds} s after a create with ${JSON.stringify(switches)}`, async () => {
      const sim = await simulate({ switches });
      const { sessionUUID } = await create(sim);
      sim.advance(seconds * 1000);
      const reply = await patch(sim, sessionUUID, 20);
      expect(reply.status).to.equal(status);
      if (status === 409) expect(json(reply).code).to.equal("CONFLICT");
      expect(sim.running()[0]!.leaseMinutes).to.equal(status === 200 ? 20 : 5);
    });
  }
});
