import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { version } from "../../provider/version";
import { findChangelogFaults, findOtherVersions } from "../../tools/release/versions";

const root = join(__dirname, "../../..");

/** Reads files of this repository, except those given by their texts. */
const readWith =
  (texts: Readonly<Record<string, string>> = {}) =>
  (file: string): string =>
    texts[file] ?? readFileSync(join(root, file), "utf8");

describe("the versions of a release", () => {
  it("finds the same version in the schema, the SDKs, the examples and the docs", () => {
    expect(findOtherVersions(readWith())).to.deep.equal([]);
  });

  it("names each file with another version", () => {
    const read = readWith({ "sdk/nodejs/package.json": '{\n  "version": "9.9.9",\n}' });
    expect(findOtherVersions(read)).to.deep.equal([
      `sdk/nodejs/package.json must have the version ${version}, but has 9.9.9.`,
    ]);
  });

  it("names each program in YAML that pins no plugin of a new version", () => {
    const read = readWith({ "package.json": '{\n  "version": "9.9.9",\n}' });
    expect(findOtherVersions(read)).to.include(
      "examples/yaml/sdks/tasknet/tasknet-9.9.9.yaml must have the version 9.9.9, " +
        "but has none: the file does not exist.",
    );
  });
});

describe("the changelog of a release", () => {
  const changelog = (text: string): string[] =>
    findChangelogFaults(readWith({ "CHANGELOG.md": `# Changelog\n\n${text}` }));

  it("accepts a section for the version and no unreleased change", () => {
    expect(changelog(`## ${version}\n\n- All.\n`)).to.deep.equal([]);
    expect(changelog(`## Unreleased\n\n## ${version}\n\n- All.\n`)).to.deep.equal([]);
  });

  it("asks for a section for the version", () => {
    expect(changelog("## 0.0.1\n\n- All.\n")).to.deep.equal([`CHANGELOG.md has no section for ${version}.`]);
  });

  it("asks to move unreleased changes to the version", () => {
    expect(changelog(`## Unreleased\n\n- New.\n\n## ${version}\n`)).to.deep.equal([
      `CHANGELOG.md has unreleased changes: move them to ${version}.`,
    ]);
  });
});
