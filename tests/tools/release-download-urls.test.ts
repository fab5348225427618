import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { version } from "../../provider/version";
import { findOtherDownloadUrls } from "../../tools/release/download-urls";
import { declarationOf, yamlPrograms } from "../../tools/release/versions";

const root = join(__dirname, "../../..");
const url = "github://api.github.com/pulumi-tasknet/pulumi-tasknet";

/** Reads the files of the repository, except those that are given. */
function readWith(texts: Readonly<Record<string, string>>): (file: string) => string {
  return (file) => texts[file] ?? readFileSync(join(root, file), "utf8");
}

describe("the download URL of the plugin", () => {
  it("finds the URL of the schema in each SDK and in each program in YAML", () => {
    expect(findOtherDownloadUrls(readWith({}), version)).to.deep.equal([]);
  });

  it("names an SDK and a program in YAML with another place", () => {
    const read = readWith({
      "sdk/go/tasknet/pulumi-plugin.json": '{ "server": "https://example.com" }',
      [declarationOf("examples/yaml", version)]: "name: tasknet\n",
    });
    expect(findOtherDownloadUrls(read, version)).to.deep.equal([
      `sdk/go/tasknet/pulumi-plugin.json must have the download URL ${url}, but has https://example.com.`,
      `examples/yaml/sdks/tasknet/tasknet-${version}.yaml must have the download URL ${url}, but has none.`,
    ]);
  });

  it("compares each program that pins the plugin", () => {
    const listed = execFileSync("git", ["ls-files", "*/sdks/tasknet/*"], { cwd: root, encoding: "utf8" });
    const programs = listed
      .trim()
      .split("\n")
      .map((file) => file.replace(/\/sdks\/tasknet\/.*/, ""));
    expect(yamlPrograms).to.have.members(programs);
  });
});
