import { expect } from "chai";
import { defined, isSameId } from "../../provider/resource";
import { fingerprintA, fingerprintB } from "./fixtures";

describe("isSameId", () => {
  const cases: [title: string, one: unknown, other: unknown, isSame: boolean][] = [
    ["considers equal ids as the same", fingerprintA, fingerprintA, true],
    ["considers ids that differ only in case as the same", fingerprintA, fingerprintA.toUpperCase(), true],
    ["distinguishes two different ids", fingerprintA, fingerprintB, false],
    ["distinguishes an id from undefined", fingerprintA, undefined, false],
    ["distinguishes undefined from an id", undefined, fingerprintA, false],
    ["considers undefined and undefined as the same", undefined, undefined, true],
    ["distinguishes undefined from null", undefined, null, false],
    ["distinguishes a number from its text", 7, "7", false],
  ];
  for (const [title, one, other, isSame] of cases) {
    it(title, () => {
      expect(isSameId(one, other)).to.equal(isSame);
    });
  }
});

describe("defined", () => {
  it("omits only properties that are undefined", () => {
    const given = { a: undefined, b: null, c: 0, d: "", e: false };
    expect(defined(given)).to.deep.equal({ b: null, c: 0, d: "", e: false });
    expect(defined(given)).to.not.have.property("a");
  });
});
