import { expect } from "chai";
import type { Lease, LeaseFacts, LeaseRequest } from "../../provider/session/lease";
import {
  createdLease,
  grantedMinutes,
  importedLease,
  isOtherLease,
  leaseOf,
  possiblyRenewedLease,
  renewedLease,
} from "../../provider/session/lease";
import { at, minuteMs, msAt, stateOf } from "./fixtures";

/** Instants of a lease in minutes since the session's start. */
interface Minutes {
  readonly earliest: number;
  readonly latest: number;
  readonly expected: number;
}

function minutesOf({ earliest, latest, expected }: Lease): Minutes {
  return { earliest: minuteOf(earliest), latest: minuteOf(latest), expected: minuteOf(expected) };
}

function minuteOf(ms: number): number {
  return Math.round(((ms - msAt(0)) / minuteMs) * 1000) / 1000;
}

function requestOf(minutes: number, sentAt: number, respondedAt: number): LeaseRequest {
  return { minutes, sentAt: msAt(sentAt), respondedAt: msAt(respondedAt) };
}

describe("createdLease", () => {
  const cases: {
    title: string;
    createdAt?: number;
    reported?: number;
    lease: Minutes;
    isUsable?: boolean;
  }[] = [
    {
      title: "counts the earliest expiry from createdAt and the latest from the response",
      createdAt: 0.05,
      lease: { earliest: 30.05, latest: 30.1, expected: 30.05 },
    },
    {
      title: "counts from the request and from the response if the response shows no session",
      lease: { earliest: 30, latest: 30.1, expected: 30.1 },
    },
    {
      title: "uses a createdAt a few seconds after the response as the latest start",
      createdAt: 0.15,
      lease: { earliest: 30.1, latest: 30.15, expected: 30.15 },
    },
    {
      title: "uses a createdAt 5 seconds before the request as the earliest start",
      createdAt: -5 / 60,
      lease: { earliest: 29.917, latest: 30.1, expected: 29.917 },
    },
    {
      title: "does not use timestamps that are half an hour behind the call",
      createdAt: -30,
      lease: { earliest: 30, latest: 30.1, expected: 30.1 },
      isUsable: false,
    },
    {
      title: "does not use timestamps that are half an hour ahead of the call",
      createdAt: 30,
      lease: { earliest: 30, latest: 30.1, expected: 30.1 },
      isUsable: false,
    },
    {
      title: "allows for both rounding and a shorter lease if a minute less is reported",
      createdAt: 0.05,
      reported: 29,
      lease: { earliest: 29.05, latest: 30.1, expected: 30.05 },
    },
    {
      title: "considers a longer reported lease as granted",
      createdAt: 0.05,
      reported: 60,
      lease: { earliest: 60.05, latest: 60.1, expected: 60.05 },
    },
    {
      title: "considers a shorter reported lease as granted",
      createdAt: 0.05,
      reported: 10,
      lease: { earliest: 10.05, latest: 10.1, expected: 10.05 },
    },
  ];
  for (const { title, createdAt, reported = 30, lease, isUsable = true } of cases) {
    it(title, () => {
      const session =
        createdAt === undefined ? undefined : { createdAt: at(createdAt), currentLeaseTime: reported };
      const result = createdLease(requestOf(30, 0, 0.1), session);
      expect(minutesOf(result)).to.deep.equal(lease);
      expect(result).to.include({ setAt: msAt(0.1), hasUsableTimestamps: isUsable });
    });
  }
});

describe("grantedMinutes", () => {
  const cases: [
    requested: number,
    reported: number | undefined,
    min: number,
    max: number,
    isOther: boolean,
  ][] = [
    [30, undefined, 30, 30, false],
    [30, 30, 30, 30, false],
    [30, 29, 29, 30, false],
    [30, 31, 30, 31, false],
    [30, 28, 28, 28, true],
    [30, 32, 32, 32, true],
  ];
  for (const [requested, reported, min, max, isOther] of cases) {
    it(`allows for ${min} to ${max} minutes if ${requested} are requested and ${reported === undefined ? "none" : String(reported)} are reported`, () => {
      expect(grantedMinutes(requested, reported)).to.deep.equal({ min, max });
      expect(isOtherLease(requested, reported)).to.equal(isOther);
    });
  }
});

