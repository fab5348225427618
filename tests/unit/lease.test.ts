import { expect } from "chai";
import type { SessionState } from "../../provider/session";
import type { LeaseFacts } from "../../provider/session/lease";
import {
  isoMoment,
  isPastLease,
  isRenewalDue,
  latestEndMs,
  observedLease,
} from "../../provider/session/lease";
import { at, importedStateOf, msAt, stateOf, unconfirmedStateOf } from "./fixtures";

const expiryToleranceMs = 60_000;

describe("lease", () => {
  describe("the latest end that the known facts allow", () => {
    const cases: { name: string; state?: SessionState; observed?: LeaseFacts; now?: number; end: number }[] =
      [
        { name: "the recorded end, where nothing else is known", end: 30 },
        {
          name: "the recorded end, where the answer agrees",
          observed: { currentLeaseTime: 30, updatedAt: at(0) },
          end: 30,
        },
        {
          name: "the recorded end, where a lease set anew did not move updatedAt",
          state: stateOf({}, { expiresAt: at(50) }),
          observed: { currentLeaseTime: 30, updatedAt: at(0) },
          end: 50,
        },
        {
          name: "our own updatedAt and the lease, where that is later",
          state: stateOf({}, { updatedAt: at(20), ownUpdatedAt: at(20) }),
          observed: { currentLeaseTime: 30, updatedAt: at(20) },
          end: 50,
        },
        {
          name: "the longer of both lease times: a shorter lease may not have been taken",
          state: stateOf({ leaseTime: 10 }, { currentLeaseTime: 30 }),
          end: 30,
        },
        {
          name: "the longer of both lease times: an old value may still be reported",
          state: stateOf({ leaseTime: 40 }, { currentLeaseTime: 30, expiresAt: at(35) }),
          end: 40,
        },
        {
          name: "60 minutes after a change by others that the answer tells",
          observed: { currentLeaseTime: 30, updatedAt: at(12) },
          end: 72,
        },
        {
          name: "60 minutes after a change by others that the state tells",
          state: stateOf({}, { updatedAt: at(12) }),
          end: 72,
        },
        {
          name: "60 minutes after the last change of an imported session",
          state: importedStateOf(),
          end: 60,
        },
        {
          name: "60 minutes after the last change of a session that was not confirmed",
          state: unconfirmedStateOf(),
          observed: { updatedAt: at(3) },
          end: 63,
        },
        {
          name: "a reported lease time unlike the recorded one, from now",
          observed: { currentLeaseTime: 12, updatedAt: at(0) },
          now: 40,
          end: 52,
        },
        {
          name: "two minutes unlike the recorded ones, from now",
          observed: { currentLeaseTime: 2, updatedAt: at(0) },
          now: 40,
          end: 42,
        },
        {
          name: "one minute is no sign of a lease",
          observed: { currentLeaseTime: 1, updatedAt: at(0) },
          now: 40,
          end: 30,
        },
        {
          name: "no minute is no sign of a lease",
          observed: { currentLeaseTime: 0, updatedAt: at(0) },
          now: 40,
          end: 30,
        },
        {
          name: "the recorded lease time is no sign of another lease, however late it is reported",
          observed: { currentLeaseTime: 30, updatedAt: at(0) },
          now: 500,
          end: 30,
        },
        {
          name: "what remains now does not cut the recorded end",
          observed: { currentLeaseTime: 5, updatedAt: at(0) },
          now: 10,
          end: 30,
        },
      ];
    for (const { name, state = stateOf(), observed, now = 1, end } of cases) {
      it(name, () => {
        expect(isoMoment(latestEndMs(state, observed, msAt(now)))).to.equal(at(end));
      });
    }
  });

  describe("a lease is over only when the clock is past its end by more than 60 seconds", () => {
    const cases: { name: string; state: SessionState; observed?: LeaseFacts; end: number }[] = [
      { name: "unseen", state: stateOf(), end: 30 },
      {
        name: "seen as recorded",
        state: stateOf(),
        observed: { currentLeaseTime: 30, updatedAt: at(0) },
        end: 30,
      },
      {
        name: "seen with one minute",
        state: stateOf(),
        observed: { currentLeaseTime: 1, updatedAt: at(0) },
        end: 30,
      },
      {
        name: "changed by others",
        state: stateOf(),
        observed: { currentLeaseTime: 30, updatedAt: at(5) },
        end: 65,
      },
      {
        name: "imported",
        state: importedStateOf(),
        observed: { currentLeaseTime: 30, updatedAt: at(0) },
        end: 60,
      },
    ];
    for (const { name, state, observed, end } of cases) {
      it(`${name}: to the millisecond`, () => {
        const over = [
          -expiryToleranceMs,
          0,
          expiryToleranceMs - 1,
          expiryToleranceMs,
          expiryToleranceMs + 1,
          2 * expiryToleranceMs,
        ].filter((ms) => isPastLease(state, observed, msAt(end) + ms));
        expect(over).to.deep.equal([expiryToleranceMs + 1, 2 * expiryToleranceMs]);
      });
    }

    it("is never over while what is reported may be a lease by others", () => {
      const observed = { currentLeaseTime: 2, updatedAt: at(0) };
      expect(isPastLease(stateOf(), observed, msAt(10_000))).to.be.false;
    });
  });

  describe("a renewal is due", () => {
    const cases: {
      name: string;
      left: number;
      leaseTime?: number;
      renewBefore: number | undefined;
      isDue: boolean;
    }[] = [
      {
        name: "right after a lease of renewBefore's length was set: no",
        left: 600_000,
        leaseTime: 10,
        renewBefore: 10,
        isDue: false,
      },
      {
        name: "within that lease's first minute: no",
        left: 540_001,
        leaseTime: 10,
        renewBefore: 10,
        isDue: false,
      },
      { name: "a minute after that: yes", left: 540_000, leaseTime: 10, renewBefore: 10, isDue: true },
      {
        name: "with a millisecond more than renewBefore left: no",
        left: 600_001,
        renewBefore: 10,
        isDue: false,
      },
      { name: "with exactly renewBefore left: yes", left: 600_000, renewBefore: 10, isDue: true },
      { name: "with less left: yes", left: 1, renewBefore: 10, isDue: true },
      { name: "with nothing left: yes", left: -5, renewBefore: 1, isDue: true },
      { name: "without renewBefore: never", left: -5, renewBefore: undefined, isDue: false },
    ];
    for (const { name, left, leaseTime = 30, renewBefore, isDue } of cases) {
      it(name, () => {
        const inputs = { leaseTime, ...(renewBefore === undefined ? {} : { renewBefore }) };
        expect(isRenewalDue(at(30), inputs, msAt(30) - left)).to.equal(isDue);
      });
    }
  });

  describe("the lease to record after a look", () => {
    interface Seen {
      currentLeaseTime: number;
      updatedAt: string;
    }
    const cases: {
      name: string;
      state?: SessionState;
      seen: Seen;
      now: number;
      lease: number;
      end: number;
    }[] = [
      {
        name: "a total is as recorded",
        seen: { currentLeaseTime: 30, updatedAt: at(0) },
        now: 12,
        lease: 30,
        end: 30,
      },
      {
        name: "what remains is no change: only time has passed",
        seen: { currentLeaseTime: 18, updatedAt: at(0) },
        now: 12,
        lease: 30,
        end: 30,
      },
      {
        name: "an old value after a lease of ours is no change",
        state: stateOf({ leaseTime: 45 }, { currentLeaseTime: 30, expiresAt: at(55) }),
        seen: { currentLeaseTime: 30, updatedAt: at(0) },
        now: 12,
        lease: 30,
        end: 55,
      },
      {
        name: "others set a longer lease, and updatedAt tells",
        seen: { currentLeaseTime: 60, updatedAt: at(10) },
        now: 12,
        lease: 60,
        end: 70,
      },
      {
        name: "others set a lease, and only updatedAt tells",
        seen: { currentLeaseTime: 30, updatedAt: at(10) },
        now: 12,
        lease: 30,
        end: 40,
      },
      {
        name: "others set a shorter lease: which it is can't be told from what remains",
        seen: { currentLeaseTime: 5, updatedAt: at(10) },
        now: 12,
        lease: 5,
        end: 40,
      },
      {
        name: "others set a lease, and only a lease time that grew tells",
        seen: { currentLeaseTime: 31, updatedAt: at(0) },
        now: 12,
        lease: 31,
        end: 43,
      },
      {
        name: "what remains outlives the recorded end, so others set the lease",
        seen: { currentLeaseTime: 8, updatedAt: at(0) },
        now: 31,
        lease: 8,
        end: 39,
      },
      {
        name: "what remains at the very end is no sign yet",
        seen: { currentLeaseTime: 8, updatedAt: at(0) },
        now: 30,
        lease: 30,
        end: 30,
      },
      {
        name: "one minute after the end is no sign",
        seen: { currentLeaseTime: 1, updatedAt: at(0) },
        now: 31,
        lease: 30,
        end: 30,
      },
      {
        name: "two minutes after the end are one",
        seen: { currentLeaseTime: 2, updatedAt: at(0) },
        now: 31,
        lease: 2,
        end: 33,
      },
      {
        name: "the recorded lease time after the end is no sign: it may be a late status",
        seen: { currentLeaseTime: 30, updatedAt: at(0) },
        now: 31,
        lease: 30,
        end: 30,
      },
    ];
    for (const { name, state = stateOf(), seen, now, lease, end } of cases) {
      it(name, () => {
        const recorded = observedLease(state, seen, msAt(now));
        expect(recorded).to.deep.equal({ currentLeaseTime: lease, expiresAt: at(end) });
      });
    }
  });
});
