import { expect } from "chai";
import type { SessionState } from "../../provider/session";
import { leaseOf } from "../../provider/session/lease";
import { observedLease } from "../../provider/session/observed-lease";
import { at, importedStateOf, minuteMs, msAt, stateOf, unconfirmedStateOf } from "./fixtures";

/** A state whose lease of 45 minutes, set at 10, the service reports with its old value of 30. */
const withOldValue = stateOf(
  { leaseTime: 45 },
  {
    currentLeaseTime: 30,
    expiresAt: at(55),
    lease: { earliest: at(40), latest: at(55), setAt: at(10) },
  },
);

const imported = importedStateOf({ lease: { earliest: at(30), latest: at(61) } });

/** A state whose lease of 40 minutes, set at 10, was not read back. */
const notReadBack = stateOf(
  { leaseTime: 40 },
  {
    currentLeaseTime: 10,
    expiresAt: at(50),
    lease: { earliest: at(50), latest: at(50), setAt: at(10) },
  },
);

const unusable = stateOf(
  {},
  { lease: { earliest: at(30), latest: at(30), setAt: at(0), hasUsableTimestamps: false } },
);

describe("observedLease", () => {
  const cases: {
    title: string;
    state?: SessionState;
    minutes: number;
    updatedAt?: string;
    now: number;
    earliest?: number;
    latest?: number;
    expected?: number;
    isNews?: boolean;
    isUsable?: boolean;
  }[] = [
    { title: "keeps the lease while the total is reported", minutes: 30, now: 12 },
    { title: "keeps the lease while its remaining time is reported", minutes: 18, now: 12 },
    {
      title: "reports no news if the remaining time is rounded down",
      minutes: 17,
      now: 12.5,
      earliest: 29.5,
    },
    {
      title: "keeps a lease whose old value is reported",
      state: withOldValue,
      minutes: 30,
      now: 12,
      earliest: 40,
      latest: 55,
      expected: 55,
    },
    {
      title: "moves only the earliest expiry if less is reported than the record allows",
      minutes: 5,
      now: 12,
      earliest: 17,
      latest: 30,
      expected: 17,
      isNews: true,
    },
    {
      title: "moves the expiry forward if another client sets a longer lease and updatedAt moves",
      minutes: 60,
      updatedAt: at(10),
      now: 12,
      earliest: 69,
      latest: 72,
      expected: 70,
      isNews: true,
    },
    {
      title: "allows for the maximum lease from now if only updatedAt moves",
      minutes: 30,
      updatedAt: at(10),
      now: 12,
      earliest: 30,
      latest: 72,
      expected: 40,
      isNews: true,
    },
    {
      title: "counts the latest expiry from now if another client sets a shorter lease",
      minutes: 5,
      updatedAt: at(10),
      now: 12,
      earliest: 15,
      latest: 17,
      expected: 15,
      isNews: true,
    },
    {
      title: "moves the latest expiry forward if only a longer lease time shows the lease of another client",
      minutes: 31,
      now: 12,
      earliest: 30,
      latest: 43,
      expected: 43,
      isNews: true,
    },
    {
      title: "moves the latest expiry forward if the remaining time exceeds it",
      minutes: 8,
      now: 31,
      earliest: 30,
      latest: 39,
      expected: 39,
      isNews: true,
    },
    {
      title: "moves the latest expiry forward if two minutes are reported a minute after it",
      minutes: 2,
      now: 31,
      earliest: 30,
      latest: 33,
      expected: 33,
      isNews: true,
    },
    {
      title: "reports no news if the remaining time exceeds the latest expiry by the rounding of a minute",
      minutes: 19,
      now: 12,
      latest: 31,
    },
    { title: "does not consider one reported minute after the expiry as another lease", minutes: 1, now: 31 },
    {
      title: "does not consider zero reported minutes after the expiry as another lease",
      minutes: 0,
      now: 31,
    },
    {
      title: "does not consider the recorded lease time after the expiry as another lease",
      minutes: 30,
      now: 500,
    },
    {
      title: "does not consider the same instant in another notation as a change",
      minutes: 30,
      updatedAt: "2026-03-01T13:00:00+01:00",
      now: 12,
    },
    {
      title: "does not consider a difference of milliseconds as a change",
      minutes: 30,
      updatedAt: "2026-03-01T12:00:00.999Z",
      now: 12,
    },
    {
      title: "considers an updatedAt a second later as a change",
      minutes: 30,
      updatedAt: "2026-03-01T12:00:01.000Z",
      now: 12,
      latest: 72,
      isNews: true,
    },
    {
      title: "does not consider an earlier updatedAt as a change",
      minutes: 30,
      updatedAt: at(-5),
      now: 12,
    },
    {
      title: "does not use a malformed updatedAt",
      minutes: 30,
      updatedAt: "yesterday",
      now: 12,
    },
    {
      title: "keeps the maximum lease of an import while nothing changes",
      state: imported,
      minutes: 30,
      now: 2,
      latest: 61,
    },
    {
      title: "recognizes a shorter lease of another client although the own lease was not read back",
      state: notReadBack,
      minutes: 20,
      updatedAt: at(12),
      now: 12,
      earliest: 32,
      latest: 32,
      expected: 32,
      isNews: true,
    },
    {
      title: "recognizes a longer lease of another client although the own lease was not read back",
      state: notReadBack,
      minutes: 41,
      updatedAt: at(12),
      now: 12,
      earliest: 52,
      latest: 53,
      expected: 53,
      isNews: true,
    },
    {
      title: "moves the latest expiry forward with the rounded remaining time of another client's lease",
      state: notReadBack,
      minutes: 38,
      updatedAt: at(11.8),
      now: 12.5,
      earliest: 49.8,
      latest: 50.5,
      expected: 50,
      isNews: true,
    },
    {
      title: "stops using timestamps of the future",
      minutes: 30,
      updatedAt: at(40),
      now: 12,
      latest: 72,
      expected: 42,
      isNews: true,
      isUsable: false,
    },
    {
      title: "does not use timestamps once they have contradicted the own create",
      state: unusable,
      minutes: 5,
      updatedAt: at(10),
      now: 12,
      earliest: 17,
      latest: 17,
      expected: 17,
      isNews: true,
      isUsable: false,
    },
    {
      title: "keeps the lease of an unconfirmed create while the same lease time is reported",
      state: unconfirmedStateOf(),
      minutes: 30,
      now: 1,
    },
  ];
  for (const entry of cases) {
    const { title, state = stateOf(), minutes, updatedAt = at(0), now } = entry;
    const { earliest = 30, latest = 30, expected = 30, isNews = false, isUsable = true } = entry;
    it(title, () => {
      const response = { currentLeaseTime: minutes, updatedAt };
      const result = observedLease(leaseOf(state), state, response, state.leaseTime, msAt(now));
      const minuteOf = (ms: number): number => Math.round((ms - msAt(0)) / minuteMs / 0.001) * 0.001;
      expect(minuteOf(result.lease.earliest), "earliest").to.be.closeTo(earliest, 1e-6);
      expect(minuteOf(result.lease.latest), "latest").to.be.closeTo(latest, 1e-6);
      expect(minuteOf(result.lease.expected), "expected").to.be.closeTo(expected, 1e-6);
      expect(result.isNews, "isNews").to.equal(isNews);
      expect(result.lease.hasUsableTimestamps, "hasUsableTimestamps").to.equal(isUsable);
      expect(result.lease.setAt).to.equal(leaseOf(state).setAt);
    });
  }
});