describe("renewedLease", () => {
  const before = { ...leaseOf(stateOf()), currentLeaseTime: 30, updatedAt: at(0) };
  const cases: {
    title: string;
    minutes?: number;
    over?: Partial<Lease>;
    after?: LeaseFacts;
    lease: Minutes;
  }[] = [
    {
      title: "counts the earliest expiry from the new updatedAt and the latest from the response",
      after: { currentLeaseTime: 45, updatedAt: at(10.05) },
      lease: { earliest: 55.05, latest: 55.1, expected: 55.05 },
    },
    {
      title: "counts from the request and from the response if the lease was not read back",
      lease: { earliest: 55, latest: 55.1, expected: 55.1 },
    },
    {
      title: "counts from the request and from the response if updatedAt did not move",
      after: { currentLeaseTime: 45, updatedAt: at(0) },
      lease: { earliest: 55, latest: 55.1, expected: 55.1 },
    },
    {
      title: "does not use an updatedAt of a service with unusable timestamps",
      over: { hasUsableTimestamps: false },
      after: { currentLeaseTime: 45, updatedAt: at(10.05) },
      lease: { earliest: 55, latest: 55.1, expected: 55.1 },
    },
    {
      title: "allows for an ignored longer lease if the reported lease time stays",
      after: { currentLeaseTime: 30, updatedAt: at(0) },
      lease: { earliest: 40, latest: 55.1, expected: 55.1 },
    },
    {
      title: "allows for an ignored shorter lease if the reported lease time stays",
      minutes: 10,
      after: { currentLeaseTime: 30, updatedAt: at(0) },
      lease: { earliest: 20, latest: 30, expected: 20.1 },
    },
    {
      title: "considers a different reported lease as granted",
      after: { currentLeaseTime: 60, updatedAt: at(10.05) },
      lease: { earliest: 70.05, latest: 70.1, expected: 70.05 },
    },
    {
      title: "moves the expiry back for a shorter lease that is reported",
      minutes: 10,
      after: { currentLeaseTime: 10, updatedAt: at(10.05) },
      lease: { earliest: 20.05, latest: 20.1, expected: 20.05 },
    },
  ];
  for (const { title, minutes = 45, over = {}, after, lease } of cases) {
    it(title, () => {
      const result = renewedLease({ ...before, ...over }, requestOf(minutes, 10, 10.1), after);
      expect(minutesOf(result)).to.deep.equal(lease);
      expect(result.setAt).to.equal(msAt(10.1));
    });
  }
});

describe("possiblyRenewedLease", () => {
  const cases = [
    { title: "moves only the latest expiry for a longer lease", minutes: 45, earliest: 30, latest: 55.1 },
    { title: "moves only the earliest expiry for a shorter lease", minutes: 10, earliest: 20, latest: 30 },
  ];
  for (const { title, minutes, earliest, latest } of cases) {
    it(title, () => {
      const before = leaseOf(stateOf());
      const result = possiblyRenewedLease(before, requestOf(minutes, 10, 10.1));
      expect(minutesOf(result)).to.deep.equal({ earliest, latest, expected: 30 });
      expect(result.setAt).to.equal(before.setAt);
    });
  }
});

describe("importedLease", () => {
  const cases: {
    title: string;
    minutes: number;
    updatedAt: number;
    now: number;
    lease: Minutes;
    isUsable?: boolean;
  }[] = [
    {
      title: "counts the earliest expiry from updatedAt, and the latest as the maximum lease from now",
      minutes: 30,
      updatedAt: 0.5,
      now: 1,
      lease: { earliest: 30.5, latest: 61, expected: 30.5 },
    },
    {
      title: "uses now as the earliest expiry if the reported lease is over by its timestamp",
      minutes: 12,
      updatedAt: 0,
      now: 18,
      lease: { earliest: 18, latest: 78, expected: 30 },
    },
    {
      title: "does not use a timestamp of the future",
      minutes: 30,
      updatedAt: 40,
      now: 1,
      lease: { earliest: 1, latest: 61, expected: 31 },
      isUsable: false,
    },
    {
      title: "uses the reported lease for the latest expiry if it exceeds the maximum of a request",
      minutes: 90,
      updatedAt: 1,
      now: 1,
      lease: { earliest: 91, latest: 91, expected: 91 },
    },
  ];
  for (const { title, minutes, updatedAt, now, lease, isUsable = true } of cases) {
    it(title, () => {
      const result = importedLease({ currentLeaseTime: minutes, updatedAt: at(updatedAt) }, msAt(now));
      expect(minutesOf(result)).to.deep.equal(lease);
      expect(result.hasUsableTimestamps).to.equal(isUsable);
      expect(result).to.not.have.property("setAt");
    });
  }
});
