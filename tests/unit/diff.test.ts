import { expect } from "chai";
import type { Liveness, InputName, SessionInputs } from "../../provider/session";
import { check, inputsOf, unknownValue } from "../../provider/session";
import { ended, only, pairs, run, running, told } from "./diff-cases";
import {
  fingerprintA,
  fingerprintB,
  importedStateOf,
  inputs,
  origin,
  ownFingerprint,
  stateOf,
  unconfirmedStateOf,
  without,
} from "./fixtures";

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
      deleteBeforeReplace: true,
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
        expect(only(result).reason).to.contain(isSecret ? "[secret]" : String(to));
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

  for (const name of ["environmentId", "environmentSecret", "fingerprintSecret"] as const) {
    it(`${name} in other letters is another one`, () => {
      expect(run({ [name]: "text" }, { [name]: "TEXT" }).changes).to.have.length(1);
    });
  }

  describe("which of two sessions is first", () => {
    const cases: {
      name: string;
      old: Partial<SessionInputs>;
      news: Partial<Record<InputName, unknown>>;
      liveness?: Liveness;
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
        liveness: ended,
        isReplacement: true,
        deletesFirst: true,
      },
      {
        name: "an update in place says it for a replacement that the program asks for",
        old: { fingerprintUUID: fingerprintA },
        news: { fingerprintUUID: fingerprintA, leaseTime: 31 },
        isReplacement: false,
        deletesFirst: true,
      },
    ];
    for (const { name, old, news, liveness = running, isReplacement, deletesFirst } of cases) {
      it(name, () => {
        const result = run(old, news, { liveness });
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

    it("an input newly set to its default replaces a session that has another value", () => {
      const oldInputs = without(inputs(), "driver");
      expect(told(run({ driver: "api" }, {}, { oldInputs }))).to.deep.equal(["driver: replace"]);
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

    it("nothing is adopted where the state knows the value, though the recorded inputs lack it", () => {
      const result = run({}, { showMouse: true }, { oldInputs: without(inputs(), "showMouse") });
      expect(result.adopted).to.be.empty;
      expect(told(result)).to.deep.equal(["showMouse: replace"]);
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
        expect(run(once, once, { origin: { ...origin, [key]: value }, liveness: ended }).isReplacement).to.be
          .true;
      });
    }
  });

  it("takes checked inputs as they are: a session of defaults shows no change", () => {
    expect(run({}, check({ leaseTime: 30 }).inputs).changes).to.be.empty;
  });
});
