import { execFileSync } from "node:child_process";
import { join, relative } from "node:path";
import { expect } from "chai";

const root = join(__dirname, "../../..");

/** The files that a `require` of a module loads in a new process, as paths within the repository. */
function filesLoadedBy(module: string): string[] {
  const script = `require("${module}"); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const text = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
  return (JSON.parse(text) as string[]).map((file) => relative(root, file));
}

describe("require", () => {
  it("loads one file for the steps of the dynamic provider", () => {
    expect(filesLoadedBy("pulumi-tasknet/dynamic")).to.deep.equal(["dist/provider/dynamic/bundle.js"]);
  });

  it("loads neither the rules nor the client's libraries into a program", () => {
    const files = filesLoadedBy("pulumi-tasknet");
    expect(files).to.include("dist/sdk/index.js");
    const needless =
      /^node_modules\/(zod|node-fetch|p-queue|dataloader)\/|^dist\/provider\/(session|tasknet)\//;
    expect(files.filter((file) => needless.test(file))).to.be.empty;
  });
});
