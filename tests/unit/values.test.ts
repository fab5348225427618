import { expect } from "chai";
import { defined, isSameId } from "../../provider/session";
import { fingerprintA, fingerprintB } from "./fixtures";

describe("isSameId", () => {
  const cases: [title: string, one: unknown, other: unknown, isSame: boolean][] = [
    ["is true for equal ids", fingerprintA, fingerprintA, true],
    ["is true for ids in other letters", fingerprintA, fingerprintA.toUpperCase(), true],
    ["is false for other ids", fingerprintA, fingerprintB, false],
    ["is false for an id and none", fingerprintA, undefined, false],
    ["is false for none and an id", undefined, fingerprintA, false],
    ["is true for none and none", undefined, undefined, true],
    ["is false for none and null", undefined, null, false],
    ["is false for a number and its text", 7, "7", false],
  ];
  for (const [title, one, other, isSame] of cases) {
    it(title, () => {
      expect(isSameId(one, other)).to.equal(isSame);
    });
  }
});

describe("defined", () => {
  it("leaves out only what is undefined", () => {
    const given = { a: undefined, b: null, c: 0, d: "", e: false };
    expect(defined(given)).to.deep.equal({ b: null, c: 0, d: "", e: false });
    expect(defined(given)).to.not.have.property("a");
  });
});
