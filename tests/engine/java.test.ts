import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageSchema } from "../../provider/plugin/schema";
import { version } from "../../provider/version";
import { PluginFolder } from "./plugin-folder";
import { credentials, TestStack } from "./stack";
import { requireToolchain } from "./toolchain";

const root = join(__dirname, "../../..");
const sdkFolder = join(root, "sdk/java");
/** Timeout of a test, in milliseconds: a first run fetches the dependencies of the Java SDK. */
const coldTimeoutMs = 900_000;
/** Options of Java for short runs: each command starts Maven twice, which takes half the time with a simple compiler. */
const fastStart = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

describe("the Java example, on the engine", function () {
  this.timeout(coldTimeoutMs);
  const plugin = new PluginFolder();
  let stack: TestStack;

  before(async () => {
    requireToolchain("mvn");
    requireToolchain("javac");
    const env = { ...credentials, PATH: plugin.searchPath, MAVEN_OPTS: fastStart };
    stack = await TestStack.start(join(root, "examples/java"), {}, env);
    useSourcesOfSdk(stack);
  });
  after(async () => {
    await stack.stop();
    plugin.remove();
  });

  it("compiles the Java program of each resource and function in the schema", () => {
    const { program: cwd } = stack.workspace;
    const programs = javaPrograms();
    for (const [name, text] of Object.entries(programs)) {
      const folder = join(cwd, "src/main/java/schema", name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "App.java"), `package schema.${name};\n${text}`);
    }
    execFileSync("mvn", ["--quiet", "compile"], { cwd, env: stack.workspace.environment(), stdio: "pipe" });
    const compiled = readdirSync(join(cwd, "target/classes/schema"));
    expect(compiled).to.have.members(Object.keys(programs));
  });

  it("previews, creates, changes and ends the session of the Java example with the generated SDK", async () => {
    const { simulator } = stack;

    expect((await stack.ok("preview")).output).to.match(/\+ +tasknet:index:Session +browser +create/);
    expect(stack.calls()).to.be.empty;

    await stack.up();
    const [session, ...rest] = simulator.running();
    expect(rest).to.be.empty;
    expect(session).to.include({ driver: "puppeteer", isVncEnabled: true, leaseMinutes: 10 });
    expect(await stack.outputs()).to.deep.equal({
      sessionUUID: session!.sessionUUID,
      expiresAt: new Date(session!.endsAt).toISOString(),
      status: "running",
      vncPassword: "[secret]",
    });
    expect(await stack.state()).to.not.include(session!.vncPassword);
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);

    await stack.ok("config", "set", "leaseTime", "20");
    await stack.up();
    expect(stack.writes()).to.deep.equal(["UpdateSession 200"]);
    expect(
      simulator.running().map(({ sessionUUID, leaseMinutes }) => [sessionUUID, leaseMinutes]),
    ).to.deep.equal([[session!.sessionUUID, 20]]);

    await stack.endsAll();
    expect(stack.writes()).to.deep.equal(["EndSession 200"]);
    expect(simulator.contractViolations).to.be.empty;
  });
});

/** The Java programs in the descriptions of the schema, by the names of the resources and functions. */
function javaPrograms(): Record<string, string> {
  const { resources, functions } = packageSchema() as Record<string, Record<string, { description: string }>>;
  return Object.fromEntries(
    Object.entries({ ...resources, ...functions }).map(([token, { description }]) => {
      const [, program] = /^```java\n(.*?)^```$/ms.exec(description) ?? [];
      return [token.split(":").at(-1)!, program ?? "missing"];
    }),
  );
}

/**
 * Puts the sources of the SDK and its dependencies in place of its package. Installing the package would change the
 * developer's own Maven repository, where it would outlive the test.
 */
function useSourcesOfSdk({ workspace }: TestStack): void {
  const [example, sdk] = [workspace.program, sdkFolder].map((folder) =>
    readFileSync(join(folder, "pom.xml"), "utf8"),
  );
  const coordinates = [
    "<groupId>io.github.pulumitasknet</groupId>",
    "<artifactId>tasknet</artifactId>",
    `<version>${version}</version>`,
  ].join("\\s*");
  expect(example).to.match(new RegExp(`<dependency>\\s*${coordinates}`));
  expect(sdk).to.match(new RegExp(coordinates));
  const dependencies = /<dependencies>.*<\/dependencies>/s;
  const [ofSdk] = dependencies.exec(sdk!)!;
  workspace.write({ "pom.xml": example!.replace(dependencies, ofSdk) });
  cpSync(join(sdkFolder, "src"), join(workspace.program, "src"), { recursive: true });
}
