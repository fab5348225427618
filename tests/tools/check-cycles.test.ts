import { expect } from "chai";
import { findCycles } from "../../tools/check-cycles.mjs";

describe("check-cycles", () => {
  it("reports two files that import each other's types", () => {
    const texts = new Map([
      ["a/one.ts", 'import type { Two } from "./two";'],
      ["a/two.ts", 'import type { One } from "./one";'],
    ]);
    expect(findCycles(texts)).to.deep.equal([["a/one.ts", "a/two.ts", "a/one.ts"]]);
  });

  it("reports a cycle through the index of another folder", () => {
    const texts = new Map([
      ["a/one.ts", 'export * from "../b";'],
      ["b/index.ts", 'export { two } from "./two";'],
      ["b/two.ts", 'const one = await import("../a/one.js");'],
    ]);
    expect(findCycles(texts)).to.deep.equal([["a/one.ts", "b/index.ts", "b/two.ts", "a/one.ts"]]);
  });

  it("accepts a file that two others import, and modules that are no file", () => {
    const texts = new Map([
      ["top.ts", 'import "./left";\nimport "./right";'],
      ["left.ts", 'import "./base";\nimport "node:fs";'],
      ["right.ts", 'import "./base";\nimport data from "./data.json";'],
      ["base.ts", ""],
    ]);
    expect(findCycles(texts)).to.deep.equal([]);
  });
});
