import { expect } from "chai";
import { findWords } from "../../tools/check-words.mjs";

describe("check-words", () => {
  it("names the file, the line and the word", () => {
    const text = "The first line.\nSet the time-out.\n";
    expect(findWords("docs/page.md", text)).to.deep.equal([
      'docs/page.md:2: use another word than "time-out"',
    ]);
  });

  it("reads titles and comments of tests, whatever their case", () => {
    expect(findWords("tests/unit/a.test.ts", 'it("Surely ends", () => {});')).to.have.length(1);
  });

  it("accepts a longer word that has one of the words in it", () => {
    expect(findWords("docs/page.md", "doorway besides strayed")).to.deep.equal([]);
  });
});
