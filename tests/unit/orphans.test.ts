import { expect } from "chai";
import type { SessionInputs } from "../../provider/session";
import { create, ProcessMemory } from "../../provider/session";
import { describePossibleOrphans } from "../../provider/session/orphans";
import type { TasknetError, SessionResponse } from "../../provider/tasknet";
import { listCommand, UnavailableError } from "../../provider/tasknet";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  fingerprintA,
  fingerprintB,
  id,
  inputs,
  malformed,
  msAt,
  origin,
  otherId,
  rejection,
  wire,
  resourceKey,
  listed,
} from "./fixtures";

const call = { method: "POST", path: "/private/v1/sessions" };

describe("describePossibleOrphans after a failed create", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
  });

  const ambiguous: { name: string; error: TasknetError }[] = [
    { name: "a 500", error: errorOf.unavailable() },
    {
      name: "a 503 without Retry-After",
      error: new UnavailableError("busy", { ...call, status: 503 }, undefined),
    },
    { name: "a 504 with Retry-After", error: new UnavailableError("late", { ...call, status: 504 }, 1000) },
    { name: "a timeout", error: errorOf.timeout() },
    { name: "a lost connection", error: errorOf.connection() },
    { name: "a cancellation of a sent request", error: errorOf.cancelled() },
    { name: "a malformed response without an id", error: malformed() },
  ];
  for (const { name, error } of ambiguous) {
    it(`names the possible sessions and their commands after ${name}`, async () => {
      api.createSession.rejects(error);
      api.listAll.resolves(listed(wire()));
      const failure = await rejection(
        create(contextOf(api, { urn: resourceKey, isImportable: true }), { inputs: inputs(), resourceKey }),
      );
      expect(failure.cause).to.equal(error);
      expect(failure.message).to.contain(error.message);
      expect(failure.message).to.contain(`pulumi import tasknet:index:Session 'browser' ${id}`);
      expect(failure.message).to.match(
        new RegExp(`npx pulumi-tasknet end --endpoint '${origin.endpoint}' ${id}`),
      );
      expect(failure.message).to.contain("30 minutes");
      expect(failure.message).to.not.contain("no session was created");
      expect(api.calls()).to.deep.equal({ createSession: 1, listSessions: 1 });
    });
  }

  it("names each session on separate lines, without an import if the provider has none", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId, createdAt: at(0.1) })));
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    const lines = message.split("\n").slice(-4);
    expect(lines[0]).to.equal(`  ${id}, created ${at(0)}`);
    expect(lines[1]).to.contain("npx pulumi-tasknet end").and.contain(id);
    expect(lines[2]).to.equal(`  ${otherId}, created ${at(0.1)}`);
    expect(lines[3]).to.contain("npx pulumi-tasknet end").and.contain(otherId);
  });

  it("searches with its own timeout after a cancelled call", async () => {
    api.createSession.rejects(errorOf.cancelled());
    api.listAll.resolves(listed());
    await rejection(
      create(contextOf(api), { inputs: inputs(), resourceKey }, { signal: AbortSignal.abort() }),
    );
    expect(api.listAll.firstCall.args[0]?.signal).to.be.undefined;
    expect(api.listAll.firstCall.args[0]?.timeoutMs).to.be.a("number");
  });

  const candidates: {
    name: string;
    response: Partial<SessionResponse>;
    given?: Partial<SessionInputs>;
    isNamed: boolean;
  }[] = [
    { name: "a session that was created since", response: { createdAt: at(0.1) }, isNamed: true },
    {
      name: "a session that seems older by the rounding of the Date header",
      response: { createdAt: at(-1 / 60) },
      isNamed: true,
    },
    { name: "a session that has ended", response: { status: "terminated" }, isNamed: false },
    { name: "a session with a different driver", response: { driver: "api" }, isNamed: false },
    { name: "a session with VNC", response: { isVncEnabled: true }, isNamed: false },
    { name: "a session with a different VNC mode", response: { vncMode: "rw" }, isNamed: false },
    {
      name: "a session with any fingerprint if none was requested",
      response: { fingerprintUUID: fingerprintB },
      isNamed: true,
    },
    {
      name: "a session with the requested fingerprint",
      given: { fingerprintUUID: fingerprintA },
      response: { fingerprintUUID: fingerprintA },
      isNamed: true,
    },
    {
      name: "a session with the requested fingerprint in a different case",
      given: { fingerprintUUID: fingerprintA.toUpperCase() },
      response: { fingerprintUUID: fingerprintA },
      isNamed: true,
    },
    {
      name: "a session with a different fingerprint than the requested one",
      given: { fingerprintUUID: fingerprintA },
      response: { fingerprintUUID: fingerprintB },
      isNamed: false,
    },
  ];
  for (const { name, response, given = {}, isNamed } of candidates) {
    it(`${isNamed ? "names" : "does not name"} in its error ${name}`, async () => {
      api.createSession.rejects(errorOf.timeout());
      api.listAll.resolves(listed(wire({ sessionUUID: otherId, ...response })));
      const { message } = await rejection(create(contextOf(api), { inputs: inputs(given), resourceKey }));
      if (isNamed) expect(message).to.contain(otherId);
      else expect(message).to.contain("No session with these settings shows").and.not.contain(otherId);
    });
  }

  it("names an older session only as one that wrong timestamps would explain", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed(wire({ sessionUUID: otherId, createdAt: at(-1) }), wire()));
    const failed = (): Promise<Error> => rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect((await failed()).message)
      .to.contain(id)
      .and.not.contain(otherId);
    api.listAll.resolves(listed(wire({ sessionUUID: otherId, createdAt: at(-1) })));
    const [before, after] = (await failed()).message.split("Older sessions with the same settings run");
    expect(before).to.contain("No session with these settings shows").and.not.contain(otherId);
    expect(after).to.contain("timestamps are wrong").and.contain(otherId);
  });

  it("names at most 20 sessions with their commands, and the ids of the remaining ones", async () => {
    const uuids = Array.from({ length: 22 }, (_, i) => `${id.slice(0, -2)}${String(i + 10)}`);
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed(...uuids.map((sessionUUID) => wire({ sessionUUID }))));
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message.match(/npx pulumi-tasknet end/g)).to.have.length(20);
    expect(message).to.contain(`  and ${uuids[20]}, ${uuids[21]}`);
  });

  it("names the ids of unreadable entries of the list", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves({ sessions: [], unreadableIds: [otherId], unreadableCount: 1 });
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message).to.contain(`The list has entries that could not be read: ${otherId}.`);
  });

  it("names a session that was created while the call was pending", async () => {
    api.createSession.callsFake(() => {
      api.nowMs = msAt(5);
      return Promise.reject(errorOf.timeout());
    });
    api.listAll.resolves(listed(wire({ createdAt: at(0) })));
    expect((await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }))).message).to.contain(
      id,
    );
  });

  it("names a session that seems older because the clock of the machine is ahead", async () => {
    api.createSession.rejects(errorOf.connection());
    api.listAll.callsFake(() => {
      api.nowMs = msAt(-20);
      return Promise.resolve(listed(wire({ createdAt: at(-20) })));
    });
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message).to.contain(id);
  });

  describe("by the start of the create", () => {
    for (const [title, createdMs, isNamed] of [
      ["names a session that was created 5 seconds before the create", msAt(0) - 5_000, true],
      ["names a session that was created earlier only as an older one", msAt(0) - 5_001, false],
    ] as const) {
      it(title, async () => {
        api.nowMs = msAt(11);
        api.listAll.resolves(listed(wire({ createdAt: new Date(createdMs).toISOString() })));
        const timing = { sentTicks: msAt(0), respondedTicks: msAt(10) };
        const failed = { inputs: inputs(), timing, error: errorOf.timeout() };
        const report = await describePossibleOrphans(contextOf(api), failed);
        expect(report)
          .to.contain(isNamed ? "created since" : "Older sessions with the same settings")
          .and.contain(id);
      });
    }
  });

  it("does not name the provider's own sessions", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId })));
    const memory = new ProcessMemory();
    memory.addOwn(otherId.toUpperCase());
    const { message } = await rejection(
      create(contextOf(api, { memory }), { inputs: inputs(), resourceKey }),
    );
    expect(message).to.contain(id).and.not.contain(otherId);
  });

  it("explains how to list the sessions again if the list shows none", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed());
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message).to.contain("30 minutes").and.contain(listCommand(origin));
  });

  it("reports both errors if the list fails as well", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.rejects(errorOf.connection());
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message).to.contain(errorOf.timeout().message).and.contain(errorOf.connection().message);
    expect(message)
      .to.contain("may be running")
      .and.contain("30 minutes")
      .and.contain("npx pulumi-tasknet sessions");
  });

  it("shows no secret in the report", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed(wire({ vncPassword: "secret-pw" })));
    const environment = { environmentId: "env", environmentSecret: "secret-env" };
    const { message } = await rejection(
      create(contextOf(api, { environment }), {
        inputs: inputs({ fingerprintSecret: "secret-fp" }),
        resourceKey,
      }),
    );
    expect(message).to.contain(id);
    expect(message).to.not.match(/secret-/);
  });
});
