import { expect } from "chai";
import type { RecordedFacts } from "./values";
import { minutesOf } from "./values";

/** Expects the record of a session that was just created with a lease of 30 minutes, and returns its lease. */
export function expectNewRecord(record: unknown, endpoint: string): RecordedFacts["lease"] {
  const { lease, ownCreateAt, ...facts } = record as RecordedFacts;
  expect(facts).to.deep.equal({
    version: 2,
    origin: { endpoint, mode: "private" },
    fingerprintGiven: false,
  });
  expect(lease).to.have.all.keys("earliest", "latest", "setAt");
  expect(minutesOf(lease.earliest)).to.be.closeTo(30, 0.1);
  expect(minutesOf(lease.latest)).to.be.closeTo(30, 0.1);
  expect(ownCreateAt).to.equal(lease.setAt);
  return lease;
}
