import { expect } from "chai";
import type { Liveness, InputName } from "../../provider/session";
import { unknownValue } from "../../provider/session";
import { ended, only, pairs, run, running, told } from "./diff-cases";
import { at, id, msAt, stateOf, wire } from "./fixtures";

describe("diff by the lease", () => {
  describe("an ended session", () => {
    it("is created again, and the reason says how it ended", () => {
      const result = run({}, {}, { liveness: ended });
      expect(told(result)).to.deep.equal(["status: replace"]);
      expect(only(result).reason).to.contain(id).and.contain(ended.reason);
    });

    it("is not changed in place: a lease is part of the creation", () => {
      const result = run({}, { leaseTime: 45, renewBefore: 45 }, { liveness: ended });
      expect(told(result)).to.have.members(["status: replace", "leaseTime: replace", "renewBefore: store"]);
    });

    it("is created again where it is only now allowed to be", () => {
      expect(told(run({ recreateWhenEnded: false }, {}, { liveness: ended }))).to.include("status: replace");
    });

    describe("with recreateWhenEnded false", () => {
      const once = { recreateWhenEnded: false };
      it("is recorded as terminated once, and is not renewed", () => {
        const given = { ...once, renewBefore: 30 };
        const request = { liveness: ended, nowMs: msAt(29) };
        expect(told(run(given, given, request))).to.deep.equal(["status: store"]);
        const state = stateOf(given, { status: "terminated" });
        expect(run(given, given, { ...request, state }).changes).to.be.empty;
      });

      it("stays as it is when only now set", () => {
        expect(told(run({}, once, { liveness: ended }))).to.deep.equal([
          "status: store",
          "recreateWhenEnded: store",
        ]);
      });

      for (const { name, kind, from, to } of pairs.filter((pair) => pair.name !== "recreateWhenEnded")) {
        const isNew = kind !== "store";
        it(`${name} to ${String(to)} ${isNew ? "creates a new one" : "is stored"}`, () => {
          const result = run({ ...once, [name]: from }, { ...once, [name]: to }, { liveness: ended });
          expect(told(result)).to.deep.equal(["status: store", `${name}: ${isNew ? "replace" : "store"}`]);
          expect(result.isReplacement).to.equal(isNew);
        });
      }
    });
  });

  describe("renewal", () => {
    const renewing = { renewBefore: 10 };
    const cases: {
      name: string;
      nowMs: number;
      news?: Partial<Record<InputName, unknown>>;
      liveness?: Liveness;
      changes: string[];
    }[] = [
      { name: "not with more than renewBefore left", nowMs: msAt(20) - 1, changes: [] },
      { name: "with exactly renewBefore left", nowMs: msAt(20), changes: ["expiresAt: renew"] },
      { name: "with less left", nowMs: msAt(29), changes: ["expiresAt: renew"] },
      {
        name: "by the clock where the service could not be asked",
        nowMs: msAt(20),
        liveness: { kind: "unreachable", reason: "cut" },
        changes: ["expiresAt: renew"],
      },
      {
        name: "not where others set the lease anew",
        nowMs: msAt(25),
        liveness: { ...running, session: wire({ updatedAt: at(15), currentLeaseTime: 60 }) },
        changes: [],
      },
      {
        name: "once the lease of others is nearly over",
        nowMs: msAt(65),
        liveness: { ...running, session: wire({ updatedAt: at(15), currentLeaseTime: 60 }) },
        changes: ["expiresAt: renew"],
      },
      {
        name: "not beside a new lease, which sets it anyway",
        nowMs: msAt(25),
        news: { leaseTime: 45 },
        changes: ["leaseTime: lease"],
      },
      {
        name: "beside what is only stored",
        nowMs: msAt(25),
        news: { fingerprintSecret: "s" },
        changes: ["fingerprintSecret: store", "expiresAt: renew"],
      },
      {
        name: "not with a renewBefore that is not known yet",
        nowMs: msAt(25),
        news: { renewBefore: unknownValue },
        changes: ["renewBefore: store"],
      },
      {
        name: "not with renewBefore unset",
        nowMs: msAt(25),
        news: { renewBefore: undefined },
        changes: ["renewBefore: store"],
      },
      {
        name: "by the new renewBefore",
        nowMs: msAt(15),
        news: { renewBefore: 15 },
        changes: ["renewBefore: store", "expiresAt: renew"],
      },
    ];
    for (const { name, nowMs, news = {}, liveness = running, changes } of cases) {
      it(name, () => {
        const result = run(renewing, { ...renewing, ...news }, { nowMs, liveness });
        expect(told(result)).to.have.members(changes);
        expect(result.isReplacement).to.be.false;
      });
    }

    it("has a reason that names renewBefore", () => {
      expect(only(run(renewing, renewing, { nowMs: msAt(20) })).reason).to.contain("at most 10 minutes");
    });

    it("is not planned past the latest end, nor in a refresh", () => {
      const liveness = { kind: "unreachable", reason: "cut" } as const;
      expect(run(renewing, renewing, { nowMs: msAt(30) + 1, liveness }).changes).to.be.empty;
      expect(run(renewing, renewing, { nowMs: msAt(25), isRefresh: true }).changes).to.be.empty;
    });

    it("currentLeaseTime takes no part in a diff", () => {
      const liveness = { ...running, session: wire({ currentLeaseTime: 7 }) };
      expect(run({}, {}, { nowMs: msAt(23), liveness }).changes).to.be.empty;
    });
  });
});
