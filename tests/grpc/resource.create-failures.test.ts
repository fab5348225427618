import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import sinon from "sinon";
import { systemTimers } from "../../provider/tasknet/clock";
import { requestTimeoutMs } from "../../provider/tasknet/transport";
import type { Fault } from "../../simulator/index";
import {
  calls,
  expectNewRecord,
  failure,
  initFailureOf,
  minutesOf,
  raw,
  providerStarter,
  secret,
  until,
} from "./fixtures";

describe("Create that fails", () => {
  const startProvider = providerStarter();

  const refusals: [name: string, fault: Omit<Fault, "operation">, code: status, text: RegExp][] = [
    ["an invalid input", { status: 400 }, status.INVALID_ARGUMENT, /returned 400/],
    ["a refused key", { status: 401 }, status.UNAUTHENTICATED, /returned 401/],
    ["a forbidden key", { status: 403 }, status.UNAUTHENTICATED, /returned 403/],
    ["a fingerprint in use", { status: 409 }, status.ALREADY_EXISTS, /returned 409/],
    [
      "a Retry-After beyond the deadline",
      { status: 503, retryAfter: 3600 },
      status.UNAVAILABLE,
      /returned 503/,
    ],
  ];
  for (const [name, fault, code, text] of refusals) {
    it(`reports that no session was created because of ${name}`, async () => {
      const { plugin, sim } = await startProvider();
      sim.addFault({ operation: "CreateSession", ...fault });
      const error = await failure(plugin.make());
      expect(error.code).to.equal(code);
      expect(error.details).to.match(/^no session was created\. Tasknet POST \/private\/v1\/sessions/);
      expect(error.details).to.match(text);
      expect(initFailureOf(error)).to.equal(undefined);
      expect(sim.sessions()).to.deep.equal([]);
    });
  }

  const ambiguous: [name: string, fault: Omit<Fault, "operation">, code: status][] = [
    ["a cut connection", { cut: "after" }, status.UNAVAILABLE],
    ["a 500 with an effect", { status: 500, effect: "after" }, status.UNAVAILABLE],
    ["a 503 without Retry-After", { status: 503, effect: "after" }, status.UNAVAILABLE],
    ["a response without an id", { malformed: "not-json" }, status.FAILED_PRECONDITION],
  ];
  for (const [name, fault, code] of ambiguous) {
    it(`names the session that may be running, and how to import or end it, after ${name}`, async () => {
      const { plugin, sim } = await startProvider();
      await plugin.make();
      sim.addFault({ operation: "CreateSession", ...fault });
      const error = await failure(plugin.make());
      const orphan = sim.sessions()[1]?.sessionUUID ?? "";
      expect(error.code).to.equal(code);
      expect(error.details.split("\n").slice(1)).to.deep.equal([
        "These sessions with the same settings were created since and may be its result. A session that was created ends by itself within 30 minutes.",
        `  ${orphan}, created 2030-01-01T00:00:00.000Z`,
        `    to import it: pulumi import tasknet:index:Session 'browser' ${orphan}`,
        `    to end it: npx pulumi-tasknet end --endpoint '${sim.url}' ${orphan}`,
      ]);
      expect(initFailureOf(error), "a guess is not recorded").to.equal(undefined);
    });
  }
});

describe("Create that is not confirmed", () => {
  const startProvider = providerStarter();
  const cutShort: Fault[] = [
    { operation: "CreateSession", malformed: "missing-field:createdAt" },
    { operation: "GetSession", status: 500, times: 6 },
  ];

  it("records an unconfirmed session in the state", async () => {
    const { plugin, sim } = await startProvider({ sim: { faults: cutShort } });
    const { inputs } = await plugin.check({
      leaseTime: 30,
      fingerprintSecret: "s",
      environmentId: secret("e"),
    });
    const error = await failure(plugin.create(inputs));
    const id = sim.sessions()[0]?.sessionUUID;
    const kept = initFailureOf(error);
    expect(error.code).to.equal(status.FAILED_PRECONDITION);
    expect(kept?.getId()).to.equal(id);
    expect(kept?.getReasonsList()).to.deep.equal([error.details]);
    expect(kept?.getRefreshBeforeUpdate()).to.be.true;
    expect(raw(kept?.getInputs())).to.deep.equal(inputs);
    const { expiresAt, __tasknet: record, ...properties } = raw(kept?.getProperties());
    expect(properties).to.deep.equal({ ...inputs, sessionUUID: id });
    expect(minutesOf(expiresAt)).to.be.closeTo(30, 0.1);
    const lease = expectNewRecord(record, sim.url);
    expect(minutesOf(lease.earliest)).to.be.at.most(minutesOf(lease.latest));
    expect(minutesOf(lease.setAt)).to.be.closeTo(0, 0.1);
    expect(error.details).to.match(
      new RegExp(`^session ${String(id)} was created, but could not be confirmed: `),
    );
    expect(error.details).to.contain("Run `pulumi up` again to complete it, or `pulumi destroy` to end it.");
  });

  it("returns refreshBeforeUpdate false for an unconfirmed session if the configuration says so", async () => {
    const { plugin } = await startProvider({
      sim: { faults: cutShort },
      config: { refreshBeforeUpdate: false },
    });
    const kept = initFailureOf(await failure(plugin.make()));
    expect(kept?.getRefreshBeforeUpdate()).to.be.false;
  });

  for (const command of ["an update", "a refresh"] as const) {
    it(`completes an unconfirmed create with ${command}`, async () => {
      const { plugin, sim } = await startProvider({ sim: { faults: cutShort } });
      const { inputs } = await plugin.check({ leaseTime: 30, isVncEnabled: true });
      const kept = initFailureOf(await failure(plugin.create(inputs)));
      const partial = {
        id: kept?.getId() ?? "",
        inputs: raw(kept?.getInputs()),
        outputs: raw(kept?.getProperties()),
        refreshBeforeUpdate: true,
      };
      const { outputs } =
        command === "an update" ? await plugin.update(partial) : await plugin.refresh(partial);
      expect(outputs).to.include({
        status: "running",
        createdAt: "2030-01-01T00:00:00.000Z",
      });
      // The lease is that of the create request, which no timestamp of the service makes more exact.
      expect(minutesOf(outputs.expiresAt)).to.be.closeTo(30, 0.02);
      expect(outputs.vncPassword).to.deep.equal(secret(sim.sessions()[0]?.vncPassword));
      expect(sim.sessions()).to.have.length(1);
    });
  }
});

