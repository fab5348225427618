import { expect } from "chai";
import type { Liveness, InputName } from "../../provider/session";
import { unknownValue } from "../../provider/resource";
import { ended, only, pairs, run, running, changesOf } from "./diff-cases";
import { at, id, msAt, stateOf, wire } from "./fixtures";

describe("diff of the lease", () => {
  describe("of an ended session", () => {
    it("creates an ended session again, and names its end in the reason", () => {
      const result = run({}, {}, { liveness: ended });
      expect(changesOf(result)).to.deep.equal(["status: replace"]);
      expect(only(result).reason).to.contain(id).and.contain(ended.reason);
    });

    it("does not update an ended session in place, as the lease is part of the create", () => {
      const result = run({}, { leaseTime: 45, renewBefore: 45 }, { liveness: ended });
      expect(changesOf(result)).to.have.members([
        "status: replace",
        "leaseTime: replace",
        "renewBefore: store",
      ]);
    });

    it("creates an ended session again if recreateWhenEnded becomes true", () => {
      expect(changesOf(run({ recreateWhenEnded: false }, {}, { liveness: ended }))).to.include(
        "status: replace",
      );
    });

    describe("with recreateWhenEnded false", () => {
      const once = { recreateWhenEnded: false };
      it("records an ended session as terminated once, and does not renew it", () => {
        const given = { ...once, renewBefore: 30 };
        const request = { liveness: ended, nowMs: msAt(29) };
        expect(changesOf(run(given, given, request))).to.deep.equal(["status: store"]);
        const state = stateOf(given, { status: "terminated" });
        expect(run(given, given, { ...request, state }).changes).to.be.empty;
      });

      it("stores the end of a session if recreateWhenEnded becomes false", () => {
        expect(changesOf(run({}, once, { liveness: ended }))).to.deep.equal([
          "status: store",
          "recreateWhenEnded: store",
        ]);
      });

      for (const { name, kind, from, to } of pairs.filter((pair) => pair.name !== "recreateWhenEnded")) {
        const isReplacement = kind !== "store";
        it(`${isReplacement ? "replaces an ended session" : "stores the change of an ended session"} if ${name} changes to ${String(to)}`, () => {
          const result = run({ ...once, [name]: from }, { ...once, [name]: to }, { liveness: ended });
          expect(changesOf(result)).to.deep.equal([
            "status: store",
            `${name}: ${isReplacement ? "replace" : "store"}`,
          ]);
          expect(result.isReplacement).to.equal(isReplacement);
        });
      }
    });
  });

  describe("of a renewal", () => {
    const renewing = { renewBefore: 10 };
    const cases: {
      title: string;
      nowMs: number;
      newInputs?: Partial<Record<InputName, unknown>>;
      liveness?: Liveness;
      changes: string[];
    }[] = [
      { title: "plans no renewal while more than renewBefore remains", nowMs: msAt(20) - 1, changes: [] },
      {
        title: "plans a renewal if exactly renewBefore remains",
        nowMs: msAt(20),
        changes: ["expiresAt: renew"],
      },
      {
        title: "plans a renewal if less than renewBefore remains",
        nowMs: msAt(29),
        changes: ["expiresAt: renew"],
      },
      {
        title: "plans a renewal by the clock if the service is unreachable",
        nowMs: msAt(20),
        liveness: { kind: "unreachable", reason: "cut" },
        changes: ["expiresAt: renew"],
      },
      {
        title: "plans no renewal if another client has renewed the lease",
        nowMs: msAt(25),
        liveness: { ...running, session: wire({ updatedAt: at(15), currentLeaseTime: 60 }) },
        changes: [],
      },
      {
        title: "plans a renewal if the lease of another client is nearly over",
        nowMs: msAt(65),
        liveness: { ...running, session: wire({ updatedAt: at(15), currentLeaseTime: 60 }) },
        changes: ["expiresAt: renew"],
      },
      {
        title: "plans no renewal in addition to a changed lease",
        nowMs: msAt(25),
        newInputs: { leaseTime: 45 },
        changes: ["leaseTime: lease"],
      },
      {
        title: "plans a renewal in addition to an input that is only stored",
        nowMs: msAt(25),
        newInputs: { fingerprintSecret: "s" },
        changes: ["fingerprintSecret: store", "expiresAt: renew"],
      },
      {
        title: "plans no renewal while renewBefore is not known yet",
        nowMs: msAt(25),
        newInputs: { renewBefore: unknownValue },
        changes: ["renewBefore: store"],
      },
      {
        title: "plans no renewal if renewBefore is unset",
        nowMs: msAt(25),
        newInputs: { renewBefore: undefined },
        changes: ["renewBefore: store"],
      },
      {
        title: "plans a renewal by the new renewBefore",
        nowMs: msAt(15),
        newInputs: { renewBefore: 15 },
        changes: ["renewBefore: store", "expiresAt: renew"],
      },
    ];
    for (const { title, nowMs, newInputs = {}, liveness = running, changes } of cases) {
      it(title, () => {
        const result = run(renewing, { ...renewing, ...newInputs }, { nowMs, liveness });
        expect(changesOf(result)).to.have.members(changes);
        expect(result.isReplacement).to.be.false;
      });
    }

    it("names renewBefore in the reason of a renewal", () => {
      expect(only(run(renewing, renewing, { nowMs: msAt(20) })).reason).to.contain("at most 10 minutes");
    });

    it("plans no renewal past the latest end or in a refresh", () => {
      const liveness = { kind: "unreachable", reason: "cut" } as const;
      expect(run(renewing, renewing, { nowMs: msAt(30) + 1, liveness }).changes).to.be.empty;
      expect(run(renewing, renewing, { nowMs: msAt(25), isRefresh: true }).changes).to.be.empty;
    });

    it("ignores currentLeaseTime in a diff", () => {
      const liveness = { ...running, session: wire({ currentLeaseTime: 7 }) };
      expect(run({}, {}, { nowMs: msAt(23), liveness }).changes).to.be.empty;
    });
  });
});
