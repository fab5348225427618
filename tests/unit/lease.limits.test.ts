import { expect } from "chai";
import type { Lease } from "../../provider/session/lease";
import { createdLease, importedLease, leaseOf, renewedLease } from "../../provider/session/lease";
import { observedLease } from "../../provider/session/observed-lease";
import { minuteMs, msAt, startMs, stateOf } from "./fixtures";

const secondMs = 1_000;

/** The expiries of a lease in seconds since the session's start. */
function secondsOf({ earliest, latest, expected }: Lease): Record<string, number> {
  const secondOf = (ms: number): number => (ms - startMs) / secondMs;
  return { earliest: secondOf(earliest), latest: secondOf(latest), expected: secondOf(expected) };
}

function atSecond(seconds: number): string {
  return new Date(startMs + seconds * secondMs).toISOString();
}

describe("createdLease at the limit of its tolerance", () => {
  for (const [title, createdAt, isUsable] of [
    ["uses a createdAt exactly 5 seconds after the response", 11, true],
    ["does not use a createdAt more than 5 seconds after the response", 11.001, false],
    ["uses a createdAt exactly 5 seconds before the request", -5, true],
    ["does not use a createdAt more than 5 seconds before the request", -5.001, false],
  ] as const) {
    it(title, () => {
      const request = { minutes: 30, sentAt: startMs, respondedAt: startMs + 6 * secondMs };
      const session = { createdAt: atSecond(createdAt), currentLeaseTime: 30 };
      expect(createdLease(request, session).hasUsableTimestamps).to.equal(isUsable);
    });
  }
});

describe("renewedLease at the limits of its rules", () => {
  const before = { ...leaseOf(stateOf()), currentLeaseTime: 30, updatedAt: atSecond(0) };
  const request = { minutes: 45, sentAt: startMs + 600 * secondMs, respondedAt: startMs + 606 * secondMs };

  for (const [title, updatedAt, earliest, expected] of [
    ["counts from an updatedAt exactly 5 seconds before the request", 595, 3295, 3295],
    ["does not use an updatedAt more than 5 seconds before the request", 594.999, 3300, 3306],
    ["counts from an updatedAt exactly 5 seconds after the response", 611, 3306, 3311],
    ["does not use an updatedAt more than 5 seconds after the response", 611.001, 3300, 3306],
  ] as const) {
    it(title, () => {
      const after = { currentLeaseTime: 45, updatedAt: atSecond(updatedAt) };
      const { earliest: first, expected: likely } = secondsOf(renewedLease(before, request, after));
      expect({ earliest: first, expected: likely }).to.deep.equal({ earliest, expected });
    });
  }

  for (const { title, minutes, latestBefore = 30, reported, earliest, latest } of [
    {
      title: "considers the earlier lease time, a minute more than requested, as a rounded one",
      minutes: 29,
      reported: 30,
      earliest: 10 + 29,
      latest: 10.1 + 30,
    },
    {
      title: "considers the earlier lease time, a minute less than requested, as a rounded one",
      minutes: 31,
      reported: 30,
      earliest: 10 + 30,
      latest: 10.1 + 31,
    },
    {
      title: "keeps the latest expiry if a lease that is 2 minutes shorter may have been ignored",
      minutes: 28,
      latestBefore: 80,
      reported: 30,
      earliest: 10 + 28,
      latest: 80,
    },
    {
      title: "sets the latest expiry if the earlier lease time, a minute more than requested, is reported",
      minutes: 29,
      latestBefore: 80,
      reported: 30,
      earliest: 10 + 29,
      latest: 10.1 + 30,
    },
    {
      title: "sets the latest expiry if a lease longer than the reported one was requested",
      minutes: 45,
      latestBefore: 80,
      reported: 30,
      earliest: 10 + 30,
      latest: 10.1 + 45,
    },
    {
      title: "sets the latest expiry if the reported lease is longer than the earlier and the requested one",
      minutes: 45,
      latestBefore: 80,
      reported: 60,
      earliest: 10 + 60,
      latest: 10.1 + 60,
    },
    {
      title: "allows for an ignored request of 2 more minutes",
      minutes: 32,
      reported: 30,
      earliest: 10 + 30,
      latest: 10.1 + 32,
    },
  ]) {
    it(title, () => {
      const after = { currentLeaseTime: reported, updatedAt: atSecond(0) };
      const known = { ...before, latest: msAt(latestBefore) };
      const renewed = renewedLease(known, { ...request, minutes }, after);
      const found = secondsOf(renewed);
      expect(found.earliest).to.be.closeTo(60 * earliest, 1e-6);
      expect(found.latest).to.be.closeTo(60 * latest, 1e-6);
    });
  }
});

describe("importedLease at the limits of its rules", () => {
  for (const [title, second, isUsable] of [
    ["uses an updatedAt exactly 5 seconds in the future", 5, true],
    ["does not use an updatedAt more than 5 seconds in the future", 5.001, false],
  ] as const) {
    it(title, () => {
      const lease = importedLease({ currentLeaseTime: 30, updatedAt: atSecond(second) }, startMs);
      expect(lease.hasUsableTimestamps).to.equal(isUsable);
    });
  }

  it("counts the expected expiry from now if the lease is over exactly now", () => {
    const lease = importedLease({ currentLeaseTime: 12, updatedAt: atSecond(0) }, startMs + 12 * minuteMs);
    expect(secondsOf(lease)).to.deep.equal({ earliest: 12 * 60, latest: 72 * 60, expected: 24 * 60 });
  });
});

describe("observedLease at the limits of its rules", () => {
  const nowMs = startMs + 12 * minuteMs;
  const cases = [
    {
      title: "reports no news if the earliest expiry moves back by exactly a minute",
      minutes: 17,
      updatedAt: atSecond(0),
      ends: { earliest: 29 * 60, latest: 30 * 60, expected: 30 * 60 },
      isNews: false,
    },
    {
      title: "counts the reported lease time from now if it ends exactly now by the new updatedAt",
      minutes: 5,
      updatedAt: atSecond(7 * 60),
      ends: { earliest: 17 * 60, latest: 17 * 60, expected: 17 * 60 },
      isNews: true,
    },
    {
      title: "keeps the expected expiry if it would move by exactly a minute",
      minutes: 30,
      updatedAt: atSecond(60),
      ends: { earliest: 30 * 60, latest: 72 * 60, expected: 30 * 60 },
      isNews: true,
    },
  ];
  for (const { title, minutes, updatedAt, ends, isNews } of cases) {
    it(title, () => {
      const state = stateOf();
      const response = { currentLeaseTime: minutes, updatedAt };
      const observed = observedLease(leaseOf(state), state, response, state.leaseTime, nowMs);
      expect(secondsOf(observed.lease)).to.deep.equal(ends);
      expect(observed.isNews).to.equal(isNews);
    });
  }

  for (const [title, second, isUsable] of [
    ["uses an updatedAt exactly 5 seconds in the future", 725, true],
    ["does not use an updatedAt more than 5 seconds in the future", 725.001, false],
  ] as const) {
    it(title, () => {
      const state = stateOf();
      const seen = { currentLeaseTime: 30, updatedAt: atSecond(second) };
      const { lease } = observedLease(leaseOf(state), state, seen, state.leaseTime, nowMs);
      expect(lease.hasUsableTimestamps).to.equal(isUsable);
    });
  }
});
