import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { engineTimeoutMs, minute, session, sessions, YamlStack } from "./yaml";

const unknownUUID = "11111111-2222-4333-8444-555555555555";
const type = "tasknet:index:Session";

describe("import by the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  let id: string;
  const importArgs = (name: string, uuid: string, ...args: string[]): string[] => {
    return ["import", type, name, uuid, "--yes", "--protect=false", ...args];
  };

  beforeEach(async () => {
    // The program of another stack creates the session and drops it from its state.
    const options = { retainOnDelete: true };
    stack = await YamlStack.start({
      resources: { made: session({ leaseTime: 10, driver: "api", isVncEnabled: true }, options) },
    });
    await stack.up();
    await stack.destroy();
    [id = ""] = stack.running();
    stack.calls();
  });
  afterEach(() => stack.stop());

  it("imports a session so that its printed program changes nothing, with or without the defaults", async () => {
    const file = join(stack.stack.workspace.program, "imported.yaml");
    await stack.ok(...importArgs("one", id, "--out", file));
    expect(stack.calls()).to.deep.equal(["GetSession 200", "GetSession 200"]);
    const printed = readFileSync(file, "utf8");
    for (const line of ["type: tasknet:Session", "driver: api", "isVncEnabled: true", "leaseTime: 10"]) {
      expect(printed).to.include(line);
    }
    expect(printed).to.not.match(/showMouse|isProxyEnabled|fingerprintUUID|vncPassword/);
    const { one } = await stack.recorded();
    expect(one).to.include({ id, refreshBeforeUpdate: true });
    expect(Object.keys(one!.inputs)).to.have.members(
      [...printed.matchAll(/^ {6}(\w+):/gm)].map(([, name]) => name!),
    );

    const asPrinted = sessions({ one: one!.inputs });
    stack.declare(asPrinted);
    await stack.ok("preview", "--expect-no-changes");
    stack.declare(sessions({ one: { leaseTime: 10, driver: "api", isVncEnabled: true } }));
    await stack.ok("preview", "--expect-no-changes");
    await stack.up("--expect-no-changes");
    expect(stack.writes()).to.be.empty;
    await stack.leavesNothing();
  });

  it("records showMouse of an imported session as first declared, and replaces the session on a later change", async () => {
    await stack.ok(...importArgs("one", id));
    const imported = { leaseTime: 10, driver: "api", isVncEnabled: true };
    stack.declare(sessions({ one: imported }));
    await stack.up();
    stack.declare(sessions({ one: { ...imported, showMouse: true } }));
    expect((await stack.steps()).one).to.deep.include({ op: "replace", replaceReasons: ["showMouse"] });
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200", "EndSession 200"]);
    await stack.leavesNothing();
  });

  for (const currentLeaseTime of ["total", "stale"] as const) {
    it(`keeps an imported session that another client renewed before if currentLeaseTime is ${currentLeaseTime}`, async () => {
      stack.simulator.setSwitches({ currentLeaseTime, updatedAtOnPatch: "stays" });
      stack.simulator.advance(9 * minute);
      stack.simulator.setLease(id, 60);
      stack.simulator.advance(20 * minute);
      await stack.ok(...importArgs("one", id));
      const { inputs } = (await stack.recorded()).one!;
      stack.declare(sessions({ one: inputs }));
      await stack.up("--expect-no-changes");
      stack.simulator.advance(20 * minute);
      await stack.up("--expect-no-changes");
      expect(stack.writes()).to.be.empty;
      await stack.leavesNothing();
    });
  }

  it("names the properties of an imported session that it records as declared", async () => {
    await stack.ok(...importArgs("one", id));
    stack.declare(sessions({ one: { leaseTime: 10, driver: "api", isVncEnabled: true, showMouse: true } }));
    const { output } = await stack.up();
    expect(output).to.include("Tasknet does not show showMouse, isProxyEnabled of an imported session");
    expect(stack.writes()).to.be.empty;
    await stack.up("--expect-no-changes");
  });

  it("fails to import a session that does not exist or has ended", async () => {
    const unknown = await stack.fails(...importArgs("one", unknownUUID));
    expect(unknown.output).to.include(`resource '${unknownUUID}' does not exist`);
    for (const getEnded of ["404", "terminated"] as const) {
      stack.simulator.setSwitches({ getEnded });
      if (getEnded === "404") stack.simulator.advance(11 * minute);
      const ended = await stack.fails(...importArgs("one", id));
      expect(ended.output).to.include(`resource '${id}' does not exist`);
    }
    expect(await stack.recorded()).to.be.empty;
  });

  it("fails to import a session with a refused key", async () => {
    stack.simulator.setAccounts([{ apiKeyId: "another", apiKey: "another" }]);
    const { output } = await stack.fails(...importArgs("one", id));
    expect(output).to.include("returned 401 UNAUTHORIZED");
  });
});

describe("get by the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  afterEach(() => stack.stop());

  it("reads the outputs of a session without managing it, and fails if the session does not exist", async () => {
    stack = await YamlStack.start(sessions({ one: { leaseTime: 10, isVncEnabled: true } }));
    await stack.up();
    const [{ sessionUUID, vncPassword, fingerprintUUID }] = stack.simulator.running() as [
      ReturnType<typeof stack.simulator.running>[0],
    ];
    const one = session({ leaseTime: 10, isVncEnabled: true });
    stack.declare({
      resources: { one, got: { type: "tasknet:Session", get: { id: sessionUUID } } },
      outputs: {
        driver: "${got.driver}",
        leaseTime: "${got.leaseTime}",
        fingerprintUUID: "${got.fingerprintUUID}",
        vncPassword: "${got.vncPassword}",
      },
    });
    await stack.up();
    const shown = { driver: "puppeteer", leaseTime: 10, fingerprintUUID };
    expect(await stack.outputs()).to.deep.equal({ ...shown, vncPassword: "[secret]" });
    expect(await stack.outputs("--show-secrets")).to.deep.equal({ ...shown, vncPassword });
    expect(await stack.state()).to.not.include(vncPassword);

    stack.declare({ resources: { one } });
    stack.calls();
    await stack.up();
    expect(stack.writes()).to.be.empty;

    stack.declare({ resources: { one, got: { type: "tasknet:Session", get: { id: unknownUUID } } } });
    expect((await stack.fails("preview")).output).to.include(`resource '${unknownUUID}' does not exist`);
    stack.declare({ resources: { one } });
    await stack.leavesNothing();
  });
});
