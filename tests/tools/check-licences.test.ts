import { expect } from "chai";
import { findLicences, findUnlisted } from "../../tools/check-licences.mjs";

describe("check-licences", () => {
  const integrity = "sha512-AA==";

  for (const license of ["MIT", "(MIT OR GPL-3.0)", "(BSD-3-Clause AND Apache-2.0)"]) {
    it(`accepts a package with the licence ${license}`, () => {
      expect(findLicences({ "node_modules/one": { license, integrity } })).to.be.empty;
    });
  }

  for (const license of ["GPL-3.0", "(MIT AND GPL-3.0)", "SEE LICENSE IN LICENSE", undefined]) {
    it(`names a package with the licence ${license ?? "none"}`, () => {
      const faults = findLicences({ "node_modules/two/node_modules/@a/one": { license, integrity } });
      expect(faults).to.deep.equal([
        `The licence of @a/one is ${license ?? "none"}. Remove the package, or accept the licence here.`,
      ]);
    });
  }

  it("accepts a licence that is accepted for this package only", () => {
    const license = "SEE LICENSE IN LICENSE";
    expect(findLicences({ "node_modules/@logdna/tail-file": { license, integrity } })).to.be.empty;
  });

  it("names a package whose content no sum fixes", () => {
    expect(findLicences({ "node_modules/one": { license: "MIT" } })).to.deep.equal([
      "The lock file has no SHA-512 sum of one.",
    ]);
  });

  it("does not ask for a licence or a sum of the package itself", () => {
    expect(findLicences({ "": {} })).to.be.empty;
  });

  it("names a runtime dependency that the page lacks, and one that the page names without need", () => {
    const page = "| package | use |\n| --- | --- |\n| `one` | work |\n| `@a/two` | work |\n";
    expect(findUnlisted(["one", "three"], page)).to.deep.equal([
      "docs/dependencies.md lacks three: say what it is for.",
      "docs/dependencies.md names @a/two, which is no runtime dependency.",
    ]);
  });
});
