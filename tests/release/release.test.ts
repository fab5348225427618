import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { version } from "../../provider/version";
import { formatOf } from "../../tools/release/executable";
import { requireToolchain } from "../engine/toolchain";
import { testInstallations } from "./installations";
import { archiveOf, ReleaseFolder } from "./release-folder";

const root = join(__dirname, "../../..");
/** Time for a build or a first run, in milliseconds: it fetches Node for each platform, or compiles an SDK. */
const coldTimeoutMs = 900_000;
/** This machine's platform, and one of each other format. `make dist` builds all. */
const platforms = ["linux-amd64", "darwin-arm64", "windows-amd64"];

describe("a release", function () {
  this.timeout(coldTimeoutMs);
  const release = new ReleaseFolder();
  const again = new ReleaseFolder();
  let builtAgain: Promise<void>;

  before(async () => {
    requireToolchain("python3");
    requireToolchain("mvn");
    requireToolchain("javac");
    await release.build(platforms);
    // The tests run meanwhile. The one that compares both waits for it, so it must not count as unhandled before.
    builtAgain = again.build(platforms.slice(0, 1));
    builtAgain.catch(() => undefined);
  });
  after(async () => {
    await Promise.allSettled([builtAgain]);
    release.remove();
    again.remove();
  });

  it("lists a SHA-256 sum for each of its files", () => {
    execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: release.path });
    const names = [
      ...platforms.map(archiveOf),
      `pulumi-tasknet-${version}.tgz`,
      `pulumi-tasknet-native-${version}.tgz`,
      `pulumi_tasknet-${version}-py3-none-any.whl`,
      `pulumi_tasknet-${version}.tar.gz`,
      `pulumi-tasknet-${version}.cdx.json`,
      `tasknet-${version}.jar`,
      `tasknet-${version}-sources.jar`,
      `tasknet-${version}.pom`,
      `PulumiTasknet.Tasknet-${version}-sources.tar.gz`,
    ];
    expect(Object.keys(release.sums())).to.include.members(names);
  });

  for (const [platform, executable, format] of [
    ["linux-amd64", "pulumi-resource-tasknet", "ELF x86-64"],
    ["darwin-arm64", "pulumi-resource-tasknet", "Mach-O arm64"],
    ["windows-amd64", "pulumi-resource-tasknet.exe", "PE x86-64"],
  ] as const) {
    it(`packs an executable of the format ${format} and its licences into the archive for ${platform}`, () => {
      const archive = release.file(archiveOf(platform));
      const listed = execFileSync("tar", ["-tvzf", archive], { encoding: "utf8" }).trim().split("\n");
      const files = listed.map((line) => line.split(/\s+/)).map(([mode, , , , , name]) => `${mode} ${name}`);
      expect(files).to.deep.equal([
        "-rw-r--r-- LICENSE",
        "-rw-r--r-- LICENSE-NODE",
        `-rwxr-xr-x ${executable}`,
      ]);
      const text = execFileSync("tar", ["-xzOf", archive, executable], { maxBuffer: 2 ** 28 });
      expect(formatOf(text)).to.equal(format);
      expect(text.includes("NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1")).to.be.true;
      expect(text.includes("tasknet:index:Session")).to.be.true;
    });
  }

  it("passes publint and attw for the npm package of the generated Node SDK", () => {
    for (const [command, ...options] of [
      ["publint", "--strict"],
      ["attw", "--format", "ascii"],
    ] as const) {
      const tool = join(root, "node_modules/.bin", command);
      const result = spawnSync(tool, [...options, release.file(`pulumi-tasknet-native-${version}.tgz`)]);
      expect(result.status, result.stdout.toString()).to.equal(0);
    }
  });

  it("installs the npm package of the generated Node SDK, with its types", () => {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-sdk-"));
    try {
      writeFileSync(join(folder, "package.json"), "{}");
      const npm = [
        "install",
        "--prefer-offline",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
      ];
      execFileSync("npm", [...npm, release.file(`pulumi-tasknet-native-${version}.tgz`)], { cwd: folder });
      writeFileSync(
        join(folder, "program.mts"),
        'import * as tasknet from "pulumi-tasknet-native";\n' +
          "console.log(typeof tasknet.Session, typeof tasknet.getSessionOutput);\n" +
          '// @ts-expect-error: a session needs a lease\nexport const create = () => new tasknet.Session("one", {});\n',
      );
      const compiler = join(root, "node_modules/.bin/tsc");
      const types = join(root, "node_modules/@types");
      const options = [
        "--module",
        "nodenext",
        "--target",
        "es2022",
        "--strict",
        "--skipLibCheck",
        "--typeRoots",
        types,
      ];
      execFileSync(compiler, [...options, "--types", "node", "--ignoreConfig", "program.mts"], {
        cwd: folder,
      });
      const printed = execFileSync("node", ["program.mjs"], { cwd: folder, encoding: "utf8" });
      expect(printed.trim()).to.equal("function function");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  testInstallations(release);

  it("builds the same bytes again", async () => {
    await builtAgain;
    const sums = release.sums();
    expect(sums).to.include(again.sums());
    const others = Object.keys(sums).filter((name) => !(name in again.sums()));
    expect(others).to.have.members(platforms.slice(1).map(archiveOf));
  });
});
