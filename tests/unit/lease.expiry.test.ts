import { expect } from "chai";
import type { Lease } from "../../provider/session/lease";
import { isLongOver, isPastLatest, isRenewalDue, leaseOf, recordOf } from "../../provider/session/lease";
import { minuteMs, msAt } from "./fixtures";

const expiryToleranceMs = 60_000;

function leaseUntil(earliest: number, latest = earliest, over: Partial<Lease> = {}): Lease {
  return {
    earliest: msAt(earliest),
    latest: msAt(latest),
    expected: msAt(earliest),
    hasUsableTimestamps: true,
    ...over,
  };
}

describe("isPastLatest", () => {
  it("considers a lease as past its latest expiry a millisecond after the tolerance of 60 seconds", () => {
    const past = [
      -expiryToleranceMs,
      0,
      expiryToleranceMs - 1,
      expiryToleranceMs,
      expiryToleranceMs + 1,
      2 * expiryToleranceMs,
    ].filter((ms) => isPastLatest(leaseUntil(20, 30), msAt(30) + ms));
    expect(past).to.deep.equal([expiryToleranceMs + 1, 2 * expiryToleranceMs]);
  });
});

describe("isLongOver", () => {
  it("considers a lease as long over a millisecond after the maximum lease past the latest expiry", () => {
    const past = [0, 60 * minuteMs, 60 * minuteMs + 1].filter((ms) =>
      isLongOver(leaseUntil(20, 30), msAt(30) + ms),
    );
    expect(past).to.deep.equal([60 * minuteMs + 1]);
  });
});

describe("isRenewalDue", () => {
  const cases: {
    title: string;
    lease?: Lease;
    left: number;
    renewBefore?: number | undefined;
    isDue: boolean;
  }[] = [
    {
      title: "requires no renewal while a millisecond more than renewBefore remains",
      left: 600_001,
      isDue: false,
    },
    { title: "requires a renewal if exactly renewBefore remains", left: 600_000, isDue: true },
    { title: "requires a renewal if a millisecond remains", left: 1, isDue: true },
    { title: "requires a renewal at the latest expiry", left: 0, isDue: true },
    { title: "requires no renewal past the latest expiry", left: -1, isDue: false },
    { title: "requires no renewal without renewBefore", left: 1, renewBefore: undefined, isDue: false },
    {
      title: "requires a renewal past the earliest expiry but before the latest",
      lease: leaseUntil(30, 60),
      left: -5,
      isDue: true,
    },
    {
      title: "requires no renewal right after a lease of the length of renewBefore was set",
      lease: leaseUntil(30, 30, { setAt: msAt(20) }),
      left: 600_000,
      isDue: false,
    },
    {
      title: "requires no renewal within the first minute of a lease of the length of renewBefore",
      lease: leaseUntil(30, 30, { setAt: msAt(20) }),
      left: 540_001,
      isDue: false,
    },
    {
      title: "requires a renewal a minute after a lease of the length of renewBefore was set",
      lease: leaseUntil(30, 30, { setAt: msAt(20) }),
      left: 540_000,
      isDue: true,
    },
  ];
  for (const { title, lease = leaseUntil(30), left, isDue, ...given } of cases) {
    it(title, () => {
      const renewBefore = "renewBefore" in given ? given.renewBefore : 10;
      expect(isRenewalDue(lease, renewBefore, msAt(30) - left)).to.equal(isDue);
    });
  }
});

describe("recordOf", () => {
  const leases: Record<string, Lease> = {
    "an own lease": leaseUntil(20, 30, { setAt: msAt(1) }),
    "a lease of another client": leaseUntil(20, 30, { setAt: undefined }),
    "a lease with unusable timestamps": leaseUntil(20, 30, { setAt: msAt(1), hasUsableTimestamps: false }),
  };
  for (const [name, lease] of Object.entries(leases)) {
    it(`records ${name} so that leaseOf restores it`, () => {
      expect(leaseOf(recordOf(lease))).to.deep.equal(lease);
    });
  }
});
