import { expect } from "chai";
import type {
  Change,
  DiffRequest,
  Glance,
  InputName,
  SessionDiff,
  SessionInputs,
} from "../../provider/session";
import { check, diff, inputsOf, unknownValue } from "../../provider/session";
import {
  at,
  fingerprintA,
  fingerprintB,
  id,
  importedStateOf,
  inputs,
  msAt,
  origin,
  ownFingerprint,
  stateOf,
  unconfirmedStateOf,
  wire,
  without,
} from "./fixtures";

const running: Glance = { isEnded: false, reason: "", session: wire() };
const ended: Glance = { isEnded: true, reason: "Tasknet no longer knows it" };

/** The diff of a session made with the old inputs against new ones, one minute after its start. */
function run(
  old: Partial<SessionInputs>,
  news: Partial<Record<InputName, unknown>>,
  over: Partial<DiffRequest> = {},
): SessionDiff {
  const state = stateOf(old);
  return diff({
    state,
    oldInputs: inputsOf(state),
    news: { ...inputs(), ...news },
    glance: running,
    origin,
    nowMs: msAt(1),
    ...over,
  });
}

/** What changes, each as `property: kind`. */
function told({ changes }: SessionDiff): string[] {
  return changes.map(({ property, kind }) => `${property}: ${kind}`);
}

function only(result: SessionDiff): Change {
  expect(result.changes).to.have.length(1);
  return result.changes[0]!;
}

/** An old and a new value for each input. */
const pairs: { name: InputName; kind: string; from: unknown; to: unknown; isSecret?: true }[] = [
  { name: "leaseTime", kind: "lease", from: 30, to: 45 },
  { name: "leaseTime", kind: "lease", from: 30, to: 29 },
  { name: "driver", kind: "replace", from: "puppeteer", to: "api" },
  { name: "isVncEnabled", kind: "replace", from: false, to: true },
  { name: "vncMode", kind: "replace", from: "ro", to: "rw" },
  { name: "fingerprintUUID", kind: "replace", from: fingerprintA, to: fingerprintB },
  { name: "environmentId", kind: "replace", from: "env-one", to: "env-two" },
  { name: "showMouse", kind: "replace", from: false, to: true },
  { name: "isProxyEnabled", kind: "replace", from: true, to: false },
  { name: "fingerprintSecret", kind: "store", from: "old-secret", to: "new-secret", isSecret: true },
  { name: "environmentSecret", kind: "store", from: "old-secret", to: "new-secret", isSecret: true },
  { name: "renewBefore", kind: "store", from: 5, to: 10 },
  { name: "recreateWhenEnded", kind: "store", from: true, to: false },
];

