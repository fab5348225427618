import { join } from "node:path";
import { expect } from "chai";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, TestStack } from "./stack";

const root = join(__dirname, "../../..");

describe("the example of a login, on the engine", function () {
  this.timeout(engineTimeoutMs);
  const plugin = new PluginFolder();
  let stack: TestStack;

  after(() => {
    plugin.remove();
  });
  afterEach(() => stack.stop());

  for (const language of ["typescript", "yaml"]) {
    it(`replaces the session in ${language}, keeps environment and fingerprint, and removes all in the safe order`, async () => {
      const env = { ...credentials, PATH: plugin.searchPath };
      stack = await TestStack.start(join(root, "examples/login", language), {}, env);
      const { simulator } = stack;
      await stack.up();
      expect(stack.writes()).to.deep.equal([
        "CreateEnvironment 200",
        "CreateFingerprint 200",
        "CreateSession 200",
      ]);
      await stack.up("--expect-no-changes");
      expect(stack.writes()).to.be.empty;
      const [first] = stack.running();
      expect(simulator.sessions()[0]?.fingerprintUUID).to.equal(simulator.fingerprints()[0]?.fingerprintUUID);

      await stack.ok("config", "set", "driver", "api");
      await stack.up();
      expect(stack.running()).to.have.lengthOf(1).and.not.include(first);
      expect(stack.writes()).to.have.members(["CreateSession 200", "EndSession 200"]);

      const state = await stack.state();
      const [environment] = simulator.environments();
      const [fingerprint] = simulator.fingerprints();
      for (const secret of [environment!.envSecret, fingerprint!.fingerprintSecret]) {
        expect(state).to.not.include(secret);
      }

      const { output } = await stack.fails("destroy", "--yes", "--skip-preview");
      expect(output).to.include("protect");
      expect(environment!.deletedAt).to.be.undefined;
      expect(simulator.fingerprints()[0]?.isArchived).to.be.false;
      await stack.ok("state", "unprotect", "--all", "--yes");
      stack.calls();
      await stack.destroy();
      const ended = stack.writes();
      expect(ended.slice(-2)).to.deep.equal(["ArchiveFingerprint 200", "DeleteEnvironment 200"]);
      expect(stack.running()).to.be.empty;
      expect(simulator.contractViolations).to.be.empty;
    });
  }
});
