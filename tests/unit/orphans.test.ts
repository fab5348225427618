import { expect } from "chai";
import type { SessionInputs } from "../../provider/session";
import { create, ProcessMemory } from "../../provider/session";
import { describePossibleOrphans } from "../../provider/session/orphans";
import type { TasknetError, SessionResponse } from "../../provider/tasknet";
import { UnavailableError } from "../../provider/tasknet";
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

describe("a create that may have left a session", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
  });

  const ambiguous: { name: string; error: TasknetError }[] = [
    { name: "500", error: errorOf.unavailable() },
    {
      name: "503 without Retry-After",
      error: new UnavailableError("busy", { ...call, status: 503 }, undefined),
    },
    { name: "504 with Retry-After", error: new UnavailableError("late", { ...call, status: 504 }, 1000) },
    { name: "a time-out", error: errorOf.timeout() },
    { name: "a cut connection", error: errorOf.connection() },
    { name: "a cancel on the way", error: errorOf.cancelled() },
    { name: "a malformed answer without an id", error: malformed() },
  ];
  for (const { name, error } of ambiguous) {
    it(`${name} names the sessions that may be its result, and what to do with them`, async () => {
      api.createSession.rejects(error);
      api.listAll.resolves(listed(wire()));
      const failure = await rejection(
        create(contextOf(api, { urn: resourceKey, isImportable: true }), { inputs: inputs(), resourceKey }),
      );
      expect(failure.cause).to.equal(error);
      expect(failure.message).to.contain(error.message);
      expect(failure.message).to.contain(`pulumi import tasknet:index:Session 'browser' ${id}`);
      expect(failure.message).to.match(
        new RegExp(`curl -X DELETE .*${origin.endpoint}/private/v1/sessions/${id}`),
      );
      expect(failure.message).to.contain("30 minutes");
      expect(failure.message).to.not.contain("no session was created");
      expect(api.calls()).to.deep.equal({ createSession: 1, listSessions: 1 });
    });
  }

  it("offers no import where the shell has none, and tells each session on lines of its own", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId, createdAt: at(0.1) })));
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    const lines = message.split("\n").slice(-4);
    expect(lines[0]).to.equal(`  ${id}, created ${at(0)}`);
    expect(lines[1]).to.contain("curl -X DELETE").and.contain(id);
    expect(lines[2]).to.equal(`  ${otherId}, created ${at(0.1)}`);
    expect(lines[3]).to.contain("curl -X DELETE").and.contain(otherId);
  });

  it("puts no time limit of a cancelled call on the search", async () => {
    api.createSession.rejects(errorOf.cancelled());
    api.listAll.resolves(listed());
    await rejection(
      create(contextOf(api), { inputs: inputs(), resourceKey }, { signal: AbortSignal.abort() }),
    );
    expect(api.listAll.firstCall.args[0]?.signal).to.be.undefined;
    expect(api.listAll.firstCall.args[0]?.timeoutMs).to.be.a("number");
  });

  const others: {
    name: string;
    other: Partial<SessionResponse>;
    given?: Partial<SessionInputs>;
    isNamed: boolean;
  }[] = [
    { name: "one created since", other: { createdAt: at(0.1) }, isNamed: true },
    {
      name: "one that seems older by the second that a Date header hides",
      other: { createdAt: at(-1 / 60) },
      isNamed: true,
    },
    { name: "one that has ended", other: { status: "terminated" }, isNamed: false },
    { name: "one with another driver", other: { driver: "api" }, isNamed: false },
    { name: "one with VNC", other: { isVncEnabled: true }, isNamed: false },
    { name: "one with another VNC mode", other: { vncMode: "rw" }, isNamed: false },
    {
      name: "one with any fingerprint, where none was asked for",
      other: { fingerprintUUID: fingerprintB },
      isNamed: true,
    },
    {
      name: "one with the fingerprint asked for",
      given: { fingerprintUUID: fingerprintA },
      other: { fingerprintUUID: fingerprintA },
      isNamed: true,
    },
    {
      name: "one with the fingerprint asked for, in other letters",
      given: { fingerprintUUID: fingerprintA.toUpperCase() },
      other: { fingerprintUUID: fingerprintA },
      isNamed: true,
    },
    {
      name: "one with another fingerprint than asked for",
      given: { fingerprintUUID: fingerprintA },
      other: { fingerprintUUID: fingerprintB },
      isNamed: false,
    },
  ];
  for (const { name, other, given = {}, isNamed } of others) {
    it(`${isNamed ? "names" : "does not name"} ${name}`, async () => {
      api.createSession.rejects(errorOf.timeout());
      api.listAll.resolves(listed(wire({ sessionUUID: otherId, ...other })));
      const { message } = await rejection(create(contextOf(api), { inputs: inputs(given), resourceKey }));
      if (isNamed) expect(message).to.contain(otherId);
      else expect(message).to.contain("No session with these settings shows").and.not.contain(otherId);
    });
  }

  it("names an older one only among those that wrong timestamps would explain", async () => {
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

  it("names at most 20 sessions with their commands, and the ids of the others", async () => {
    const uuids = Array.from({ length: 22 }, (_, i) => `${id.slice(0, -2)}${String(i + 10)}`);
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed(...uuids.map((sessionUUID) => wire({ sessionUUID }))));
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message.match(/curl -X DELETE/g)).to.have.length(20);
    expect(message).to.contain(`  and ${uuids[20]}, ${uuids[21]}`);
  });

  it("names the ids of entries that could not be read", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves({ sessions: [], unreadableIds: [otherId], unreadableCount: 1 });
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message).to.contain(`The list has entries that could not be read: ${otherId}.`);
  });

  it("names one that was created while the call hung", async () => {
    api.createSession.callsFake(() => {
      api.nowMs = msAt(5);
      return Promise.reject(errorOf.timeout());
    });
    api.listAll.resolves(listed(wire({ createdAt: at(0) })));
    expect((await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }))).message).to.contain(
      id,
    );
  });

  it("names one that seems older on a machine whose clock is ahead", async () => {
    api.createSession.rejects(errorOf.connection());
    api.listAll.callsFake(() => {
      api.nowMs = msAt(-20);
      return Promise.resolve(listed(wire({ createdAt: at(-20) })));
    });
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message).to.contain(id);
  });

  describe("goes back to the start of the create, 5 seconds of rounding included", () => {
    for (const [title, createdMs, isNamed] of [
      ["names one created 5 seconds before it", msAt(0) - 5_000, true],
      ["does not name one created earlier", msAt(0) - 5_001, false],
    ] as const) {
      it(title, async () => {
        api.nowMs = msAt(11);
        api.listAll.resolves(listed(wire({ createdAt: new Date(createdMs).toISOString() })));
        const timing = { sentTicks: msAt(0), answeredTicks: msAt(10) };
        const failed = { inputs: inputs(), timing, error: errorOf.timeout() };
        const report = await describePossibleOrphans(contextOf(api), failed);
        expect(report)
          .to.contain(isNamed ? "created since" : "Older sessions with the same settings")
          .and.contain(id);
      });
    }
  });

  it("does not name our own sessions", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId })));
    const memory = new ProcessMemory();
    memory.addOwn(otherId.toUpperCase());
    const { message } = await rejection(
      create(contextOf(api, { memory }), { inputs: inputs(), resourceKey }),
    );
    expect(message).to.contain(id).and.not.contain(otherId);
  });

  it("says how to look again where none shows", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.resolves(listed());
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message).to.contain("30 minutes").and.contain(`${origin.endpoint}/private/v1/sessions`);
  });

  it("says so where the list fails, too", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listAll.rejects(errorOf.connection());
    const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
    expect(message).to.contain(errorOf.timeout().message).and.contain(errorOf.connection().message);
    expect(message).to.contain("may be running").and.contain("30 minutes").and.contain("curl");
  });

  it("shows no secret", async () => {
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
