import { status } from "@grpc/grpc-js";
import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { listTtlMs } from "../../provider/resource/batching-reader";
import {
  calls,
  failure,
  fingerprintA,
  minuteMs,
  minutesOf,
  raw,
  resourceOf,
  providerStarter,
  secret,
  unknown,
} from "./fixtures";

describe("Read of a session in the state", () => {
  const startProvider = providerStarter();

  it("finds no drift in a read while nothing has changed", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make({ isVncEnabled: true, fingerprintUUID: fingerprintA, renewBefore: 5 });
    sim.clearLedger();
    sim.advance(10 * minuteMs);
    expect(await plugin.refresh(made)).to.deep.equal(made);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  it("keeps the secret marks of the program and of the schema in a read", async () => {
    const { plugin } = await startProvider();
    const made = await plugin.make({
      leaseTime: secret(30),
      environmentId: secret("e"),
      fingerprintSecret: "s",
      isVncEnabled: true,
    });
    // Marked by the program's additionalSecretOutputs.
    const outputs = { ...made.outputs, sessionUUID: secret(made.id) };
    const read = await plugin.refresh({ ...made, outputs });
    expect(read.inputs).to.deep.equal(made.inputs);
    expect(read.outputs).to.deep.equal(outputs);
    expect(read.inputs).to.deep.include({ leaseTime: secret(30), fingerprintSecret: secret("s") });
  });

  it("marks the schema's secrets that an old state holds in plain text", async () => {
    const { plugin } = await startProvider();
    const made = await plugin.make({ fingerprintSecret: "s", isVncEnabled: true });
    const read = await plugin.refresh({
      ...made,
      inputs: { ...made.inputs, fingerprintSecret: "s" },
      outputs: { ...made.outputs, fingerprintSecret: "s", vncPassword: "plain" },
    });
    expect(read.inputs.fingerprintSecret).to.deep.equal(secret("s"));
    expect(read.outputs).to.deep.equal(made.outputs);
  });

  it("shows the lease that another client set", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make();
    sim.advance(10 * minuteMs);
    sim.setLease(made.id, 50);
    const { outputs, inputs } = await plugin.refresh(made);
    expect(outputs).to.include({ currentLeaseTime: 50, leaseTime: 30 });
    expect(minutesOf(outputs.expiresAt)).to.equal(60);
    expect(inputs).to.deep.equal(made.inputs);
  });

  it("reads each session where it was created, whatever the configuration says now", async () => {
    const { plugin, config } = await startProvider();
    const made = await plugin.make();
    await plugin.configure({ ...config, mode: "public" });
    const later = await plugin.make();
    expect((await plugin.refresh(made)).id).to.equal(made.id);
    expect((await plugin.refresh(later)).id).to.equal(later.id);
  });

  it("keeps the state when the service refuses the key of a read, and warns what to do", async () => {
    const { plugin, sim, engineMessages } = await startProvider();
    const made = await plugin.make({ isVncEnabled: true });
    sim.setAccounts([]);
    expect(await plugin.refresh(made)).to.deep.equal(made);
    const [message] = await engineMessages();
    expect(message).to.include({ severity: "warning", isEphemeral: false });
    expect(message?.text).to.contain(`could not read session ${made.id} at ${sim.url} with this API key`);
    expect(message?.text).to.contain("or set TASKNET_API_KEY and TASKNET_API_KEY_ID");
  });

  it("fails a read in an outage, and keeps the session", async () => {
    const { plugin, sim } = await startProvider();
    const made = await plugin.make();
    sim.addFault({ operation: "GetSession", status: 500, times: 6 });
    expect((await failure(plugin.read(made))).code).to.equal(status.UNAVAILABLE);
    expect((await plugin.refresh(made)).id).to.equal(made.id);
  });
});

describe("Read of an ended session", () => {
  const startProvider = providerStarter();

  for (const getEnded of ["404", "terminated"] as const) {
    it(`returns an empty id and no properties if the switch getEnded is ${getEnded}`, async () => {
      const { plugin, sim, advance } = await startProvider({ sim: { switches: { getEnded } } });
      const made = await plugin.make();
      advance(2 * minuteMs);
      sim.endSession(made.id);
      for (const response of [await plugin.read(made), await plugin.readById(made.id)]) {
        expect(response.getId()).to.equal("");
        expect(response.hasProperties()).to.be.false;
        expect(response.hasInputs()).to.be.false;
      }
    });
  }

  it("keeps an ended session as terminated if recreateWhenEnded is false", async () => {
    const { plugin, sim, advance } = await startProvider();
    const made = await plugin.make({ recreateWhenEnded: false });
    advance(2 * minuteMs);
    sim.endSession(made.id);
    const read = await plugin.refresh(made);
    const outputs = { ...made.outputs, status: "terminated" };
    expect(read).to.deep.equal({ ...made, outputs, refreshBeforeUpdate: false });
  });
});

describe("Read after the 404 of a gateway", () => {
  const startProvider = providerStarter();

  it("keeps a session after the 404 of a gateway if the list shows it", async () => {
    const { plugin, sim, advance } = await startProvider();
    const made = await plugin.make();
    advance(2 * minuteMs);
    sim.clearLedger();
    sim.addFault({ operation: "GetSession", status: 404, bodyShape: "gateway" });
    expect((await plugin.refresh(made)).id).to.equal(made.id);
    expect(calls(sim)).to.deep.equal(["GetSession", "ListSessions"]);
  });

  it("keeps a session after the 404 of a gateway if the list has an entry without an id", async () => {
    const { plugin, sim, advance } = await startProvider();
    const made = await plugin.make();
    advance(2 * minuteMs);
    sim.addFault({ operation: "GetSession", status: 404, bodyShape: "gateway" });
    sim.addFault({ operation: "ListSessions", malformed: "missing-field:sessionUUID" });
    expect((await failure(plugin.read(made))).details).to.contain("nothing was changed");
  });

  it("drops an ended session although the list has entries that are not sessions", async () => {
    const switches = { listExtra: "unreadable", endedCode: "none" } as const;
    const { plugin, sim, advance } = await startProvider({ sim: { switches } });
    const made = await plugin.make();
    advance(2 * minuteMs);
    sim.endSession(made.id);
    expect((await plugin.read(made)).getId()).to.equal("");
  });
});

