import { expect } from "chai";
import { readXml } from "./xml";

describe("the reader of XML", () => {
  it("reads elements, attributes and entities", () => {
    const { texts, attributes } = readXml('<svg a="1 &lt; 2"><text>x &amp; y</text><rect b="2"/></svg>\n');
    expect(texts("text")).to.deep.equal(["x & y"]);
    expect(attributes("svg")).to.deep.equal([{ a: "1 < 2" }]);
    expect(attributes("rect")).to.deep.equal([{ b: "2" }]);
  });

  for (const text of [
    "",
    "<svg>",
    "<svg></text>",
    "<svg></svg></svg>",
    "<svg/><svg/>",
    "<svg/>x",
    "<svg>a < b</svg>",
    "<svg>a & b</svg>",
    "<svg>&nbsp;</svg>",
    "<svg a=1/>",
    '<svg a="1" a="2"/>',
    '<svg a="<"/>',
  ]) {
    it(`refuses ${JSON.stringify(text)}, which is not well-formed`, () => {
      expect(() => readXml(text)).to.throw();
    });
  }
});
