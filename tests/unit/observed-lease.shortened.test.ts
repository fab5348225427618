import { expect } from "chai";
import { observedLease } from "../../provider/session/observed-lease";
import { at, msAt } from "./fixtures";

describe("observedLease after another client shortened the lease", () => {
  const cases = [
    {
      title: "counts the declared lease from the change if the declared lease is shorter",
      leaseTime: 3,
      minutes: 5,
      end: 5,
    },
    {
      title: "counts the reported lease from the change if the declared one is over",
      leaseTime: 1,
      minutes: 2,
      end: 4,
    },
  ];
  for (const { title, leaseTime, minutes, end } of cases) {
    it(title, () => {
      const lease = { earliest: msAt(30), latest: msAt(30), expected: msAt(30), hasUsableTimestamps: true };
      const recorded = { currentLeaseTime: 30, updatedAt: at(0) };
      const observed = { currentLeaseTime: minutes, updatedAt: at(2) };
      expect(observedLease(lease, recorded, observed, leaseTime, msAt(3)).lease.earliest).to.equal(msAt(end));
    });
  }
});
