import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Simulator, Switches } from "../../simulator/index";
import { defaultAccount, defaultSwitches } from "../../simulator/index";
import { namedSwitches, numericSwitches, switchTable } from "../../simulator/switches";
import { call, create, end, get, json, list, minutes, patch, simulators, shown } from "./fixtures";

describe("simulator: switches", () => {
  const simulate = simulators();

  /** Returns what a GET and a list show of a session whose lease expired `seconds` ago. */
  async function observeExpired(switches: Partial<Switches>, seconds: number): Promise<[string, string]> {
    const sim = await simulate({ switches });
    const { sessionUUID } = await create(sim, { leaseTime: 1 });
    sim.advance(minutes(1) + seconds * 1000);
    const reply = await get(sim, sessionUUID);
    const seen = reply.status === 200 ? shown(reply).status : String(reply.status);
    return [seen, (await list(sim)).map((session) => session.status).join() || "absent"];
  }

  const expiries: { switches: Partial<Switches>; seconds: number; seen: [string, string] }[] = [
    { switches: {}, seconds: 0, seen: ["404", "absent"] },
    { switches: { getEnded: "404", listEnded: "absent" }, seconds: 5, seen: ["404", "absent"] },
    { switches: { getEnded: "terminated", listEnded: "absent" }, seconds: 5, seen: ["terminated", "absent"] },
    { switches: { getEnded: "404", listEnded: "terminated" }, seconds: 5, seen: ["404", "terminated"] },
    { switches: { getEnded: "late-running" }, seconds: 29.999, seen: ["running", "absent"] },
    { switches: { getEnded: "late-running" }, seconds: 30, seen: ["404", "absent"] },
    { switches: { listEnded: "late-running" }, seconds: 29.999, seen: ["404", "running"] },
    { switches: { listEnded: "late-running" }, seconds: 30, seen: ["404", "absent"] },
    {
      switches: { getEnded: "late-running", lateRunningSeconds: 90 },
      seconds: 89,
      seen: ["running", "absent"],
    },
    { switches: { getEnded: "late-running", lateRunningSeconds: 90 }, seconds: 90, seen: ["404", "absent"] },
  ];
  for (const { switches, seconds, seen } of expiries) {
    it(`shows ${seen.join(" in GET and ")} in a list ${seconds} s after the expiry with ${JSON.stringify(switches)}`, async () => {
      expect(await observeExpired(switches, seconds)).to.deep.equal(seen);
    });
  }

  it("shows the end by a DELETE at once with getEnded and listEnded late-running", async () => {
    const sim = await simulate({ switches: { getEnded: "late-running", listEnded: "late-running" } });
    const { sessionUUID } = await create(sim);
    await end(sim, sessionUUID);
    expect((await get(sim, sessionUUID)).status).to.equal(404);
    expect(await list(sim)).to.deep.equal([]);
  });

  for (const deleteEnded of ["200", "404"] as const) {
    it(`responds ${deleteEnded} to a DELETE of an ended session with deleteEnded ${deleteEnded}`, async () => {
      const sim = await simulate({ switches: { deleteEnded } });
      const { sessionUUID } = await create(sim);
      expect((await end(sim, sessionUUID)).status).to.equal(200);
      expect(String((await end(sim, sessionUUID)).status)).to.equal(deleteEnded);
    });
  }

  const ranges: { patchRange: Switches["patchRange"]; lease: number; status: number; shown: number }[] = [
    { patchRange: "checked", lease: 60, status: 200, shown: 60 },
    { patchRange: "checked", lease: 61, status: 400, shown: 5 },
    { patchRange: "checked", lease: 0, status: 400, shown: 5 },
    { patchRange: "unchecked", lease: 61, status: 200, shown: 60 },
    { patchRange: "unchecked", lease: 600, status: 200, shown: 60 },
  ];
  for (const { patchRange, lease, status, shown } of ranges) {
    it(`responds ${status} to a lease of ${lease} minutes with patchRange ${patchRange}`, async () => {
      const sim = await simulate({ switches: { patchRange } });
      const { sessionUUID } = await create(sim);
      expect((await patch(sim, sessionUUID, lease)).status).to.equal(status);
      expect(json(await get(sim, sessionUUID)).currentLeaseTime).to.equal(shown);
      expect(sim.sessions()[0]!.leaseMinutes).to.equal(status === 200 ? lease : 5);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  it("ends a session at a lease of 0 minutes with patchRange unchecked", async () => {
    const sim = await simulate({ switches: { patchRange: "unchecked" } });
    const { sessionUUID } = await create(sim);
    expect((await patch(sim, sessionUUID, 0)).status).to.equal(200);
    expect(sim.running()).to.deep.equal([]);
  });

  const shortenings: { shortening: Switches["shortening"]; lease: number; status: number }[] = [
    { shortening: "accepted", lease: 1, status: 200 },
    { shortening: "refused", lease: 5, status: 400 },
    { shortening: "refused", lease: 6, status: 200 },
    { shortening: "refused", lease: 7, status: 200 },
  ];
  for (const { shortening, lease, status } of shortenings) {
    it(`responds ${status} to a lease of ${lease} minutes if 6 are left with shortening ${shortening}`, async () => {
      const sim = await simulate({ switches: { shortening } });
      const { sessionUUID } = await create(sim, { leaseTime: 10 });
      sim.advance(minutes(4));
      expect((await patch(sim, sessionUUID, lease)).status).to.equal(status);
      expect(sim.sessions()[0]!.leaseMinutes).to.equal(status === 200 ? lease : 10);
    });
  }

  const leaseTimes: {
    currentLeaseTime: Switches["currentLeaseTime"];
    set: number;
    later: number;
    last: number;
  }[] = [
    { currentLeaseTime: "total", set: 20, later: 20, last: 20 },
    { currentLeaseTime: "remaining", set: 20, later: 18, last: 1 },
    { currentLeaseTime: "stale", set: 10, later: 10, last: 10 },
  ];
  for (const { currentLeaseTime, set, later, last } of leaseTimes) {
    it(`shows a lease of ${set}, then ${later}, then ${last} minutes with currentLeaseTime ${currentLeaseTime}`, async () => {
      const sim = await simulate({ switches: { currentLeaseTime } });
      const { sessionUUID } = await create(sim, { leaseTime: 10 });
      const observe = async (): Promise<unknown> => json(await get(sim, sessionUUID)).currentLeaseTime;
      expect(await observe()).to.equal(10);
      await patch(sim, sessionUUID, 20);
      expect(await observe()).to.equal(set);
      sim.advance(minutes(2) + 1000);
      expect(await observe()).to.equal(later);
      sim.advance(minutes(18) - 1001);
      expect(await observe()).to.equal(last);
    });
  }

  /** Returns the names of the responses that have the VNC password. */
  async function responsesWithPassword(sim: Simulator, isVncEnabled: boolean): Promise<string> {
    const created = await create(sim, { isVncEnabled });
    const read = shown(await get(sim, created.sessionUUID));
    const listed = (await list(sim))[0]!;
    const all = { create: created, get: read, list: listed };
    return Object.entries(all)
      .filter(([, session]) => session.vncPassword !== undefined)
      .map(([name]) => name)
      .join();
  }

  const passwords: { switches: Partial<Switches>; isVncEnabled: boolean; carriers: string }[] = [
    { switches: { vncPassword: "everywhere" }, isVncEnabled: true, carriers: "create,get,list" },
    { switches: { vncPassword: "create-only" }, isVncEnabled: true, carriers: "create" },
    { switches: { vncPassword: "get-and-create" }, isVncEnabled: true, carriers: "create,get" },
    { switches: {}, isVncEnabled: false, carriers: "" },
    { switches: { vncPasswordWithoutVnc: "present" }, isVncEnabled: false, carriers: "create,get,list" },
  ];
  for (const { switches, isVncEnabled, carriers } of passwords) {
    it(`sends the password of a session ${isVncEnabled ? "with" : "without"} VNC in [${carriers}] with ${JSON.stringify(switches)}`, async () => {
      expect(await responsesWithPassword(await simulate({ switches }), isVncEnabled)).to.equal(carriers);
    });
  }

  for (const [sharedFingerprint, status] of [
    ["allowed", 200],
    ["conflict", 409],
  ] as const) {
    it(`responds ${status} to a create with a fingerprint in use with sharedFingerprint ${sharedFingerprint}`, async () => {
      const sim = await simulate({ switches: { sharedFingerprint } });
      const fingerprintUUID = randomUUID();
      const body = { leaseTime: 5, isVncEnabled: false, vncMode: "rw", driver: "api", fingerprintUUID };
      const first = await create(sim, body);
      const reply = await call(sim.url, "POST", "/private/v1/sessions", { body });
      expect(reply.status).to.equal(status);
      if (status === 409) expect(json(reply).code).to.equal("SESSION_ALREADY_EXISTS");
      await create(sim);
      // An ended session no longer uses its fingerprint.
      for (const { sessionUUID } of sim.running()) sim.endSession(sessionUUID);
      expect((await create(sim, body)).fingerprintUUID).to.equal(first.fingerprintUUID);
    });
  }

  it("limits sharedFingerprint conflict to given fingerprints of the same account", async () => {
    const own = defaultAccount;
    const other = { apiKeyId: "other", apiKey: "other-key" };
    const sim = await simulate({ accounts: [own, other], switches: { sharedFingerprint: "conflict" } });
    const given = await create(sim, { fingerprintUUID: randomUUID() });
    const body = { leaseTime: 5, isVncEnabled: false, vncMode: "rw", driver: "api" };
    const reply = await call(sim.url, "POST", "/private/v1/sessions", {
      body: { ...body, fingerprintUUID: given.fingerprintUUID },
      headers: { "X-Api-Key-Id": other.apiKeyId, "X-Api-Key": other.apiKey },
    });
    expect(reply.status).to.equal(200);
    const generated = await create(sim);
    const { fingerprintUUID } = await create(sim, { fingerprintUUID: generated.fingerprintUUID });
    expect(fingerprintUUID).to.equal(generated.fingerprintUUID);
  });

  for (const [updatedAtOnPatch, moved] of [
    ["moves", 60_000],
    ["stays", 0],
  ] as const) {
    it(`moves updatedAt by ${moved} ms in a PATCH with updatedAtOnPatch ${updatedAtOnPatch}`, async () => {
      const sim = await simulate({ switches: { updatedAtOnPatch } });
      const { sessionUUID, updatedAt } = await create(sim);
      sim.advance(60_000);
      await patch(sim, sessionUUID, 5);
      const after = shown(await get(sim, sessionUUID));
      expect(Date.parse(after.updatedAt) - Date.parse(updatedAt)).to.equal(moved);
    });
  }

  for (const [modes, status] of [
    ["isolated", 404],
    ["shared", 200],
  ] as const) {
    it(`responds ${status} to a GET in another mode with modes ${modes}`, async () => {
      const sim = await simulate({ switches: { modes } });
      const { sessionUUID } = await create(sim, {}, "public");
      expect((await call(sim.url, "GET", `/public/v1/sessions/${sessionUUID}`)).status).to.equal(200);
      expect((await get(sim, sessionUUID)).status).to.equal(status);
      expect(await list(sim)).to.have.length(status === 200 ? 1 : 0);
    });
  }

  it("changes only the given switches at run time", async () => {
    const sim = await simulate({ switches: { deleteEnded: "200" } });
    const { sessionUUID } = await create(sim);
    await end(sim, sessionUUID);
    sim.setSwitches({ getEnded: "terminated" });
    expect(json(await get(sim, sessionUUID)).status).to.equal("terminated");
    expect((await end(sim, sessionUUID)).status).to.equal(200);
    expect(defaultSwitches.getEnded).to.equal("404");
  });

  it("starts with the documented default of each switch", async () => {
    const numbers = Object.fromEntries(numericSwitches.map((name) => [name, defaultSwitches[name]]));
    expect(numbers).to.deep.equal({
      lateRunningSeconds: 30,
      createLagSeconds: 6,
      endLagSeconds: 4,
      startingSeconds: 5,
      maxGrantedMinutes: 60,
      timestampOffsetMinutes: 0,
      fingerprintPageSize: 10,
    });
    const sim = await simulate({ switches: defaultSwitches });
    const other = await simulate();
    expect(Object.keys(await create(sim))).to.deep.equal(Object.keys(await create(other)));
    for (const name of namedSwitches) {
      expect(defaultSwitches[name], name).to.equal(switchTable[name].positions[0]);
    }
  });

  it("rejects unknown switches and invalid positions", async () => {
    const sim = await simulate();
    for (const [switches, message] of [
      [{ getEnded: "410" }, "getEnded must be one of 404, terminated, late-running"],
      [{ getEndet: "404" }, 'no switch is named "getEndet"'],
      [{ lateRunningSeconds: -1 }, "lateRunningSeconds must be a number, 0 or more, but is -1"],
      [{ createLagSeconds: "6" }, 'createLagSeconds must be a number, 0 or more, but is "6"'],
      [{ endLagSeconds: Infinity }, "endLagSeconds must be a number, 0 or more"],
      [{ startingSeconds: NaN }, "startingSeconds must be a number, 0 or more"],
      [{ maxGrantedMinutes: 0 }, "maxGrantedMinutes must be a whole number, 1 to 60, but is 0"],
      [{ maxGrantedMinutes: 61 }, "maxGrantedMinutes must be a whole number, 1 to 60, but is 61"],
      [{ maxGrantedMinutes: 1.5 }, "maxGrantedMinutes must be a whole number, 1 to 60, but is 1.5"],
      [{ fingerprintPageSize: 0 }, "fingerprintPageSize must be a whole number, 1 or more, but is 0"],
      [{ timestampOffsetMinutes: 1e9 }, "timestampOffsetMinutes must be a number, -525600 to 525600"],
    ] as const) {
      expect(() => {
        sim.setSwitches(switches as Partial<Switches>);
      }).to.throw(message);
    }
  });
});