describe("diff", () => {
  it("finds nothing where nothing changed", () => {
    const given = {
      fingerprintUUID: fingerprintA,
      fingerprintSecret: "s",
      environmentId: "e",
      renewBefore: 5,
    };
    const result = run(given, given);
    expect(result).to.deep.equal({
      changes: [],
      isReplacement: false,
      deleteBeforeReplace: false,
      adopted: [],
    });
  });

  describe("a changed input of a running session", () => {
    for (const { name, kind, from, to, isSecret } of pairs) {
      it(`${name} from ${String(from)} to ${String(to)}: ${kind}`, () => {
        const result = run({ [name]: from }, { [name]: to });
        expect(told(result)).to.deep.equal([`${name}: ${kind}`]);
        expect(result.isReplacement).to.equal(kind === "replace");
        const { reason } = only(result);
        expect(reason).to.contain(name);
        for (const value of [from, to]) {
          if (isSecret) expect(reason).to.not.contain(String(value));
          else expect(reason).to.contain(String(value));
        }
      });

      it(`${name} to a value not known yet: ${kind}`, () => {
        const result = run({ [name]: from }, { [name]: unknownValue });
        expect(told(result)).to.deep.equal([`${name}: ${kind}`]);
        expect(only(result).reason).to.contain(name).and.contain("not known yet");
      });
    }
  });

  describe("an optional input set or unset", () => {
    const optional = pairs.filter(({ name }) =>
      ["fingerprintUUID", "environmentId", "fingerprintSecret", "environmentSecret", "renewBefore"].includes(
        name,
      ),
    );
    for (const { name, kind, to, isSecret } of optional) {
      it(`${name} newly set: ${kind}`, () => {
        const result = run({}, { [name]: to });
        expect(told(result)).to.deep.equal([`${name}: ${kind}`]);
        expect(only(result).reason).to.contain("unset");
        if (isSecret) expect(only(result).reason).to.not.contain(String(to));
      });
      it(`${name} unset: ${kind}`, () => {
        const result = run({ [name]: to }, {});
        expect(told(result)).to.deep.equal([`${name}: ${kind}`]);
        expect(only(result).reason).to.contain("unset");
        if (isSecret) expect(only(result).reason).to.not.contain(String(to));
      });
    }
  });

  describe("fingerprints", () => {
    it("a new secret together with a new fingerprint is part of a replacement", () => {
      const result = run(
        { fingerprintUUID: fingerprintA, fingerprintSecret: "one" },
        { fingerprintUUID: fingerprintB, fingerprintSecret: "two" },
      );
      expect(told(result)).to.include("fingerprintUUID: replace");
      expect(result.isReplacement).to.be.true;
    });

    it("the session's own fingerprint is no change where none is given", () => {
      expect(run({}, {}).changes).to.be.empty;
    });

    it("given as the one that the session has is no change", () => {
      expect(run({}, { fingerprintUUID: ownFingerprint }).changes).to.be.empty;
    });

    it("one that was never told is not the same as none", () => {
      const state = unconfirmedStateOf();
      const result = run({}, { driver: "api" }, { state, oldInputs: inputsOf(state) });
      expect(result.isReplacement).to.be.true;
      expect(result.deleteBeforeReplace).to.be.false;
    });

    it("one UUID in other letters is the same", () => {
      const upper = fingerprintA.toUpperCase();
      expect(run({ fingerprintUUID: fingerprintA }, { fingerprintUUID: upper }).changes).to.be.empty;
      const result = run({ fingerprintUUID: fingerprintA }, { fingerprintUUID: upper, driver: "api" });
      expect(told(result)).to.deep.equal(["driver: replace"]);
      expect(result.deleteBeforeReplace).to.be.true;
    });
  });

  describe("which of two sessions is first", () => {
    const cases: {
      name: string;
      old: Partial<SessionInputs>;
      news: Partial<Record<InputName, unknown>>;
      glance?: Glance;
      isReplacement: boolean;
      deletesFirst: boolean;
    }[] = [
      {
        name: "a replacement with the same fingerprint deletes first",
        old: { fingerprintUUID: fingerprintA },
        news: { fingerprintUUID: fingerprintA, driver: "api" },
        isReplacement: true,
        deletesFirst: true,
      },
      {
        name: "one that is newly given the session's own fingerprint deletes first",
        old: {},
        news: { fingerprintUUID: ownFingerprint, driver: "api" },
        isReplacement: true,
        deletesFirst: true,
      },
      {
        name: "one with another fingerprint creates first",
        old: { fingerprintUUID: fingerprintA },
        news: { fingerprintUUID: fingerprintB },
        isReplacement: true,
        deletesFirst: false,
      },
      {
        name: "one without a fingerprint creates first",
        old: {},
        news: { driver: "api" },
        isReplacement: true,
        deletesFirst: false,
      },
      {
        name: "one that gives up its fingerprint creates first",
        old: { fingerprintUUID: fingerprintA },
        news: { driver: "api" },
        isReplacement: true,
        deletesFirst: false,
      },
      {
        name: "an ended session's fingerprint may still be held",
        old: { fingerprintUUID: fingerprintA },
        news: { fingerprintUUID: fingerprintA },
        glance: ended,
        isReplacement: true,
        deletesFirst: true,
      },
      {
        name: "an update in place deletes nothing",
        old: { fingerprintUUID: fingerprintA },
        news: { fingerprintUUID: fingerprintA, leaseTime: 31 },
        isReplacement: false,
        deletesFirst: false,
      },
    ];
    for (const { name, old, news, glance = running, isReplacement, deletesFirst } of cases) {
      it(name, () => {
        const result = run(old, news, { glance });
        expect(result.isReplacement).to.equal(isReplacement);
        expect(result.deleteBeforeReplace).to.equal(deletesFirst);
      });
    }
  });

  describe("after an import", () => {
    const state = importedStateOf();
    const imported = { state, oldInputs: inputsOf(state) };
    const hidden: [InputName, unknown][] = [
      ["showMouse", true],
      ["showMouse", unknownValue],
      ["isProxyEnabled", true],
      ["environmentId", "env-one"],
    ];
    for (const [name, value] of hidden) {
      it(`${name}, which no answer shows, is taken over as declared (${String(value)})`, () => {
        const result = run({}, { [name]: value }, imported);
        expect(result.adopted).to.include(name);
        expect(result.changes).to.be.empty;
      });
    }

    it("what the program does not declare is not taken over", () => {
      expect(run({}, {}, imported).adopted).to.have.members(["showMouse", "isProxyEnabled"]);
    });

    const visible: [InputName, unknown][] = [
      ["driver", "api"],
      ["isVncEnabled", true],
      ["vncMode", "rw"],
      ["fingerprintUUID", fingerprintB],
    ];
    for (const [name, value] of visible) {
      it(`${name}, which answers show, replaces where it differs`, () => {
        expect(told(run({}, { [name]: value }, imported))).to.include(`${name}: replace`);
      });
    }

    it("the fingerprint that the session has is adopted without a replacement", () => {
      expect(run({}, { fingerprintUUID: ownFingerprint }, imported).isReplacement).to.be.false;
    });

    it("a secret is stored", () => {
      expect(told(run({}, { fingerprintSecret: "s" }, imported))).to.include("fingerprintSecret: store");
    });

    it("an input newly set to the state's value is no change", () => {
      expect(run({}, {}, { oldInputs: without(inputs(), "driver", "vncMode", "leaseTime") }).changes).to.be
        .empty;
    });

    it("recreateWhenEnded newly at its default is no change, and any other value is stored", () => {
      const old = {
        state: without(stateOf(), "recreateWhenEnded"),
        oldInputs: without(inputs(), "recreateWhenEnded"),
      };
      expect(run({}, { recreateWhenEnded: true }, old).changes).to.be.empty;
      expect(told(run({}, { recreateWhenEnded: false }, old))).to.deep.equal(["recreateWhenEnded: store"]);
    });

    it("nothing is adopted once the program's inputs are recorded, though the state still lacks them", () => {
      const recorded = { state, oldInputs: { ...inputsOf(state), showMouse: false, isProxyEnabled: false } };
      const result = run({}, { showMouse: true, environmentId: "env-one" }, recorded);
      expect(result.adopted).to.be.empty;
      expect(told(result)).to.have.members(["showMouse: replace", "environmentId: replace"]);
    });

    it("nothing is adopted once all is known", () => {
      const result = run({}, { showMouse: true });
      expect(result.adopted).to.be.empty;
      expect(result.isReplacement).to.be.true;
    });
  });

  describe("where sessions are made", () => {
    for (const [key, value] of [
      ["endpoint", "https://other.example.test"],
      ["mode", "public"],
    ] as const) {
      it(`a changed ${key} replaces, and the reason names both`, () => {
        const result = run({}, {}, { origin: { ...origin, [key]: value } });
        expect(told(result)).to.deep.equal([`${key}: replace`]);
        expect(result.isReplacement).to.be.true;
        expect(only(result).reason).to.contain(origin[key]).and.contain(value);
      });

      it(`a changed ${key} replaces an ended session that is not created again, too`, () => {
        const once = { recreateWhenEnded: false };
        expect(run(once, once, { origin: { ...origin, [key]: value }, glance: ended }).isReplacement).to.be
          .true;
      });
    }
  });

  describe("an ended session", () => {
    it("is created again, and the reason says how it ended", () => {
      const result = run({}, {}, { glance: ended });
      expect(told(result)).to.deep.equal(["status: replace"]);
      expect(only(result).reason).to.contain(id).and.contain(ended.reason);
    });

    it("is not changed in place: a lease is part of the creation", () => {
      const result = run({}, { leaseTime: 45, renewBefore: 45 }, { glance: ended });
      expect(told(result)).to.have.members(["status: replace", "leaseTime: replace", "renewBefore: store"]);
    });

    it("is created again where it is only now allowed to be", () => {
      expect(told(run({ recreateWhenEnded: false }, {}, { glance: ended }))).to.include("status: replace");
    });

    describe("with recreateWhenEnded false", () => {
      const once = { recreateWhenEnded: false };
      it("stays as it is while no input changes, and is not renewed", () => {
        const given = { ...once, renewBefore: 30 };
        expect(run(given, given, { glance: ended, nowMs: msAt(100) }).changes).to.be.empty;
      });

      it("stays as it is when only now set", () => {
        expect(told(run({}, once, { glance: ended }))).to.deep.equal(["recreateWhenEnded: store"]);
      });

      for (const { name, kind, from, to } of pairs.filter((pair) => pair.name !== "recreateWhenEnded")) {
        const isNew = kind !== "store";
        it(`${name} to ${String(to)} ${isNew ? "creates a new one" : "is stored"}`, () => {
          const result = run({ ...once, [name]: from }, { ...once, [name]: to }, { glance: ended });
          expect(told(result)).to.deep.equal([`${name}: ${isNew ? "replace" : "store"}`]);
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
      glance?: Glance;
      changes: string[];
    }[] = [
      { name: "not with more than renewBefore left", nowMs: msAt(20) - 1, changes: [] },
      { name: "with exactly renewBefore left", nowMs: msAt(20), changes: ["expiresAt: renew"] },
      { name: "with less left", nowMs: msAt(29), changes: ["expiresAt: renew"] },
      {
        name: "by the clock where the service could not be asked",
        nowMs: msAt(20),
        glance: { isEnded: false, reason: "" },
        changes: ["expiresAt: renew"],
      },
      {
        name: "not where others set the lease anew",
        nowMs: msAt(25),
        glance: { ...running, session: wire({ updatedAt: at(15), currentLeaseTime: 60 }) },
        changes: [],
      },
      {
        name: "once the lease of others is nearly over",
        nowMs: msAt(65),
        glance: { ...running, session: wire({ updatedAt: at(15), currentLeaseTime: 60 }) },
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
    for (const { name, nowMs, news = {}, glance = running, changes } of cases) {
      it(name, () => {
        const result = run(renewing, { ...renewing, ...news }, { nowMs, glance });
        expect(told(result)).to.have.members(changes);
        expect(result.isReplacement).to.be.false;
      });
    }

    it("is told with the end of the lease", () => {
      expect(only(run(renewing, renewing, { nowMs: msAt(20) })).reason)
        .to.contain(at(30))
        .and.contain("10");
    });

    it("currentLeaseTime takes no part in a diff", () => {
      const glance = { ...running, session: wire({ currentLeaseTime: 7 }) };
      expect(run({}, {}, { nowMs: msAt(23), glance }).changes).to.be.empty;
    });
  });

  it("takes checked inputs as they are: a session of defaults shows no change", () => {
    expect(run({}, check({ leaseTime: 30 }).inputs).changes).to.be.empty;
  });
});
