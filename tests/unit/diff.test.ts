import { expect } from "chai";
import type { Liveness, InputName, SessionInputs } from "../../provider/session";
import { unknownValue } from "../../provider/resource";
import { check, inputsOf } from "../../provider/session";
import { ended, only, pairs, run, running, changesOf } from "./diff-cases";
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
  it("finds no changes in equal inputs", () => {
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
      isRenewalPrevented: false,
    });
  });

  describe("of a changed input of a running session", () => {
    for (const { name, kind, from, to, isSecret } of pairs) {
      it(`plans "${kind}" for a change of ${name} from ${String(from)} to ${String(to)}`, () => {
        const result = run({ [name]: from }, { [name]: to });
        expect(changesOf(result)).to.deep.equal([`${name}: ${kind}`]);
        expect(result.isReplacement).to.equal(kind === "replace");
        const { reason } = only(result);
        expect(reason).to.contain(name);
        for (const value of [from, to]) {
          if (isSecret) expect(reason).to.not.contain(String(value));
          else expect(reason).to.contain(String(value));
        }
      });

      it(`plans "${kind}" for a change of ${name} from ${String(from)} to a value that is not known yet`, () => {
        const result = run({ [name]: from }, { [name]: unknownValue });
        expect(changesOf(result)).to.deep.equal([`${name}: ${kind}`]);
        expect(only(result).reason).to.contain(name).and.contain("not known yet");
      });
    }
  });

  describe("of an optional input that is set or unset", () => {
    const optional = pairs.filter(({ name }) =>
      ["fingerprintUUID", "environmentId", "fingerprintSecret", "environmentSecret", "renewBefore"].includes(
        name,
      ),
    );
    for (const { name, kind, to, isSecret } of optional) {
      it(`plans "${kind}" if ${name} is newly set`, () => {
        const result = run({}, { [name]: to });
        expect(changesOf(result)).to.deep.equal([`${name}: ${kind}`]);
        expect(only(result).reason).to.contain("unset");
        expect(only(result).reason).to.contain(isSecret ? "[secret]" : String(to));
        if (isSecret) expect(only(result).reason).to.not.contain(String(to));
      });
      it(`plans "${kind}" if ${name} is unset`, () => {
        const result = run({ [name]: to }, {});
        expect(changesOf(result)).to.deep.equal([`${name}: ${kind}`]);
        expect(only(result).reason).to.contain("unset");
        if (isSecret) expect(only(result).reason).to.not.contain(String(to));
      });
    }
  });

  describe("of fingerprints", () => {
    it("replaces the session for a new fingerprint with a new secret", () => {
      const result = run(
        { fingerprintUUID: fingerprintA, fingerprintSecret: "one" },
        { fingerprintUUID: fingerprintB, fingerprintSecret: "two" },
      );
      expect(changesOf(result)).to.include("fingerprintUUID: replace");
      expect(result.isReplacement).to.be.true;
    });

    it("finds no change in the session's own fingerprint if the program declares none", () => {
      expect(run({}, {}).changes).to.be.empty;
    });

    it("finds no change if the program declares the session's own fingerprint", () => {
      expect(run({}, { fingerprintUUID: ownFingerprint }).changes).to.be.empty;
    });

    it("does not equate an unknown fingerprint with an absent one", () => {
      const state = unconfirmedStateOf();
      const result = run({}, { driver: "api" }, { state, oldInputs: inputsOf(state) });
      expect(result.isReplacement).to.be.true;
      expect(result.deleteBeforeReplace).to.be.false;
    });

    it("compares fingerprints without regard to case", () => {
      const upper = fingerprintA.toUpperCase();
      expect(run({ fingerprintUUID: fingerprintA }, { fingerprintUUID: upper }).changes).to.be.empty;
      const result = run({ fingerprintUUID: fingerprintA }, { fingerprintUUID: upper, driver: "api" });
      expect(changesOf(result)).to.deep.equal(["driver: replace"]);
      expect(result.deleteBeforeReplace).to.be.true;
    });
  });

  for (const name of ["environmentId", "environmentSecret", "fingerprintSecret"] as const) {
    it(`compares ${name} with regard to case`, () => {
      expect(run({ [name]: "text" }, { [name]: "TEXT" }).changes).to.have.length(1);
    });
  }

  describe("of the order in a replacement", () => {
    const cases: {
      title: string;
      old: Partial<SessionInputs>;
      newInputs: Partial<Record<InputName, unknown>>;
      liveness?: Liveness;
      isReplacement: boolean;
      deletesFirst: boolean;
    }[] = [
      {
        title: "deletes first in a replacement with the same fingerprint",
        old: { fingerprintUUID: fingerprintA },
        newInputs: { fingerprintUUID: fingerprintA, driver: "api" },
        isReplacement: true,
        deletesFirst: true,
      },
      {
        title: "deletes first if the program newly declares the session's own fingerprint",
        old: {},
        newInputs: { fingerprintUUID: ownFingerprint, driver: "api" },
        isReplacement: true,
        deletesFirst: true,
      },
      {
        title: "creates first in a replacement with a different fingerprint",
        old: { fingerprintUUID: fingerprintA },
        newInputs: { fingerprintUUID: fingerprintB },
        isReplacement: true,
        deletesFirst: false,
      },
      {
        title: "creates first in a replacement without a fingerprint",
        old: {},
        newInputs: { driver: "api" },
        isReplacement: true,
        deletesFirst: false,
      },
      {
        title: "creates first if the program no longer declares the fingerprint",
        old: { fingerprintUUID: fingerprintA },
        newInputs: { driver: "api" },
        isReplacement: true,
        deletesFirst: false,
      },
      {
        title: "deletes an ended session first if the fingerprint stays, as the service may still hold it",
        old: { fingerprintUUID: fingerprintA },
        newInputs: { fingerprintUUID: fingerprintA },
        liveness: ended,
        isReplacement: true,
        deletesFirst: true,
      },
      {
        title: "sets the order even for an update in place, as the program may request a replacement",
        old: { fingerprintUUID: fingerprintA },
        newInputs: { fingerprintUUID: fingerprintA, leaseTime: 31 },
        isReplacement: false,
        deletesFirst: true,
      },
    ];
    for (const { title, old, newInputs, liveness = running, isReplacement, deletesFirst } of cases) {
      it(title, () => {
        const result = run(old, newInputs, { liveness });
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
      it(`adopts ${name} as declared (${String(value)}), as no response shows it`, () => {
        const result = run({}, { [name]: value }, imported);
        expect(result.adopted).to.include(name);
        expect(result.changes).to.be.empty;
      });
    }

    it("adopts no optional input that the program does not declare", () => {
      expect(run({}, {}, imported).adopted).to.have.members(["showMouse", "isProxyEnabled"]);
    });

    const visible: [InputName, unknown][] = [
      ["driver", "api"],
      ["isVncEnabled", true],
      ["vncMode", "rw"],
      ["fingerprintUUID", fingerprintB],
    ];
    for (const [name, value] of visible) {
      it(`replaces an imported session for a different ${name}, which responses show`, () => {
        expect(changesOf(run({}, { [name]: value }, imported))).to.include(`${name}: replace`);
      });
    }

    it("adopts the fingerprint of an imported session without a replacement", () => {
      expect(run({}, { fingerprintUUID: ownFingerprint }, imported).isReplacement).to.be.false;
    });

    it("stores a secret of an imported session", () => {
      expect(changesOf(run({}, { fingerprintSecret: "s" }, imported))).to.include("fingerprintSecret: store");
    });

    it("finds no change in an input that is newly set to the value of the state", () => {
      expect(run({}, {}, { oldInputs: without(inputs(), "driver", "vncMode", "leaseTime") }).changes).to.be
        .empty;
    });

    it("replaces a session with a different value if an input is newly set to its default", () => {
      const oldInputs = without(inputs(), "driver");
      expect(changesOf(run({ driver: "api" }, {}, { oldInputs }))).to.deep.equal(["driver: replace"]);
    });

    it("stores a new recreateWhenEnded only if it differs from the default", () => {
      const old = {
        state: without(stateOf(), "recreateWhenEnded"),
        oldInputs: without(inputs(), "recreateWhenEnded"),
      };
      expect(run({}, { recreateWhenEnded: true }, old).changes).to.be.empty;
      expect(changesOf(run({}, { recreateWhenEnded: false }, old))).to.deep.equal([
        "recreateWhenEnded: store",
      ]);
    });

    it("adopts nothing once the inputs of the program are recorded, although the state lacks them", () => {
      const recorded = { state, oldInputs: { ...inputsOf(state), showMouse: false, isProxyEnabled: false } };
      const result = run({}, { showMouse: true, environmentId: "env-one" }, recorded);
      expect(result.adopted).to.be.empty;
      expect(changesOf(result)).to.have.members(["showMouse: replace", "environmentId: replace"]);
    });

    it("adopts nothing that the state knows, although the recorded inputs lack it", () => {
      const result = run({}, { showMouse: true }, { oldInputs: without(inputs(), "showMouse") });
      expect(result.adopted).to.be.empty;
      expect(changesOf(result)).to.deep.equal(["showMouse: replace"]);
    });

    it("adopts nothing once all inputs are known", () => {
      const result = run({}, { showMouse: true });
      expect(result.adopted).to.be.empty;
      expect(result.isReplacement).to.be.true;
    });
  });

  describe("of the target of the API", () => {
    for (const [key, value] of [
      ["endpoint", "https://other.example.test"],
      ["mode", "public"],
    ] as const) {
      it(`replaces a session for a changed ${key}, and names both values in the reason`, () => {
        const result = run({}, {}, { origin: { ...origin, [key]: value } });
        expect(changesOf(result)).to.deep.equal([`${key}: replace`]);
        expect(result.isReplacement).to.be.true;
        expect(only(result).reason).to.contain(origin[key]).and.contain(value);
      });

      it(`replaces an ended session for a changed ${key} even with recreateWhenEnded false`, () => {
        const once = { recreateWhenEnded: false };
        expect(run(once, once, { origin: { ...origin, [key]: value }, liveness: ended }).isReplacement).to.be
          .true;
      });
    }
  });

  it("finds no change between checked inputs and a session of defaults", () => {
    expect(run({}, check({ leaseTime: 30 }).inputs).changes).to.be.empty;
  });
});
