import { expect } from "chai";
import { terminal } from "./terminal";
import { readXml } from "./xml";

const escape = "\u001b[";

function draw(text: string): string {
  return terminal({ title: "A & B", description: 'says "<none>"', text });
}

describe("a terminal as SVG", () => {
  it("escapes the markup of its title, description and text", () => {
    const { texts } = readXml(draw("<a> & b"));
    expect(texts("title")).to.deep.equal(["A & B"]);
    expect(texts("desc")).to.deep.equal(['says "<none>"']);
    expect(texts("text")).to.deep.equal(["<a> & b"]);
  });

  it("gives each colour and bold piece its own text, at its column", () => {
    const { attributes } = readXml(draw(`ab ${escape}38;5;2m${escape}1m+ c${escape}0m`));
    const [first, second] = attributes("text");
    expect(first)
      .to.include({ x: "20", textLength: "16.8", fill: "#e6edf3" })
      .and.not.have.property("font-weight");
    expect(second).to.include({ x: "45.2", textLength: "25.2", fill: "#56d364", "font-weight": "bold" });
  });

  it("breaks lines at 100 characters, and grows by 20 pixels per line", () => {
    const [oneLine] = readXml(draw("x".repeat(100))).attributes("svg");
    expect(oneLine).to.include({ width: "880", height: "60", role: "img" });
    const broken = readXml(draw("x".repeat(101)));
    expect(broken.attributes("svg")[0]).to.include({ width: "880", height: "80" });
    expect(broken.texts("text")).to.deep.equal(["x".repeat(100), "x"]);
    expect(broken.attributes("text").map(({ y }) => y)).to.deep.equal(["34", "54"]);
  });

  it("refuses a colour outside its palette", () => {
    expect(() => draw(`${escape}38;5;16ma`)).to.throw("unknown colour 16");
  });

  it("uses colours with a contrast of at least 4.5 to its background", () => {
    const codes = Array.from({ length: 16 }, (_, colour) => `${escape}38;5;${colour}mx`);
    const svg = readXml(draw(codes.join("")));
    const background = luminance(svg.attributes("rect")[0]!.fill!);
    const fills = svg.attributes("text").map(({ fill }) => fill!);
    expect(fills).to.have.length(16);
    for (const fill of fills)
      expect((luminance(fill) + 0.05) / (background + 0.05), fill).to.be.at.least(4.5);
  });
});

/** The relative luminance of a colour #rrggbb, by WCAG 2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
