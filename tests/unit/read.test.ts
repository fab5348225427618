import { expect } from "chai";
import type { SessionState } from "../../provider/session";
import { create, read, update } from "../../provider/session";
import type { WireSession } from "../../provider/tasknet";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  fingerprintA,
  id,
  inputs,
  minuteMs,
  msAt,
  notFound,
  origin,
  otherKinds,
  ownFingerprint,
  rejection,
  startMs,
  stateOf,
  unconfirmedStateOf,
  wire,
} from "./fixtures";

describe("read", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(1);
  });

  describe("an import", () => {
    it("records what the service shows, and nothing that it does not", async () => {
      api.getSession.resolves(wire({ vncPassword: "pw", updatedAt: at(0.5) }));
      const { state, warning } = await read(contextOf(api), id, undefined);
      expect(warning).to.be.undefined;
      expect(state).to.deep.equal({
        leaseTime: 30,
        driver: "puppeteer",
        isVncEnabled: false,
        vncMode: "ro",
        recreateWhenEnded: true,
        sessionUUID: id,
        fingerprintUUID: ownFingerprint,
        currentLeaseTime: 30,
        status: "running",
        createdAt: at(0),
        updatedAt: at(0.5),
        vncPassword: "pw",
        expiresAt: at(30.5),
        fingerprintGiven: false,
        origin,
      });
    });

    for (const [reported, leaseTime] of [
      [0, 1],
      [1, 1],
      [12.2, 13],
      [60, 60],
      [61, 60],
    ] as const) {
      it(`of a reported lease of ${reported} has a leaseTime that check takes: ${leaseTime}`, async () => {
        api.getSession.resolves(wire({ currentLeaseTime: reported }));
        expect((await read(contextOf(api), id, undefined)).state).to.have.property("leaseTime", leaseTime);
      });
    }

    for (const [name, setUp] of [
      ["not known", () => api.getSession.rejects(notFound("SESSION_NOT_FOUND"))],
      ["terminated", () => api.getSession.resolves(wire({ status: "terminated" }))],
    ] as const) {
      it(`of a session that is ${name} finds nothing`, async () => {
        setUp();
        expect(await read(contextOf(api), id, undefined)).to.deep.equal({ state: undefined });
      });
    }

    for (const kind of otherKinds) {
      it(`rejects on an error (${kind})`, async () => {
        const error = errorOf[kind]();
        api.getSession.rejects(error);
        expect(await rejection(read(contextOf(api), id, undefined))).to.equal(error);
      });
    }
  });

  describe("a session that has ended", () => {
    const ends: { name: string; setUp: () => void }[] = [
      { name: "404", setUp: () => api.getSession.rejects(notFound("SESSION_NOT_FOUND")) },
      { name: "terminated", setUp: () => api.getSession.resolves(wire({ status: "terminated" })) },
      {
        name: "a late running",
        setUp: () => {
          api.nowMs = msAt(31) + 1;
          api.getSession.resolves(wire());
        },
      },
    ];
    for (const { name, setUp } of ends) {
      it(`${name}: is dropped from the state`, async () => {
        setUp();
        expect(await read(contextOf(api), id, stateOf())).to.deep.equal({ state: undefined });
      });

      it(`${name}: stays as terminated with recreateWhenEnded false`, async () => {
        setUp();
        const state = stateOf({ recreateWhenEnded: false });
        expect(await read(contextOf(api), id, state)).to.deep.equal({
          state: { ...state, status: "terminated" },
        });
      });
    }

    it("in doubt, within the grace, is kept", async () => {
      api.nowMs = msAt(31);
      api.getSession.resolves(wire());
      expect((await read(contextOf(api), id, stateOf())).state).to.deep.equal(stateOf());
    });
  });

  describe("a known session that can't be read", () => {
    it("for a refused key keeps its state, with a warning that says what to type", async () => {
      api.nowMs = msAt(10_000);
      api.getSession.rejects(errorOf.unauthorized());
      const { state, warning } = await read(contextOf(api), id, stateOf());
      expect(state).to.deep.equal(stateOf());
      expect(warning).to.contain(id).and.contain(errorOf.unauthorized().message);
      expect(warning).to.contain("TASKNET_API_KEY").and.contain("TASKNET_API_KEY_ID");
      expect(warning)
        .to.contain("pulumi config set --secret tasknet:apiKey")
        .and.contain("pulumi config set tasknet:apiKeyId");
    });

    for (const kind of otherKinds.filter((other) => other !== "unauthorized")) {
      it(`for another error (${kind}) is an error, never an end`, async () => {
        api.nowMs = msAt(10_000);
        const error = errorOf[kind]();
        api.getSession.rejects(error);
        expect(await rejection(read(contextOf(api), id, stateOf()))).to.equal(error);
      });
    }
  });

  describe("a session that runs", () => {
    it("of others' change has the new end of its lease, and all inputs as they were", async () => {
      const state = stateOf(
        { fingerprintUUID: fingerprintA, fingerprintSecret: "s", renewBefore: 5 },
        { vncPassword: "pw" },
      );
      const answer = wire({ fingerprintUUID: fingerprintA, currentLeaseTime: 60, updatedAt: at(1) });
      api.getSession.resolves(answer);
      const seen = await read(contextOf(api), id, state);
      expect(seen.state).to.deep.equal({
        ...state,
        currentLeaseTime: 60,
        updatedAt: at(1),
        expiresAt: at(61),
      });
    });

    it("that was not confirmed is completed", async () => {
      api.getSession.resolves(wire());
      expect((await read(contextOf(api), id, unconfirmedStateOf())).state).to.deep.equal(stateOf());
    });
  });

  describe("a refresh while only time passes gives an equal state", () => {
    const meanings: Record<string, (total: number, first: number, left: number) => number> = {
      "the lease as set": (total) => total,
      "what remains, whole minutes begun": (_total, _first, left) => Math.max(1, Math.ceil(left)),
      "what remains, whole minutes over": (_total, _first, left) => Math.max(1, Math.floor(left)),
      "the lease as first set": (_total, first) => first,
    };
    for (const [meaning, reported] of Object.entries(meanings)) {
      for (const movesUpdatedAt of [true, false]) {
        it(`with currentLeaseTime as ${meaning}, updatedAt ${movesUpdatedAt ? "moved" : "not moved"} by a lease`, async () => {
          let lease = 30;
          let setAt = startMs;
          api.nowMs = startMs;
          const answer = (): Promise<WireSession> =>
            Promise.resolve(
              wire({
                currentLeaseTime: reported(lease, 30, lease - (api.nowMs - setAt) / minuteMs),
                updatedAt: movesUpdatedAt ? new Date(setAt).toISOString() : at(0),
              }),
            );
          api.createSession.callsFake(answer);
          api.getSession.callsFake(answer);
          api.updateSession.callsFake((_id, minutes) => {
            [lease, setAt] = [minutes, api.nowMs];
            return Promise.resolve();
          });
          const context = contextOf(api);
          const refreshed = async (state: SessionState): Promise<void> => {
            expect(await read(context, id, state)).to.deep.equal({ state });
          };

          const created = await create(context, inputs());
          for (const now of [0, 0.5, 7, 29, 29.9]) {
            api.nowMs = msAt(now);
            await refreshed(created);
          }
          api.nowMs = msAt(10);
          const longer = await update(context, created, inputs({ leaseTime: 45 }));
          for (const now of [10, 24, 54.9]) {
            api.nowMs = msAt(now);
            await refreshed(longer);
          }
          api.nowMs = msAt(20);
          const shorter = await update(context, longer, inputs({ leaseTime: 5 }));
          for (const now of [20, 22, 24.9]) {
            api.nowMs = msAt(now);
            await refreshed(shorter);
          }
        });
      }
    }
  });
});
