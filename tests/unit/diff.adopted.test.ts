import { expect } from "chai";
import type { DiffRequest, InputName } from "../../provider/session";
import { inputsOf, replacingChanges } from "../../provider/session";
import { run, changesOf } from "./diff-cases";
import { fingerprintA, importedStateOf, inputs, stateOf, without } from "./fixtures";

describe("diff", () => {
  describe("of a session that was just imported", () => {
    const optional: [InputName, unknown][] = [
      ["driver", "api"],
      ["isVncEnabled", true],
      ["vncMode", "rw"],
    ];
    for (const [name, value] of optional) {
      it(`adopts ${name} for an imported session if no response showed it`, () => {
        const state = without(importedStateOf(), name as "driver");
        const result = run({}, { [name]: value }, { state, oldInputs: inputsOf(state) });
        expect(result.adopted).to.have.members([name, "showMouse", "isProxyEnabled"]);
        expect(result.changes).to.be.empty;
      });

      it(`replaces an imported session for a different ${name} if only the state knows the value`, () => {
        const state = importedStateOf();
        const result = run({}, { [name]: value }, { state, oldInputs: without(inputsOf(state), name) });
        expect(result.adopted).to.not.include(name);
        expect(changesOf(result)).to.deep.equal([`${name}: replace`]);
      });

      it(`replaces an imported session for a different ${name} if only the recorded inputs know the value`, () => {
        const state = importedStateOf();
        const over = { state: without(state, name as "driver"), oldInputs: inputsOf(state) };
        const result = run({}, { [name]: value }, over);
        expect(result.adopted).to.not.include(name);
        expect(changesOf(result)).to.deep.equal([`${name}: replace`]);
      });
    }

    it("replaces an imported session for a fingerprint if no response showed its own", () => {
      const state = without(importedStateOf(), "fingerprintUUID");
      const result = run({}, { fingerprintUUID: fingerprintA }, { state, oldInputs: inputsOf(state) });
      expect(result.adopted).to.not.include("fingerprintUUID");
      expect(changesOf(result)).to.deep.equal(["fingerprintUUID: replace"]);
    });

    for (const [name, value] of [
      ["fingerprintSecret", "s"],
      ["environmentSecret", "s"],
      ["renewBefore", 5],
    ] as const) {
      it(`stores ${name} of an imported session instead of adopting it`, () => {
        const state = importedStateOf();
        const result = run({}, { [name]: value }, { state, oldInputs: inputsOf(state) });
        expect(result.adopted).to.have.members(["showMouse", "isProxyEnabled"]);
        expect(changesOf(result)).to.deep.equal([`${name}: store`]);
      });
    }

    it("replaces an imported session for a different environment if the recorded inputs know one", () => {
      const state = importedStateOf();
      const oldInputs = { ...inputsOf(state), environmentId: "env-one" };
      const result = run({}, { environmentId: "env-two" }, { state, oldInputs });
      expect(result.adopted).to.not.include("environmentId");
      expect(changesOf(result)).to.deep.equal(["environmentId: replace"]);
    });
  });

  describe("replacingChanges", () => {
    const request = (newInputs: DiffRequest["newInputs"], state = stateOf()): ReturnType<typeof changesOf> =>
      replacingChanges({ state, oldInputs: inputsOf(state), newInputs: { ...inputs(), ...newInputs } }).map(
        ({ property, kind }) => `${property}: ${kind}`,
      );

    it("finds only the inputs that replace the session", () => {
      const changed = { leaseTime: 45, fingerprintSecret: "s", driver: "api", vncMode: "rw" };
      expect(request(changed)).to.deep.equal(["driver: replace", "vncMode: replace"]);
    });

    it("finds no replacing change if no input changes", () => {
      expect(request({})).to.deep.equal([]);
    });

    it("ignores an input that is adopted after an import", () => {
      expect(request({ showMouse: true }, importedStateOf())).to.deep.equal([]);
    });
  });
});
