import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { SimulatorOptions } from "../../simulator";
import { shim } from "./plugin/yaml";
import { providers } from "./session-stack";
import { credentials, engineTimeoutMs, TestStack } from "./stack";

const screen = { resolution: "1920x1080", depth: 24, dpi: 96 };

/** A stack as `pulumi stack export` prints it. */
interface Exported {
  readonly deployment: { readonly resources: readonly { readonly urn: string; readonly id?: string }[] };
}

/** What differs between the programs of a stack. */
interface Settings {
  readonly name?: string;
  readonly country?: string;
  readonly dpi?: number;
  readonly driver?: string;
}

/** An environment, a fingerprint of it and a session of that, as YAML or as JavaScript. */
function programOf(
  provider: (typeof providers)[number],
  settings: Settings,
): Readonly<Record<string, string>> {
  const { name = "shop", country = "DE", dpi = 96, driver = "puppeteer" } = settings;
  const fingerprint = { screen: { ...screen, dpi }, proxy: { country } };
  if (provider === "dynamic") {
    return {
      "Pulumi.yaml": "name: login\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      "package.json": '{ "main": "index.js" }',
      "index.js": `
        const { Environment, Fingerprint, Session } = require("pulumi-tasknet");
        const shop = new Environment("shop", { name: ${JSON.stringify(name)} });
        const { environmentUUID, envSecret } = shop;
        const buyer = new Fingerprint("buyer", { environmentUUID, ...${JSON.stringify(fingerprint)} });
        const { fingerprintUUID, fingerprintSecret } = buyer;
        const login = { fingerprintUUID, fingerprintSecret, environmentId: environmentUUID, environmentSecret: envSecret };
        new Session("browser", { leaseTime: 10, driver: ${JSON.stringify(driver)}, ...login });
      `,
    };
  }
  const login = {
    fingerprintUUID: "${buyer.fingerprintUUID}",
    fingerprintSecret: "${buyer.fingerprintSecret}",
    environmentId: "${shop.environmentUUID}",
    environmentSecret: "${shop.envSecret}",
  };
  const program = {
    name: "login",
    runtime: "yaml",
    plugins: { providers: [{ name: "tasknet", path: "." }] },
    resources: {
      shop: { type: "tasknet:Environment", properties: { name } },
      buyer: {
        type: "tasknet:Fingerprint",
        properties: { environmentUUID: "${shop.environmentUUID}", ...fingerprint },
      },
      browser: { type: "tasknet:Session", properties: { leaseTime: 10, driver, ...login } },
    },
  };
  return { "Pulumi.yaml": JSON.stringify(program), "pulumi-resource-tasknet": shim() };
}

