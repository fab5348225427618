import { expect } from "chai";
import type { SessionState } from "../../provider/session";
import { create, read, update } from "../../provider/session";
import type { SessionResponse } from "../../provider/tasknet";
import { at, contextOf, FakeApi, id, inputs, minuteMs, msAt, resourceKey, startMs, wire } from "./fixtures";

describe("read while only time passes", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
  });

  const meanings: Record<string, (total: number, first: number, left: number) => number> = {
    "the current lease": (total) => total,
    "the remaining minutes, rounded up": (_total, _first, left) => Math.max(1, Math.ceil(left)),
    "the remaining minutes, rounded down": (_total, _first, left) => Math.max(1, Math.floor(left)),
    "the first lease": (_total, first) => first,
  };
  for (const [meaning, reported] of Object.entries(meanings)) {
    for (const movesUpdatedAt of [true, false]) {
      it(`returns an equal state if currentLeaseTime is ${meaning} and a lease ${movesUpdatedAt ? "moves" : "does not move"} updatedAt`, async () => {
        let lease = 30;
        let setAt = startMs;
        api.nowMs = startMs;
        const respond = (): Promise<SessionResponse> =>
          Promise.resolve(
            wire({
              currentLeaseTime: reported(lease, 30, lease - (api.nowMs - setAt) / minuteMs),
              updatedAt: movesUpdatedAt ? new Date(setAt).toISOString() : at(0),
            }),
          );
        api.createSession.callsFake(respond);
        api.getSession.callsFake(respond);
        api.updateSession.callsFake((_id, minutes) => {
          [lease, setAt] = [minutes, api.nowMs];
          return Promise.resolve();
        });
        const context = contextOf(api);
        const refreshed = async (state: SessionState): Promise<void> => {
          expect(await read(context, id, state)).to.deep.equal(state);
        };

        const created = await create(context, { inputs: inputs(), resourceKey });
        for (const now of [0, 0.5, 7, 29, 29.9]) {
          api.nowMs = msAt(now);
          await refreshed(created);
        }
        api.nowMs = msAt(10);
        const longer = await update(context, { state: created, newInputs: inputs({ leaseTime: 45 }) });
        for (const now of [10, 24, 54.9]) {
          api.nowMs = msAt(now);
          await refreshed(longer);
        }
        api.nowMs = msAt(20);
        const shorter = await update(context, { state: longer, newInputs: inputs({ leaseTime: 5 }) });
        for (const now of [20, 22, 24.9]) {
          api.nowMs = msAt(now);
          await refreshed(shorter);
        }
      });
    }
  }
});
