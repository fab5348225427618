import { expect } from "chai";
import type { SessionArgs } from "./stack";
import { engineTimeoutMs, sessionsProgram, TestStack } from "./stack";

const fingerprint = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";
const otherFingerprint = "7b1d0a4c-6f0e-4a35-8f6d-2f1f0f9e6c21";

/** Name of the session, its first arguments, the changed ones, and the property that the engine must name. */
const replacements: readonly [string, SessionArgs, SessionArgs, string][] = [
  ["driver", {}, { driver: "api" }, "driver"],
  ["vnc", {}, { isVncEnabled: true }, "isVncEnabled"],
  ["vncMode", {}, { vncMode: "rw" }, "vncMode"],
  ["mouse", {}, { showMouse: true }, "showMouse"],
  ["proxy", {}, { isProxyEnabled: true }, "isProxyEnabled"],
  ["environment", {}, { environmentId: "environment-2" }, "environmentId"],
  ["fingerprint", { fingerprintUUID: fingerprint }, { fingerprintUUID: otherFingerprint }, "fingerprintUUID"],
  ["noFingerprint", { fingerprintUUID: otherFingerprint }, { fingerprintUUID: undefined }, "fingerprintUUID"],
];

/** Changes that the provider records without a request. */
const recorded: readonly [string, SessionArgs, SessionArgs][] = [
  ["fingerprintSecret", { fingerprintSecret: "old-secret" }, { fingerprintSecret: "new-secret" }],
  ["environmentSecret", {}, { environmentSecret: "new-secret" }],
  ["renewBefore", {}, { renewBefore: 2 }],
  ["recreate", {}, { recreateWhenEnded: false }],
];

describe("changed inputs with the dynamic provider, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: TestStack;
  const all = [...replacements, ...recorded];
  const initial = Object.fromEntries(all.map(([name, before]) => [name, { leaseTime: 10, ...before }]));
  const changed = Object.fromEntries(
    all.map(([name, before, after]) => [name, { leaseTime: 10, ...before, ...after }]),
  );
  let firstIds: Record<string, unknown>;

  before(async () => {
    stack = await TestStack.start(sessionsProgram);
    stack.declare(initial);
    await stack.up();
    firstIds = await stack.outputs();
    stack.declare(changed);
  });
  after(() => stack.stop());

  it("previews each immutable property as the reason of a replacement, and the other properties as updates", async () => {
    const steps = await stack.steps();
    for (const [name, , , property] of replacements) {
      expect(steps[name], name).to.include({ op: "replace" });
      expect(steps[name]!.replaceReasons, name).to.deep.equal([property]);
    }
    for (const [name] of recorded) expect(steps[name], name).to.include({ op: "update" });
  });

  it("replaces the sessions whose immutable properties change, and leaves the rest running", async () => {
    stack.calls();
    await stack.up();
    const writes = stack.writes().sort();
    const times = replacements.length;
    expect(writes).to.deep.equal([
      ...Array.from({ length: times }, () => "CreateSession 200"),
      ...Array.from({ length: times }, () => "EndSession 200"),
    ]);
    const ids = await stack.outputs();
    expect(stack.running().sort()).to.deep.equal(Object.values(ids).sort());
    for (const [name] of replacements) expect(ids[name], name).to.not.equal(firstIds[name]);
    for (const [name] of recorded) expect(ids[name], name).to.equal(firstIds[name]);
  });

  it("changes nothing in the update after the replacements", async () => {
    await stack.up("--expect-no-changes");
  });

  it("ends the old session first if both use the same fingerprint", async () => {
    const args = { leaseTime: 10, fingerprintUUID: fingerprint };
    stack.declare({ one: args });
    await stack.up();
    stack.simulator.setSwitches({ sharedFingerprint: "conflict" });
    stack.calls();
    stack.declare({ one: { ...args, driver: "api" } });
    await stack.up();
    expect(stack.writes()).to.deep.equal(["EndSession 200", "CreateSession 200"]);
  });

  it("replaces the session when the configured mode changes, and ends the old one in its own mode", async () => {
    stack.calls();
    const [before] = stack.simulator.running();
    stack.simulator.setSwitches({ sharedFingerprint: "allowed" });
    await stack.ok("config", "set", "tasknet:mode", "public");
    const run = await stack.up();
    expect(run.output).to.include("the configured mode changes from private to public");
    expect(stack.simulator.running().map(({ mode }) => mode)).to.deep.equal(["public"]);
    expect(
      stack.simulator.sessions().find(({ sessionUUID }) => sessionUUID === before!.sessionUUID)?.status,
    ).to.equal("terminated");
    await stack.endsAll();
  });
});
