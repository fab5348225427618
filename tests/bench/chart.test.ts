import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { table } from "../markdown";
import { readXml } from "../pictures/xml";
import { chart, toFloor, toNaive } from "./chart";

const docs = join(__dirname, "../../../docs");

const head = ["Command", "Sessions", "Naive, s", "Dynamic ÷ Naive", "Plugin, Node ÷ Naive"];

function pageOf(lines: readonly (readonly string[])[]): string {
  return `# Benchmarks\n\n### 0 ms before each response\n\n${table(head, lines)}\n\nText.\n`;
}

describe("the chart of the benchmarks", () => {
  for (const [name, comparison] of [
    ["benchmarks", toNaive],
    ["benchmarks-floor", toFloor],
  ] as const) {
    it(`matches the committed chart of ${name} if drawn from the tables of the page`, () => {
      const page = readFileSync(join(docs, `${name}.md`), "utf8");
      expect(
        chart(page, comparison) === readFileSync(join(docs, `pictures/${name}.svg`), "utf8"),
        "run `npm run pictures`",
      ).to.be.true;
    });
  }

  it("draws one bar for each ratio, as long as the ratio, and names each command once", () => {
    const lines = [
      ["preview", "5", "1.0", "0.50", "0.25"],
      ["preview", "10", "2.0", "0.80", "1.00"],
    ];
    const svg = readXml(chart(pageOf(lines), toNaive));
    expect(svg.texts("text").filter((text) => text === "preview")).to.have.length(1);
    expect(svg.texts("text")).to.include.members(["5", "10", "0.50", "0.25", "0.80", "1.00"]);
    const widths = svg
      .attributes("rect")
      .filter(({ height }) => height === "10")
      .map(({ width }) => Number(width));
    expect(widths.map((width) => width / widths[3]!)).to.deep.equal([0.5, 0.25, 0.8, 1]);
  });

  it("keeps a bar above 1 within the picture", () => {
    const svg = readXml(chart(pageOf([["destroy", "5", "1.0", "2.00", "1.00"]]), toNaive));
    const [longest, half] = svg.attributes("rect").filter(({ height }) => height === "10");
    expect(Number(longest!.width))
      .to.equal(2 * Number(half!.width))
      .and.to.equal(270);
  });

  it("refuses a page without its tables or columns", () => {
    expect(() => chart("# Benchmarks\n", toNaive)).to.throw("no table of times");
    expect(() =>
      chart(pageOf([["preview", "5", "1.0", "0.50", "0.25"]]).replace("Sessions", "Number"), toNaive),
    ).to.throw('no column "Sessions"');
  });
});
