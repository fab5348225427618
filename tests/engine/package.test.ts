import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { engineTimeoutMs } from "./stack";

const root = join(__dirname, "../../..");

describe("the published package", function () {
  this.timeout(engineTimeoutMs);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-package-"));
    const installed = join(folder, "node_modules/pulumi-tasknet");
    mkdirSync(installed, { recursive: true });
    const packed = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
      cwd: root,
    });
    // npm 12 lists the packages by name, older ones in order.
    const [entry] = Object.values(JSON.parse(packed.toString()) as Record<string, { filename: string }>);
    execFileSync("tar", ["xzf", join(folder, entry!.filename), "-C", installed, "--strip-components=1"]);
    const dependencies = [
      "@pulumi",
      "@types",
      "dataloader",
      "fastest-levenshtein",
      "node-fetch",
      "p-queue",
      "zod",
    ];
    for (const name of dependencies)
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
    // These packages find their own dependencies in the repository.
    symlinkSync(join(root, "node_modules"), join(installed, "node_modules"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const node = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text);
    return execFileSync("node", [file], { cwd: folder }).toString().trim();
  };

  it("exports Session from the package to a CommonJS program", () => {
    expect(node("program.cjs", 'console.log(typeof require("pulumi-tasknet").Session)')).to.equal("function");
  });

  it("exports Session from the package to an ES module", () => {
    const text = 'import { Session } from "pulumi-tasknet"; console.log(typeof Session)';
    expect(node("program.mjs", text)).to.equal("function");
  });

  for (const [module, extension] of [
    ["node16", "cts"],
    ["node16", "mts"],
    ["nodenext", "ts"],
  ] as const) {
    it(`provides the package's types to a .${extension} program with module ${module}`, () => {
      const file = `typed.${extension}`;
      writeFileSync(
        join(folder, file),
        'import { Session } from "pulumi-tasknet";\n' +
          'const session = new Session("one", { leaseTime: 5 });\n' +
          'export const id: import("@pulumi/pulumi").Output<string> = session.sessionUUID;\n' +
          '// @ts-expect-error: the driver is none of those that exist\nnew Session("two", { leaseTime: 5, driver: "none" });\n',
      );
      const args = [
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--target",
        "es2022",
        "--module",
        module,
        "--ignoreConfig",
        file,
      ];
      execFileSync(join(root, "node_modules/.bin/tsc"), args, { cwd: folder });
    });
  }

  it("provides the types of the handlers to a program with moduleResolution node", () => {
    writeFileSync(
      join(folder, "handlers.ts"),
      'import type * as handlers from "pulumi-tasknet/dynamic";\n' +
        'export type Check = (typeof handlers)["check"];\n' +
        '// @ts-expect-error: there is no such handler\nexport type None = (typeof handlers)["none"];\n',
    );
    const args = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs"];
    const node10 = ["--moduleResolution", "node10", "--ignoreDeprecations", "6.0", "--ignoreConfig"];
    execFileSync(join(root, "node_modules/.bin/tsc"), [...args, ...node10, "handlers.ts"], { cwd: folder });
  });

  it("runs the packaged simulator without the dependencies", () => {
    const command = join(folder, "node_modules/pulumi-tasknet/dist/bin/tasknet-simulator.js");
    rmSync(join(folder, "node_modules/pulumi-tasknet/node_modules"));
    expect(execFileSync("node", [command, "--help"]).toString()).to.include("--time-scale");
  });

  it("runs the packaged command without the dependencies", () => {
    const command = join(folder, "node_modules/pulumi-tasknet/dist/bin/pulumi-tasknet.js");
    expect(execFileSync("node", [command, "--help"]).toString()).to.include("orphans");
  });

  it("packs neither tests nor source maps", () => {
    const files = execFileSync("find", [
      join(folder, "node_modules/pulumi-tasknet"),
      "-type",
      "f",
    ]).toString();
    expect(files).to.not.match(/tests|\.map$|\.tsbuildinfo/m);
    expect(files).to.match(/LICENSE/);
  });
});
