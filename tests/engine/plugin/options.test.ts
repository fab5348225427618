import { expect } from "chai";
import { engineTimeoutMs, minute, session, YamlStack } from "./yaml";
import type { Properties } from "./yaml";

describe("resource options with the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  const declare = (properties: Properties, options: Properties): void => {
    stack.declare({ resources: { one: session(properties, options) } });
  };

  beforeEach(async () => {
    stack = await YamlStack.start({ resources: { one: session({ leaseTime: 5 }) } });
    await stack.up();
    stack.calls();
  });
  afterEach(() => stack.stop());

  it("keeps an input that ignoreChanges names, and updates the other inputs", async () => {
    declare({ leaseTime: 5, driver: "api" }, { ignoreChanges: ["driver"] });
    await stack.up("--expect-no-changes");
    declare({ leaseTime: 6, driver: "api" }, { ignoreChanges: ["driver"] });
    await stack.up();
    expect(stack.writes()).to.deep.equal(["UpdateSession 200"]);
    expect(stack.simulator.running()[0]).to.include({ driver: "puppeteer" });
  });

  it("keeps a lease that is due for renewal if ignoreChanges names expiresAt", async () => {
    declare({ leaseTime: 5, renewBefore: 3 }, { ignoreChanges: ["expiresAt"] });
    await stack.up();
    stack.simulator.advance(4 * minute);
    await stack.up("--expect-no-changes");
    declare({ leaseTime: 5, renewBefore: 3 }, {});
    await stack.up();
    expect(stack.writes()).to.deep.equal(["UpdateSession 200"]);
  });

  it("keeps an ended session if ignoreChanges names status and no refresh drops it before", async () => {
    declare({ leaseTime: 5 }, { ignoreChanges: ["status"] });
    stack.simulator.advance(7 * minute);
    expect(await stack.plan()).to.deep.equal({ one: "create" });
    await stack.ok("config", "set", "tasknet:refreshBeforeUpdate", "false");
    await stack.up();
    stack.calls();
    stack.simulator.advance(7 * minute);
    await stack.up("--expect-no-changes");
    declare({ leaseTime: 5 }, {});
    expect(await stack.plan()).to.deep.equal({ one: "replace" });
    expect(stack.writes()).to.be.empty;
  });

  it("replaces the session for a new lease if replaceOnChanges names leaseTime", async () => {
    declare({ leaseTime: 6 }, { replaceOnChanges: ["leaseTime"] });
    expect((await stack.steps()).one).to.deep.include({ op: "replace", replaceReasons: ["leaseTime"] });
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200", "EndSession 200"]);
  });

  it("ends the old session first if deleteBeforeReplace is set", async () => {
    declare({ leaseTime: 5, driver: "api" }, { deleteBeforeReplace: true });
    await stack.up();
    expect(stack.writes()).to.deep.equal(["EndSession 200", "CreateSession 200"]);
  });

  it("refuses a destroy and a replacement if protect is set, but creates an ended session again", async () => {
    declare({ leaseTime: 5 }, { protect: true });
    await stack.up();
    expect((await stack.fails("destroy", "--yes", "--skip-preview")).output).to.include("protect");
    declare({ leaseTime: 5, driver: "api" }, { protect: true });
    await stack.fails("up", "--yes", "--skip-preview");
    expect(stack.writes()).to.be.empty;
    declare({ leaseTime: 5 }, { protect: true });
    stack.simulator.advance(6 * minute);
    await stack.up();
    expect(stack.writes()).to.deep.equal(["CreateSession 200"]);
  });

  it("leaves the session running after a destroy if retainOnDelete is set", async () => {
    declare({ leaseTime: 5 }, { retainOnDelete: true });
    await stack.up();
    await stack.destroy();
    expect(stack.writes()).to.be.empty;
    expect(stack.running()).to.have.length(1);
  });

  it("keeps the session under a new name that has an alias", async () => {
    const { urn } = (await stack.recorded()).one!;
    stack.declare({ resources: { two: session({ leaseTime: 5 }, { aliases: [urn] }) } });
    await stack.up("--expect-no-changes");
    expect(Object.keys(await stack.recorded())).to.deep.equal(["two"]);
    expect(stack.writes()).to.be.empty;
  });
});
