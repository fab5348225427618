import { expect } from "chai";
import type { SimulatorOptions } from "../../simulator";
import type { ProviderName } from "./session-stack";
import { providers, SessionStack } from "./session-stack";
import { engineTimeoutMs, minute } from "./plugin/yaml";
import type { SessionArgs } from "./stack";

const fingerprintUUID = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";
const always = 10_000;
/** A running clock, so that a lag of the service ends while the provider waits. */
const realClock = { manualClock: false };

for (const provider of providers) {
  describe(`sessions of an unreliable service on the engine, ${provider}`, function () {
    this.timeout(engineTimeoutMs);
    let stack: SessionStack;
    afterEach(() => stack.stop());

    const start = async (
      args: SessionArgs,
      options: SimulatorOptions = {},
      env: Readonly<Record<string, string>> = {},
    ): Promise<void> => {
      stack = await SessionStack.start(provider, { one: args }, options, env);
      await stack.up();
    };
    const destroy = async (): Promise<string> => {
      const { output } = await stack.ok("destroy", "--yes", "--skip-preview");
      expect(stack.running()).to.be.empty;
      expect(await stack.recorded()).to.be.empty;
      return output;
    };
    const recordedOutputs = async (): Promise<Readonly<Record<string, unknown>>> =>
      (await stack.recorded()).one!.outputs;

    for (const bodyShape of ["gateway", "error-text"] as const) {
      it(`keeps a session in the state when a gateway returns a 404 with the body ${bodyShape}`, async () => {
        await start({ leaseTime: 30 });
        const [id] = stack.running();
        stack.simulator.addFault({ operation: "GetSession", status: 404, bodyShape, times: always });
        await stack.up("--expect-no-changes");
        expect(stack.running()).to.deep.equal([id]);
        await destroy();
        expect(stack.simulator.ledger.at(-1)).to.include({ operation: "EndSession", status: 200 });
      });
    }

    it("sends a DELETE for a session that has ended only according to the clock", async () => {
      const switches = { currentLeaseTime: "stale", updatedAtOnPatch: "stays" } as const;
      await start({ leaseTime: 5 }, { switches });
      stack.simulator.setLease(stack.running()[0]!, 60);
      stack.simulator.advance(10 * minute);
      await destroy();
      expect(stack.simulator.ledger.at(-1)).to.include({ operation: "EndSession", status: 200 });
    });

    it("keeps a session whose new lease was set although each response was a 500", async () => {
      await start({ leaseTime: 10 });
      const ids = stack.running();
      stack.simulator.addFault({ operation: "UpdateSession", status: 500, effect: "after", times: 6 });
      stack.declare({ one: { leaseTime: 60 } });
      const { output } = await stack.fails("up", "--yes", "--skip-preview");
      expect(output).to.include("could not confirm that the lease of session");
      stack.simulator.advance(15 * minute);
      await stack.up();
      expect(stack.running()).to.deep.equal(ids);
      const [session] = stack.simulator.running();
      expect(Date.parse(String((await recordedOutputs()).expiresAt))).to.be.closeTo(session!.endsAt, 2_000);
    });

    for (const [what, switches] of [
      ["35 minutes behind", { timestampOffsetMinutes: -35 }],
      ["35 minutes ahead", { timestampOffsetMinutes: 35 }],
      ["without a zone", { timestampZone: "none" }],
    ] as const) {
      it(`keeps a session running when its timestamps are ${what}`, async () => {
        await start({ leaseTime: 30 }, { switches }, { TZ: "Asia/Tokyo" });
        const ids = stack.running();
        stack.simulator.advance(minute);
        await stack.up("--expect-no-changes");
        await stack.up("--expect-no-changes");
        expect(stack.running()).to.deep.equal(ids);
        await destroy();
      });
    }

    it("shows no drift when the precision of the timestamps varies", async () => {
      stack = await SessionStack.start(
        provider,
        { one: { leaseTime: 60 }, two: { leaseTime: 60 } },
        { manualClock: Date.UTC(2030, 0, 1) + 400, switches: { timestampPrecision: "mixed" } },
      );
      await stack.up();
      const before = await recordedOutputs();
      await stack.ok("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      expect(await recordedOutputs()).to.deep.equal(before);
    });

    it("renews a lease that another client shortened", async () => {
      await start({ leaseTime: 60, renewBefore: 30 });
      stack.simulator.advance(2 * minute);
      stack.simulator.setLease(stack.running()[0]!, 6);
      stack.simulator.advance(minute);
      await stack.up();
      expect(stack.simulator.running()[0]).to.include({ leaseMinutes: 60 });
    });

    it("ignores the time of a proxy's error page", async () => {
      await start({ leaseTime: 30 });
      const ids = stack.running();
      stack.simulator.advance(minute);
      const date = new Date(stack.simulator.now() + 120 * minute).toUTCString();
      stack.simulator.addFault({ operation: "GetSession", status: 503, headers: { date }, times: 6 });
      await stack.stack.run("up", "--yes", "--skip-preview");
      expect(stack.running()).to.deep.equal(ids);
    });

    it("ends a session in a destroy although its GET is malformed", async () => {
      await start({ leaseTime: 30 });
      stack.simulator.addFault({
        operation: "GetSession",
        malformed: "wrong-type:createdAt",
        times: always,
      });
      await destroy();
      expect(stack.simulator.ledger.at(-1)).to.include({ operation: "EndSession", status: 200 });
    });

    it("keeps a new session that the service shows only after seconds", async () => {
      await start({ leaseTime: 30 }, { ...realClock, switches: { createLag: "both", createLagSeconds: 6 } });
      const ids = stack.running();
      await stack.up();
      expect(stack.running()).to.deep.equal(ids);
      await destroy();
    });

    it("completes a create whose response holds only the id", async () => {
      const switches = { createResponse: "202-id-only", createLag: "get", createLagSeconds: 3 } as const;
      await start({ leaseTime: 30 }, { ...realClock, switches });
      await stack.up();
      expect(stack.running()).to.have.length(1);
      expect(await recordedOutputs()).to.include({ status: "running", leaseTime: 30 });
      await destroy();
    });

    it("shows no drift in a refresh when a renewal is due", async () => {
      await start({ leaseTime: 30, renewBefore: 20 });
      stack.simulator.advance(15 * minute);
      await stack.ok("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      await stack.up();
      expect(stack.simulator.running()[0]!.endsAt).to.equal(stack.simulator.now() + 30 * minute);
    });

    it("records an ended session as terminated if recreateWhenEnded is false", async () => {
      await start({ leaseTime: 5, recreateWhenEnded: false });
      stack.simulator.advance(30 * minute);
      await stack.up();
      expect(await recordedOutputs()).to.include({ status: "terminated" });
      await stack.up("--expect-no-changes");
      expect(stack.running()).to.be.empty;
    });

    it("records the shorter lease that the service granted, with a warning", async () => {
      stack = await SessionStack.start(
        provider,
        { one: { leaseTime: 30 } },
        { switches: { maxGrantedMinutes: 10 } },
      );
      const { output } = await stack.up();
      expect(output).to.include("its lease is 10 minutes instead of 30");
      const [session] = stack.simulator.running();
      expect(Date.parse(String((await recordedOutputs()).expiresAt))).to.equal(session!.endsAt);
      await stack.up("--expect-no-changes");
    });

    it("replaces a session with the same fingerprint although its end takes seconds", async () => {
      const switches = { endLag: "ending", endLagSeconds: 4, sharedFingerprint: "conflict" } as const;
      await start({ leaseTime: 30, fingerprintUUID }, { ...realClock, switches });
      const old = stack.running();
      stack.declare({ one: { leaseTime: 30, fingerprintUUID, driver: "api" } });
      await stack.up();
      expect(stack.running()).to.have.length(1).and.not.have.members(old);
      await stack.ok("destroy", "--yes", "--skip-preview");
    });

    it("destroys a stack whose service is gone, and names the session that it could not end", async () => {
      const manualClock = Date.now() - 300 * minute;
      await start({ leaseTime: 30 }, { manualClock });
      const [id] = stack.running();
      await stack.simulator.stop();
      const { output } = await stack.ok("destroy", "--yes", "--skip-preview");
      expect(output).to.include(`could not end session ${id!} at ${stack.simulator.url}`);
      expect(await stack.recorded()).to.be.empty;
    });
  });
}

describe("resource options and an unreliable service on the engine, plugin", function () {
  this.timeout(engineTimeoutMs);
  let stack: SessionStack;
  afterEach(() => stack.stop());

  const start = async (
    provider: ProviderName,
    args: SessionArgs,
    options: SimulatorOptions,
  ): Promise<void> => {
    stack = await SessionStack.start(provider, { one: args }, options);
  };

  it("ends the old session first if replaceOnChanges replaces it and the fingerprint stays", async () => {
    const opts = { replaceOnChanges: ["leaseTime"] };
    const args = { fingerprintUUID, opts };
    await start("plugin", { leaseTime: 30, ...args }, { switches: { sharedFingerprint: "conflict" } });
    await stack.up();
    stack.declare({ one: { leaseTime: 40, ...args } });
    await stack.up();
    expect(stack.simulator.running()).to.have.length(1);
    expect(stack.simulator.running()[0]).to.include({ leaseMinutes: 40 });
  });

  it("creates 40 sessions although each waits in the queue for longer than its timeout", async () => {
    const one = { leaseTime: 30, opts: { customTimeouts: { create: "3s" } } };
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`s${index}`, one]));
    stack = await SessionStack.start("plugin", many, { createLatencyMs: 1_500 });
    await stack.up("--parallel", "40");
    expect(Object.keys(await stack.recorded())).to.have.length(40);
    expect(stack.running()).to.have.length(40);
  });
});
