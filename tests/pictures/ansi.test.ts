import { expect } from "chai";
import { parseAnsi, wrap } from "./ansi";

const escape = "\u001b[";

describe("ANSI text of a picture", () => {
  it("reads colours and bold until a reset, over the end of a line", () => {
    const text = `a${escape}38;5;13m${escape}1mb\nc${escape}0md`;
    expect(parseAnsi(text)).to.deep.equal([
      [
        { text: "a", isBold: false },
        { text: "b", colour: 13, isBold: true },
      ],
      [
        { text: "c", colour: 13, isBold: true },
        { text: "d", isBold: false },
      ],
    ]);
  });

  it("reads several codes of one sequence, and the codes that end one style only", () => {
    const [line] = parseAnsi(`${escape}1;31ma${escape}22mb${escape}39;1mc${escape}0;96md${escape}me`);
    expect(line).to.deep.equal([
      { text: "a", colour: 1, isBold: true },
      { text: "b", colour: 1, isBold: false },
      { text: "c", isBold: true },
      { text: "d", colour: 14, isBold: false },
      { text: "e", isBold: false },
    ]);
  });

  it("refuses codes and control sequences that it does not know", () => {
    expect(() => parseAnsi(`${escape}4ma`)).to.throw("unknown SGR code 4");
    expect(() => parseAnsi(`${escape}48;5;1ma`)).to.throw("unknown SGR code 48");
    expect(() => parseAnsi(`a${escape}2K`)).to.throw("unknown control sequence");
    expect(() => parseAnsi("a\r")).to.throw("unknown control sequence");
  });

  it("breaks a line at the width of the terminal, within a piece and between pieces", () => {
    const line = parseAnsi(`abc${escape}1mdefgh`)[0]!;
    const texts = wrap(line, 3).map((pieces) => pieces.map(({ text, isBold }) => [text, isBold]));
    expect(texts).to.deep.equal([[["abc", false]], [["def", true]], [["gh", true]]]);
    expect(wrap(parseAnsi("abcd")[0]!, 4)).to.have.length(1);
    expect(wrap([], 3)).to.deep.equal([[]]);
  });
});
