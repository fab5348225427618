import { expect } from "chai";
import fc from "fast-check";
import { formatDuration } from "../../cli/session-rows";
import { plain, table, tableWidth, wrap } from "../../cli/table";

describe("table", () => {
  it("aligns the columns and ends no line with spaces", () => {
    expect(
      table(
        ["A", "LONG"],
        [
          ["value", "x"],
          ["y", "z"],
        ],
      ),
    ).to.equal("A      LONG\nvalue  x\ny      z");
  });

  it("wraps the last columns so that each line fits 100 columns", () => {
    const text = fc.lorem({ maxCount: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 36 }), text, text), { minLength: 1 }), (rows) => {
        const lines = table(["ID", "ONE", "TWO"], rows, 2).split("\n");
        for (const line of lines) expect(line.length).to.be.at.most(tableWidth);
      }),
    );
  });

  it("keeps every word when it wraps a text", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 8, max: 30 }), (given, width) => {
        const pieces = wrap(given.join(" "), width);
        expect(pieces.join(" ")).to.equal(given.join(" "));
        for (const piece of pieces) expect(piece.length).to.be.at.most(width);
      }),
    );
  });

  it("cuts a word that is longer than the width", () => {
    expect(wrap("abcdefgh ij", 3)).to.deep.equal(["abc", "def", "gh", "ij"]);
  });

  it("replaces control characters by spaces", () => {
    expect(plain("a\u001B[2J\nb\u0085")).to.equal("a [2J b ");
  });
});

describe("formatDuration", () => {
  for (const [ms, text] of [
    [0, "0s"],
    [119_999, "119s"],
    [120_000, "2m"],
    [119 * 60_000, "119m"],
    [120 * 60_000, "2h 00m"],
    [185 * 60_000, "3h 05m"],
  ] as const) {
    it(`writes ${ms} milliseconds as ${text}`, () => {
      expect(formatDuration(ms)).to.equal(text);
    });
  }
});
