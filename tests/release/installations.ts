import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { version } from "../../provider/version";
import { credentials, TestStack } from "../engine/stack";
import { requireToolchain } from "../engine/toolchain";
import { BarePath } from "./bare-path";
import type { ReleaseFolder } from "./release-folder";
import { archiveOf } from "./release-folder";
import type { StaticServer } from "./static-server";
import { serveFolder } from "./static-server";

const root = join(__dirname, "../../..");
/** Where the SDKs and the examples say that the plugin is. */
const downloadUrl = "github://api.github.com/pulumi-tasknet/pulumi-tasknet";

/** Tests of the ways to install the plugin of a release, each on a machine without Node and with an empty PULUMI_HOME. */
export function testInstallations(release: ReleaseFolder): void {
  let server: StaticServer;
  let stack: TestStack | undefined;
  let bare: BarePath | undefined;

  before(async () => {
    server = await serveFolder(release.path);
  });
  after(() => server.stop());
  beforeEach(() => {
    server.requested.length = 0;
  });
  afterEach(async () => {
    await stack?.stop();
    bare?.remove();
    stack = undefined;
    bare = undefined;
  });

  interface Machine {
    /** The commands on PATH. */
    readonly commands: readonly string[];
    /** Folders on PATH, in addition to the one with the commands. */
    readonly folders?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  }

  /** Starts an example on a machine that has no Node. Downloads of the plugin come from the release. */
  const start = async (
    example: string,
    { commands, folders = [], env = {} }: Machine,
  ): Promise<TestStack> => {
    bare = new BarePath(["pulumi", ...commands]);
    stack = await TestStack.start(
      join(root, "examples", example),
      {},
      {
        ...credentials,
        PATH: [bare.path, ...folders].join(delimiter),
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "false",
        PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES: `^${downloadUrl}$=${server.url}`,
        ...env,
      },
    );
    const node = spawnSync("node", ["--version"], { env: stack.workspace.environment() });
    expect(node.error, "Node on PATH").to.include({ code: "ENOENT" });
    return stack;
  };

  /** Creates and ends the session of an example. */
  const createsAndEnds = async (started: TestStack): Promise<void> => {
    const { output } = await started.up();
    expect(output).to.not.match(/warning/i);
    const [session] = started.simulator.running();
    expect(session).to.include({ driver: "puppeteer", isVncEnabled: true, leaseMinutes: 10 });
    expect(await started.outputs()).to.deep.equal({
      sessionUUID: session!.sessionUUID,
      expiresAt: new Date(session!.endsAt).toISOString(),
      status: "running",
      vncPassword: "[secret]",
    });
    expect(await started.state()).to.not.include(session!.vncPassword);
    await started.up("--expect-no-changes");
    await started.endsAll();
  };
  const downloads = [archiveOf("linux-amd64")];

  it("installs the plugin from its archive, and runs the YAML example without Node", async () => {
    const started = await start("yaml", { commands: ["pulumi-language-yaml"] });
    const file = release.file(archiveOf("linux-amd64"));
    await started.ok("plugin", "install", "resource", "tasknet", `v${version}`, "--file", file);
    await createsAndEnds(started);
    expect(server.requested).to.be.empty;
  });

  it("installs the plugin from a server, and runs the YAML example without Node", async () => {
    const started = await start("yaml", { commands: ["pulumi-language-yaml"] });
    await started.ok("plugin", "install", "resource", "tasknet", `v${version}`, "--server", server.url);
    await createsAndEnds(started);
    expect(server.requested).to.deep.equal(downloads);
  });

  it("installs the plugin by the command of the docs, with the place that the SDKs name", async () => {
    const started = await start("yaml", { commands: [] });
    const docs = readFileSync(join(root, "docs/installation-configuration.md"), "utf8");
    const [, command] = /^ *pulumi (plugin install .* --server github:.*)$/m.exec(docs)!;
    await started.ok(...command!.split(" "));
    expect(server.requested).to.deep.equal(downloads);
    expect((await started.ok("plugin", "ls")).stdout)
      .to.match(/^tasknet +resource +/m)
      .and.include(version);
  });

  for (const example of ["yaml", "multi-account", "keep-alive", "ci-job"]) {
    it(`downloads the plugin of this version in a preview of examples/${example}`, async () => {
      const started = await start(example, { commands: ["pulumi-language-yaml"] });
      if (example === "multi-account") {
        for (const key of ["first", "second"]) {
          await started.ok("config", "set", "--secret", `${key}ApiKey`, "a-key");
          await started.ok("config", "set", `${key}ApiKeyId`, "an-id");
        }
      }
      if (example === "keep-alive") await started.ok("config", "set", "keepUntil", "2100-01-01T00:00:00Z");
      const { output } = await started.ok("preview");
      expect(output).to.not.match(/warning/i);
      expect(server.requested).to.deep.equal(downloads);
    });
  }

  it("runs the command of the README of the pull-request example in a fresh folder", async () => {
    const started = await start("pr-preview", { commands: ["pulumi-language-yaml", "sh"] });
    await started.ok("stack", "rm", "test", "--yes");
    const readme = readFileSync(join(root, "examples/pr-preview/README.md"), "utf8");
    const [, command] = /```sh\n(.*?)```/s.exec(readme)!;
    const { program } = started.workspace;
    // The server runs in this process, so nothing may block it.
    const { stdout } = await promisify(execFile)("sh", ["-e", "-c", command!], {
      cwd: program,
      env: started.workspace.environment(),
    });
    expect(stdout).to.include("+ 3 to create");
    expect(server.requested).to.deep.equal(downloads);
  });

  it("downloads the plugin for the Python example, which runs with the wheel and without Node", async () => {
    requireToolchain("python3");
    const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-python-"));
    try {
      execFileSync("python3", ["-m", "venv", folder], { stdio: "pipe" });
      const requirements = join(root, "examples/python/requirements.txt");
      const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"];
      const python = join(folder, "bin/python");
      execFileSync(python, [...pip, "--find-links", release.path, "-r", requirements], {
        stdio: "pipe",
      });
      const started = await start("python", {
        commands: ["pulumi-language-python"],
        folders: [join(folder, "bin")],
        env: { VIRTUAL_ENV: folder },
      });
      await createsAndEnds(started);
      expect(server.requested).to.deep.equal(downloads);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("downloads the plugin for the Go example, which runs without Node", async () => {
    requireToolchain("go");
    const started = await start("go", { commands: ["pulumi-language-go", "go"] });
    const { program } = started.workspace;
    const sdk = "github.com/pulumi-tasknet/pulumi-tasknet/sdk/go";
    execFileSync("go", ["mod", "edit", `-replace=${sdk}=${join(root, "sdk/go")}`], { cwd: program });
    // Built here: without a C compiler on PATH, Go would compile all of it again.
    execFileSync("go", ["build", "-o", "browser", "."], { cwd: program });
    const project = readFileSync(join(program, "Pulumi.yaml"), "utf8");
    const runtime = "runtime: { name: go, options: { binary: browser } }";
    started.workspace.write({ "Pulumi.yaml": project.replace("runtime: go", runtime) });
    await createsAndEnds(started);
    expect(server.requested).to.deep.equal(downloads);
  });
}
