import { expect } from "chai";
import { switchTable } from "../../../simulator/switches";
import { engineTimeoutMs, minute, session, sessions, YamlStack } from "./yaml";

const fingerprintUUID = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";

describe("the plugin's lifecycle, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;

  before(async () => {
    stack = await YamlStack.start({
      resources: { one: session({ leaseTime: 10, isVncEnabled: true }) },
      outputs: { id: "${one.sessionUUID}", expiresAt: "${one.expiresAt}", vncPassword: "${one.vncPassword}" },
    });
  });
  after(() => stack.stop());

  it("sends no request in a preview", async () => {
    expect(await stack.plan()).to.deep.equal({ one: "create" });
    expect(stack.calls()).to.be.empty;
  });

  it("creates the session with one call and shows its outputs, the VNC password as a secret", async () => {
    await stack.up();
    expect(stack.calls()).to.deep.equal(["CreateSession 200"]);
    const [running] = stack.simulator.running();
    const shown = { id: running!.sessionUUID, expiresAt: new Date(running!.endsAt).toISOString() };
    expect(await stack.outputs()).to.deep.equal({ ...shown, vncPassword: "[secret]" });
    const { vncPassword } = running!;
    expect(await stack.outputs("--show-secrets")).to.deep.equal({ ...shown, vncPassword });
  });

  it("changes nothing in a second update, which sends one GET", async () => {
    await stack.up("--expect-no-changes");
    expect(stack.calls()).to.deep.equal(["GetSession 200"]);
  });

  it("updates the lease of the running session with one PATCH and one GET", async () => {
    const ids = stack.running();
    stack.declare(sessions({ one: { leaseTime: 20, isVncEnabled: true } }));
    const { one } = await stack.steps();
    expect(one).to.include({ op: "update" });
    expect(one!.detailedDiff).to.deep.equal({ leaseTime: { kind: "update", inputDiff: true } });
    stack.calls();
    await stack.up();
    // The first GET is the engine's refresh before the update.
    expect(stack.calls()).to.deep.equal(["GetSession 200", "UpdateSession 200", "GetSession 200"]);
    expect(stack.running()).to.deep.equal(ids);
    expect(stack.simulator.running()[0]!.endsAt).to.equal(stack.simulator.now() + 20 * minute);
    await stack.up("--expect-no-changes");
  });

  it("records the inputs that only a later create or update uses, without a request", async () => {
    const recordedOnly = {
      fingerprintSecret: "a-secret",
      environmentSecret: "another-secret",
      renewBefore: 2,
      recreateWhenEnded: false,
    };
    stack.declare(sessions({ one: { leaseTime: 20, isVncEnabled: true, ...recordedOnly } }));
    const { one } = await stack.steps();
    expect(one).to.include({ op: "update" });
    expect(Object.keys(one!.detailedDiff!)).to.have.members(Object.keys(recordedOnly));
    await stack.up();
    expect(stack.writes()).to.be.empty;
    await stack.up("--expect-no-changes");
  });

  it("ends the session with one DELETE in a destroy", async () => {
    stack.calls();
    await stack.leavesNothing();
    expect(stack.writes()).to.deep.equal(["EndSession 200"]);
  });
});

describe("replacement by the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);
  let stack: YamlStack;
  afterEach(() => stack.stop());

  const base = { leaseTime: 10 };
  const immutable = {
    driver: ["puppeteer", "api"],
    isVncEnabled: [false, true],
    vncMode: ["ro", "rw"],
    environmentId: ["env-a", "env-b"],
    fingerprintUUID: [fingerprintUUID, "0f0e8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10"],
    showMouse: [false, true],
    isProxyEnabled: [true, false],
  };
  const programOf = (index: 0 | 1): ReturnType<typeof sessions> =>
    sessions(
      Object.fromEntries(
        Object.entries(immutable).map(([name, values]) => [name, { ...base, [name]: values[index] }]),
      ),
    );

  it("replaces the session when an immutable input changes, and previews its old and new value", async () => {
    stack = await YamlStack.start(programOf(0));
    await stack.up();
    const ids = stack.running();
    stack.declare(programOf(1));

    const steps = await stack.steps();
    expect(Object.keys(steps)).to.have.members(Object.keys(immutable));
    const shown = (await stack.ok("preview", "--diff")).output;
    for (const [name, [before, after]] of Object.entries(immutable)) {
      const step = steps[name]!;
      expect(step.op, name).to.equal("replace");
      expect(step.replaceReasons, name).to.deep.equal([name]);
      expect(step.detailedDiff, name).to.deep.equal({ [name]: { kind: "update-replace", inputDiff: true } });
      expect([step.oldState!.inputs[name], step.newState!.inputs[name]]).to.deep.equal([before, after]);
      expect(shown).to.match(
        new RegExp(`~ ${name}\\s*: ${JSON.stringify(before)} => ${JSON.stringify(after)}`),
      );
    }

    stack.calls();
    await stack.up();
    const writes = stack.writes();
    const isCreate = (call: string): boolean => call === "CreateSession 200";
    expect(writes.filter(isCreate)).to.have.length(7);
    expect(writes.slice(-7)).to.deep.equal(Array(7).fill("EndSession 200"));
    expect(stack.running()).to.have.length(7).and.not.include.members(ids);
    expect(stack.running().filter((id) => ids.includes(id))).to.be.empty;
    await stack.up("--expect-no-changes");
    await stack.leavesNothing();
  });

  it("ends the old session first if both use the same fingerprint", async () => {
    stack = await YamlStack.start(sessions({ one: { ...base, fingerprintUUID } }), {
      switches: { sharedFingerprint: "conflict" },
    });
    await stack.up();
    stack.declare(sessions({ one: { ...base, fingerprintUUID, driver: "api" } }));
    stack.calls();
    await stack.up();
    expect(stack.writes()).to.deep.equal(["EndSession 200", "CreateSession 200"]);
    await stack.leavesNothing();
  });
});

describe("refresh by the plugin, on the engine", function () {
  this.timeout(engineTimeoutMs);

  for (const currentLeaseTime of switchTable.currentLeaseTime.positions) {
    it(`shows no drift in a refresh while leases run down if currentLeaseTime is ${currentLeaseTime}`, async () => {
      const stack = await YamlStack.start(sessions({ one: { leaseTime: 10 }, two: { leaseTime: 20 } }), {
        switches: { currentLeaseTime },
      });
      try {
        await stack.up();
        stack.declare(sessions({ one: { leaseTime: 10 }, two: { leaseTime: 30 } }));
        await stack.up();
        const before = await stack.recorded();
        for (const minutes of [4, 5]) {
          stack.simulator.advance(minutes * minute);
          await stack.ok("refresh", "--yes", "--skip-preview", "--expect-no-changes");
        }
        expect((await stack.recorded()).two!.outputs).to.deep.equal(before.two!.outputs);
        await stack.up("--expect-no-changes");
        await stack.leavesNothing();
      } finally {
        await stack.stop();
      }
    });
  }
});