describe("Read by an id", () => {
  const startProvider = providerStarter();

  it("returns the normalized inputs and all outputs for an id", async () => {
    const { plugin, sim, config } = await startProvider();
    const made = await plugin.make({ isVncEnabled: true, vncMode: "rw", leaseTime: 20 });
    await plugin.configure(config);
    const { inputs, outputs } = resourceOf(await plugin.readById(made.id));
    expect(inputs).to.deep.equal({
      leaseTime: 20,
      driver: "puppeteer",
      isVncEnabled: true,
      vncMode: "rw",
      recreateWhenEnded: true,
    });
    expect(outputs).to.deep.include({
      ...inputs,
      sessionUUID: made.id,
      status: "running",
      vncPassword: secret(sim.sessions()[0]?.vncPassword),
      expiresAt: "2030-01-01T00:20:00.000Z",
    });
  });

  it("returns inputs for an id in which Check and Diff find no change", async () => {
    const { plugin, engineMessages } = await startProvider();
    const { id } = await plugin.make({ showMouse: true });
    const imported = resourceOf(await plugin.readById(id));
    const { inputs, failures } = await plugin.check(imported.inputs, imported.inputs);
    expect(failures).to.deep.equal([]);
    const response = await plugin.diff(imported, inputs);
    expect(response.getChanges()).to.equal(DiffResponse.DiffChanges.DIFF_NONE);
    const [message] = await engineMessages();
    expect(message).to.include({
      severity: "warning",
      text: "Tasknet does not show showMouse, isProxyEnabled of an imported session: the declared values are recorded",
    });
  });

  // The request of `.get` in a program.
  it("reads a session by its id with the program's values as properties", async () => {
    const { plugin } = await startProvider();
    const { id } = await plugin.make();
    const given = { leaseTime: 30, fingerprintSecret: secret("s") };
    const read = await plugin.refresh({ id, inputs: given, outputs: given, refreshBeforeUpdate: false });
    expect(read.outputs).to.include({ sessionUUID: id, status: "running" });
  });

  const refusals: [string, object, status][] = [
    ["a refused key", { status: 401 }, status.UNAUTHENTICATED],
    ["an outage", { status: 500, times: 6 }, status.UNAVAILABLE],
    ["a malformed response", { malformed: "not-json" }, status.FAILED_PRECONDITION],
  ];
  for (const [name, fault, code] of refusals) {
    it(`fails to read an id because of ${name}`, async () => {
      const { plugin, sim } = await startProvider();
      const { id } = await plugin.make();
      sim.addFault({ operation: "GetSession", ...fault });
      expect((await failure(plugin.readById(id))).code).to.equal(code);
    });
  }

  for (const id of ["", "..", "a/b", unknown.replaceAll("-", "_")]) {
    it(`refuses "${id}" as an id, without a request`, async () => {
      const { plugin, sim } = await startProvider();
      const error = await failure(plugin.readById(id));
      expect(error.code).to.equal(status.INVALID_ARGUMENT);
      expect(error.details).to.contain(`"${id}" is not a session's UUID`);
      expect(calls(sim)).to.deep.equal([]);
    });
  }
});

describe("Concurrent reads", () => {
  const startProvider = providerStarter();

  it("shares one list among concurrent reads", async () => {
    const { plugin, sim } = await startProvider();
    const made = await Promise.all([plugin.make(), plugin.make(), plugin.make()]);
    sim.clearLedger();
    const read = await Promise.all(made.map((resource) => plugin.refresh(resource)));
    expect(read).to.deep.equal(made);
    expect(calls(sim)).to.deep.equal(["ListSessions"]);
  });

  it("reads a session by its id if the shared list does not show it", async () => {
    const { plugin, sim, advance } = await startProvider();
    const [alive, ended] = [await plugin.make(), await plugin.make()];
    advance(2 * minuteMs);
    sim.endSession(ended.id);
    sim.clearLedger();
    const responses = await Promise.all([plugin.read(alive), plugin.read(ended)]);
    expect(responses.map((response) => response.getId())).to.deep.equal([alive.id, ""]);
    expect(calls(sim)).to.deep.equal(["ListSessions", "GetSession"]);
  });

  it("shares a list only for its time to live", async () => {
    const { plugin, sim, advance } = await startProvider();
    const [first, second] = [await plugin.make(), await plugin.make()];
    await Promise.all([plugin.refresh(first), plugin.refresh(second)]);
    sim.clearLedger();
    advance(listTtlMs + 1);
    await plugin.refresh(first);
    expect(calls(sim)).to.deep.equal(["GetSession"]);
  });

  it("keeps the secrets of each session in concurrent reads", async () => {
    const { plugin } = await startProvider();
    const made = await Promise.all([plugin.make({ environmentId: secret("e") }), plugin.make()]);
    const responses = await Promise.all(made.map((resource) => plugin.read(resource)));
    expect(responses.map((response) => raw(response.getInputs()))).to.deep.equal(
      made.map(({ inputs }) => inputs),
    );
  });
});