for (const provider of providers) {
  describe(`an environment, a fingerprint and a session through the ${provider} provider, on the engine`, function () {
    this.timeout(engineTimeoutMs);
    let stack: TestStack;
    afterEach(() => stack.stop());

    const start = async (options: SimulatorOptions = {}): Promise<void> => {
      stack = await TestStack.start(programOf(provider, {}), options, credentials);
      if (provider === "plugin") chmodSync(join(stack.workspace.program, "pulumi-resource-tasknet"), 0o755);
    };
    const declare = (settings: Settings): void => {
      stack.workspace.write(programOf(provider, settings));
      if (provider === "plugin") chmodSync(join(stack.workspace.program, "pulumi-resource-tasknet"), 0o755);
    };
    const secrets = (): string[] => [
      ...stack.simulator.environments().map(({ envSecret }) => envSecret),
      ...stack.simulator.fingerprints().map(({ fingerprintSecret }) => fingerprintSecret),
      credentials.TASKNET_API_KEY,
    ];

    it("creates all three, changes the country in place, and removes them in the safe order", async () => {
      await start();
      // The log of the engine shows what a dynamic provider returns before it is marked as secret.
      const verbose = provider === "plugin" ? ["--logtostderr", "-v=9"] : [];
      const seen = [await stack.up("--diff", ...verbose)];
      expect(stack.writes()).to.deep.equal([
        "CreateEnvironment 200",
        "CreateFingerprint 200",
        "CreateSession 200",
      ]);
      await stack.up("--expect-no-changes");
      declare({ country: "FR" });
      seen.push(await stack.ok("preview", "--diff"));
      seen.push(await stack.up("--diff"));
      expect(stack.writes()).to.deep.equal(["UpdateFingerprintProxy 200"]);
      expect(stack.simulator.fingerprints()[0]?.settings.country).to.equal("FR");
      await stack.up("--expect-no-changes");
      await stack.ok("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      const text = [await stack.state(), ...seen.map(({ output }) => output)].join("\n");
      for (const secret of secrets()) expect(text).to.not.include(secret);
      stack.calls();
      await stack.destroy();
      expect(stack.writes()).to.deep.equal([
        "EndSession 200",
        "ArchiveFingerprint 200",
        "DeleteEnvironment 200",
      ]);
      expect(stack.simulator.contractViolations).to.be.empty;
    });

    it("replaces the session alone for another driver, and all three for another name, with a warning", async () => {
      await start();
      await stack.up();
      declare({ driver: "api" });
      stack.calls();
      await stack.up();
      expect(stack.writes()).to.have.members(["CreateSession 200", "EndSession 200"]);
      declare({ driver: "api", name: "bank" });
      const { output } = await stack.ok("preview");
      expect(output).to.include("is replaced: the old one is deleted").and.include("can no longer be read");
      await stack.up();
      expect(stack.writes().slice(-2)).to.deep.equal(["ArchiveFingerprint 200", "DeleteEnvironment 200"]);
      expect(stack.running()).to.have.lengthOf(1);
      await stack.up("--expect-no-changes");
    });

    it("names the environment that a lost response has made, and creates no second one", async () => {
      await start();
      stack.simulator.addFault({ operation: "CreateEnvironment", cut: "after" });
      const { output } = await stack.fails("up", "--yes", "--skip-preview");
      const [made, ...others] = stack.simulator.environments();
      expect(others).to.be.empty;
      expect(output).to.include(made!.environmentUUID).and.include(" delete-environment ");
      expect(stack.simulator.fingerprints()).to.be.empty;
    });

    it("keeps an environment without its secret in the state, and replaces it on request", async () => {
      await start();
      stack.simulator.addFault({ operation: "CreateEnvironment", malformed: "missing-field:envSecret" });
      const { output } = await stack.fails("up", "--yes", "--skip-preview");
      const lost = stack.simulator.environments()[0]!.environmentUUID;
      expect(output).to.include(lost).and.include("its secret is not known");
      expect(output).to.include(
        provider === "plugin" ? "--replace 'urn:pulumi:test::login::" : "--replace 'URN'",
      );
      const { deployment } = JSON.parse(await stack.state()) as Exported;
      const { urn } = deployment.resources.find(({ id }) => id === lost)!;
      await stack.fails("up", "--yes", "--skip-preview");
      await stack.up("--replace", urn);
      const existing = stack.simulator.environments().filter(({ deletedAt }) => deletedAt === undefined);
      expect(existing.map(({ environmentUUID }) => environmentUUID))
        .to.have.lengthOf(1)
        .and.not.include(lost);
      expect(stack.running()).to.have.lengthOf(1);
    });
  });
}

describe("import of an environment and a fingerprint by the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: TestStack;
  afterEach(() => stack.stop());

  it("imports both, and a preview of the program plans nothing for them", async () => {
    stack = await TestStack.start(programOf("plugin", {}), {}, credentials);
    chmodSync(join(stack.workspace.program, "pulumi-resource-tasknet"), 0o755);
    await stack.up();
    const { environmentUUID } = stack.simulator.environments()[0]!;
    const { fingerprintUUID } = stack.simulator.fingerprints()[0]!;
    const { deployment } = JSON.parse(await stack.state()) as Exported;
    // From the dependent to what it depends on.
    for (const type of ["Session", "Fingerprint", "Environment"]) {
      const { urn } = deployment.resources.find((one) => one.urn.includes(`:${type}::`))!;
      await stack.ok("state", "delete", urn, "--yes");
    }
    const importArgs = ["--yes", "--protect=false", "--generate-code=false"];
    await stack.ok("import", "tasknet:index:Environment", "shop", environmentUUID, ...importArgs);
    await stack.ok("import", "tasknet:index:Fingerprint", "buyer", fingerprintUUID, ...importArgs);
    const { stdout } = await stack.ok("preview", "--json");
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    const changes = steps.filter(({ op, urn }) => op !== "same" && /Environment::|Fingerprint::/.test(urn));
    expect(changes.map(({ op, urn }) => `${op} ${urn}`)).to.be.empty;
    await stack.up();
    expect(stack.simulator.environments()).to.have.lengthOf(1);
    expect(stack.simulator.fingerprints()).to.have.lengthOf(1);
    await stack.up("--expect-no-changes");
  });
});