describe("Create with a timeout or Cancel", () => {
  const startProvider = providerStarter();
  const hour = 3_600_000;

  it("fails a create at its timeout, and names the session that may be running", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", delayMs: hour });
    const { inputs } = await plugin.check({ leaseTime: 30 });
    const error = await failure(plugin.create(inputs, { timeout: 0.2 }));
    expect(error.code).to.equal(status.DEADLINE_EXCEEDED);
    expect(error.details).to.match(
      /^Tasknet POST \/private\/v1\/sessions failed: not done within [\d.]+ seconds\n/,
    );
    expect(error.details).to.contain(`to import it: pulumi import`);
  });

  it("bounds all requests of a create by one timeout", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", malformed: "missing-field:createdAt", delayMs: 100 });
    sim.addFault({ operation: "GetSession", delayMs: hour });
    const { inputs } = await plugin.check({ leaseTime: 30 });
    const timers = sinon.spy(systemTimers, "setTimeout");
    const error = await failure(plugin.create(inputs, { timeout: 0.5 }));
    expect(initFailureOf(error)?.getId()).to.equal(sim.sessions()[0]?.sessionUUID);
    expect(error.details).to.match(/; then: Tasknet GET .* failed: not done within [\d.]+ sec/);
    const deadlines = timers.args.map(([, ms]) => ms).filter((ms) => ms < requestTimeoutMs);
    expect(deadlines[0]).to.be.at.most(500);
    expect(deadlines.at(-1), "what the create has left").to.be.at.most(400);
  });

  it("starts no wait that exceeds the timeout", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 100 });
    const { inputs } = await plugin.check({ leaseTime: 30 });
    const error = await failure(plugin.create(inputs, { timeout: 90 }));
    expect(error.code).to.equal(status.UNAVAILABLE);
    expect(calls(sim)).to.deep.equal(["CreateSession"]);
  });

  it("accepts a timeout that exceeds the maximum of a timer", async () => {
    const { plugin } = await startProvider();
    const { inputs } = await plugin.check({ leaseTime: 30 });
    expect((await plugin.create(inputs, { timeout: 1e9 })).id).to.not.be.empty;
  });

  it("waits for the response of a create in flight on Cancel, and returns the session", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", delayMs: hour });
    const made = plugin.make();
    await until(() => sim.sessions().length === 1);
    await plugin.cancel();
    sim.release();
    expect((await made).id).to.equal(sim.running()[0]!.sessionUUID);
  });

  it("names the session that may be running if the response is lost after Cancel", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", delayMs: hour, cut: "after" });
    const call = failure(plugin.make());
    await until(() => sim.sessions().length === 1);
    await plugin.cancel();
    sim.release();
    const error = await call;
    expect(error.code).to.equal(status.UNAVAILABLE);
    expect(error.details).to.match(/^Tasknet POST \/private\/v1\/sessions failed: the connection failed/);
    expect(error.details).to.contain(
      `pulumi import tasknet:index:Session 'browser' ${sim.sessions()[0]!.sessionUUID}`,
    );
  });

  it("records a session that cannot be confirmed before Cancel", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", malformed: "missing-field:createdAt" });
    sim.addFault({ operation: "GetSession", delayMs: hour });
    const call = failure(plugin.make());
    await until(() => calls(sim).length === 2);
    await plugin.cancel();
    expect(initFailureOf(await call)?.getId()).to.equal(sim.running()[0]!.sessionUUID);
  });

  it("stops the wait for a retry at once on Cancel", async () => {
    const { plugin, sim, engine, holdWaits } = await startProvider();
    holdWaits();
    sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 200 });
    const call = failure(plugin.make());
    await until(() => engine.messages.length === 1);
    await plugin.cancel();
    const error = await call;
    expect(error.code).to.equal(status.CANCELLED);
    expect(error.details).to.match(/^no session was created\./);
    expect(sim.sessions()).to.deep.equal([]);
    expect(calls(sim)).to.deep.equal(["CreateSession"]);
  });
});
