import { expect } from "chai";
import { findWords } from "../../tools/check-words.mjs";

describe("check-words", () => {
  it("names the file, the line and the word", () => {
    const text = "The first line.\nSet the lease anew.\n";
    expect(findWords("docs/page.md", text)).to.deep.equal(['docs/page.md:2: use another word than "anew"']);
  });

  it("reads titles and comments of tests, whatever their case", () => {
    expect(findWords("tests/unit/a.test.ts", 'it("Surely ends", () => {});')).to.have.length(1);
  });

  it("refuses some words only outside of tests", () => {
    expect(findWords("provider/settings.ts", "// A time-out.")).to.have.length(1);
    expect(findWords("tests/unit/a.test.ts", "// A time-out.")).to.deep.equal([]);
  });

  it("accepts a longer word that has one of the words in it", () => {
    expect(findWords("docs/page.md", "doorway besides strayed")).to.deep.equal([]);
  });
});
