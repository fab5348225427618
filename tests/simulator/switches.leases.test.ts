import { expect } from "chai";
import type { LeaseOptions, Switches } from "../../simulator/index";
import { call, create, get, minutes, patch, shown, simulators, start } from "./fixtures";

describe("simulator: switches of leases", () => {
  const simulate = simulators();

  const caps: { maxGrantedMinutes: number; created: number; patched: number }[] = [
    { maxGrantedMinutes: 60, created: 30, patched: 60 },
    { maxGrantedMinutes: 40, created: 30, patched: 40 },
    { maxGrantedMinutes: 15, created: 15, patched: 15 },
  ];
  for (const { maxGrantedMinutes, created, patched } of caps) {
    it(`grants ${created} of 30 minutes, then ${patched} of 60, with maxGrantedMinutes ${maxGrantedMinutes}`, async () => {
      const sim = await simulate({ switches: { maxGrantedMinutes } });
      const session = await create(sim, { leaseTime: 30 });
      expect(session.currentLeaseTime).to.equal(created);
      expect(sim.running()[0]!.endsAt).to.equal(start + minutes(created));
      sim.advance(minutes(1));
      expect((await patch(sim, session.sessionUUID, 60)).status).to.equal(200);
      expect(shown(await get(sim, session.sessionUUID)).currentLeaseTime).to.equal(patched);
      expect(sim.running()[0]!.endsAt).to.equal(start + minutes(1 + patched));
    });
  }

  it("applies patchRange to the requested minutes and shortening to the granted ones", async () => {
    const sim = await simulate({ switches: { maxGrantedMinutes: 20, shortening: "refused" } });
    const { sessionUUID } = await create(sim, { leaseTime: 20 });
    expect((await patch(sim, sessionUUID, 61)).status).to.equal(400);
    sim.setSwitches({ maxGrantedMinutes: 10 });
    expect((await patch(sim, sessionUUID, 30)).status).to.equal(400);
    sim.advance(minutes(10));
    expect((await patch(sim, sessionUUID, 30)).status).to.equal(200);
  });

  it("shows the granted lease of the create with currentLeaseTime stale", async () => {
    const sim = await simulate({ switches: { maxGrantedMinutes: 10, currentLeaseTime: "stale" } });
    expect((await create(sim, { leaseTime: 20 })).currentLeaseTime).to.equal(10);
  });

  const updates: { updatedAtOnPatch: Switches["updatedAtOnPatch"]; options?: LeaseOptions; moved: number }[] =
    [
      { updatedAtOnPatch: "moves", moved: 60_000 },
      { updatedAtOnPatch: "stays", moved: 0 },
      { updatedAtOnPatch: "moves", options: { movesUpdatedAt: false }, moved: 0 },
      { updatedAtOnPatch: "stays", options: { movesUpdatedAt: true }, moved: 60_000 },
    ];
  for (const { updatedAtOnPatch, options, moved } of updates) {
    const setting = `updatedAtOnPatch ${updatedAtOnPatch} and ${JSON.stringify(options ?? {})}`;
    it(`moves updatedAt by ${moved} ms when setLease sets a lease with ${setting}`, async () => {
      const sim = await simulate({ switches: { updatedAtOnPatch, maxGrantedMinutes: 7 } });
      const session = await create(sim);
      sim.advance(minutes(1));
      sim.setLease(session.sessionUUID, 20, options);
      const moves = async (): Promise<number> =>
        Date.parse(shown(await get(sim, session.sessionUUID)).updatedAt) - Date.parse(session.updatedAt);
      expect(await moves()).to.equal(moved);
      expect(sim.running()[0]!.leaseMinutes).to.equal(20);
    });

    it(`moves updatedAt by ${moved} ms when the control plane sets a lease with ${setting}`, async () => {
      const sim = await simulate({ switches: { updatedAtOnPatch } });
      const { sessionUUID } = await create(sim);
      sim.advance(minutes(1));
      const body = { minutes: 20, ...options };
      await call(sim.url, "POST", `/_simulator/sessions/${sessionUUID}/lease`, { body });
      expect(sim.running()[0]).to.include({ leaseMinutes: 20, updatedAt: start + moved });
    });
  }
});
