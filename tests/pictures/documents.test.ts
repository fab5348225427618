import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { readXml } from "./xml";

const root = join(__dirname, "../../..");
const folder = join(root, "docs/pictures");

/** Where the pictures of the README are: npm shows it, too. */
const published = "https://raw.githubusercontent.com/pulumi-tasknet/pulumi-tasknet/main/";

/** The pictures that the documents show, by their paths. */
function shown(): string[] {
  const documents = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)].filter(
    (name) => name.endsWith(".md"),
  );
  return documents.flatMap((file) => {
    const links = readFileSync(join(root, file), "utf8").matchAll(/!\[([^\]]*)\]\(([^)\s]+\.svg)\)/g);
    return [...links].map(([, text, path = ""]) => {
      expect(text, `the text for those who cannot see ${path}`).to.not.equal("");
      return path.startsWith(published)
        ? join(root, path.slice(published.length))
        : join(root, dirname(file), path);
    });
  });
}

describe("the pictures of the documents", () => {
  it("finds each picture in a page, and a file for each picture of a page", () => {
    const files = readdirSync(folder).map((file) => join(folder, file));
    expect([...new Set(shown())].sort()).to.deep.equal(files.sort());
  });

  it("contains well-formed pictures with a title, a description and no external reference", () => {
    for (const file of readdirSync(folder)) {
      const svg = readFileSync(join(folder, file), "utf8");
      const { texts, attributes } = readXml(svg);
      expect(attributes("svg"), file).to.have.length(1);
      expect(texts("title").concat(texts("desc")).filter(Boolean), file).to.have.length(2);
      expect(svg, file).to.not.match(/<script|<image|<foreignObject|href=|@import|url\((?!#)/);
    }
  });
});
