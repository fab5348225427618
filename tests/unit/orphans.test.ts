import { expect } from "chai";
import type { SessionInputs } from "../../provider/session";
import { create } from "../../provider/session";
import { describePossibleOrphans } from "../../provider/session/orphans";
import type { TasknetError, WireSession } from "../../provider/tasknet";
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
  minuteMs,
  msAt,
  origin,
  otherId,
  rejection,
  wire,
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
      api.listSessions.resolves([wire()]);
      const importCommand = (uuid: string): string => `pulumi import tasknet:index:Session name ${uuid}`;
      const failure = await rejection(create(contextOf(api, { importCommand }), inputs()));
      expect(failure.cause).to.equal(error);
      expect(failure.message).to.contain(error.message);
      expect(failure.message).to.contain(importCommand(id));
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
    api.listSessions.resolves([wire(), wire({ sessionUUID: otherId, createdAt: at(0.1) })]);
    const { message } = await rejection(create(contextOf(api), inputs()));
    const lines = message.split("\n").slice(-4);
    expect(lines[0]).to.equal(`  ${id}, created ${at(0)}`);
    expect(lines[1]).to.contain("curl -X DELETE").and.contain(id);
    expect(lines[2]).to.equal(`  ${otherId}, created ${at(0.1)}`);
    expect(lines[3]).to.contain("curl -X DELETE").and.contain(otherId);
  });

  it("puts no time limit of a cancelled call on the search", async () => {
    api.createSession.rejects(errorOf.cancelled());
    api.listSessions.resolves([]);
    await rejection(create(contextOf(api), inputs(), { signal: AbortSignal.abort() }));
    expect(api.listSessions.firstCall.args[0]?.signal).to.be.undefined;
    expect(api.listSessions.firstCall.args[0]?.deadlineMs).to.be.a("number");
  });

  const others: {
    name: string;
    other: Partial<WireSession>;
    given?: Partial<SessionInputs>;
    isNamed: boolean;
  }[] = [
    { name: "one created since", other: { createdAt: at(0.1) }, isNamed: true },
    {
      name: "one that seems older by the second that a Date header hides",
      other: { createdAt: at(-1 / 60) },
      isNamed: true,
    },
    { name: "an older one", other: { createdAt: at(-1) }, isNamed: false },
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
      api.listSessions.resolves([wire({ sessionUUID: otherId, ...other })]);
      const { message } = await rejection(create(contextOf(api), inputs(given)));
      if (isNamed) expect(message).to.contain(otherId);
      else expect(message).to.contain("No session with these settings shows").and.not.contain(otherId);
    });
  }

  it("names one that was created while the call hung", async () => {
    api.createSession.callsFake(() => {
      api.nowMs = msAt(5);
      return Promise.reject(errorOf.timeout());
    });
    api.listSessions.resolves([wire({ createdAt: at(0) })]);
    expect((await rejection(create(contextOf(api), inputs()))).message).to.contain(id);
  });

  describe("on a machine whose clock is ahead, which only an answer tells", () => {
    beforeEach(() => {
      api.createSession.rejects(errorOf.connection());
    });

    for (const [name, createdAt, isNamed] of [
      ["names one created since", at(-20), true],
      ["does not name an older one", at(-21), false],
    ] as const) {
      it(name, async () => {
        api.listSessions.callsFake(() => {
          api.nowMs = msAt(-20);
          return Promise.resolve([wire({ createdAt })]);
        });
        expect((await rejection(create(contextOf(api), inputs()))).message.includes(id)).to.equal(isNamed);
      });
    }
  });

  describe("looks back to when the create began, 5 seconds of rounding included", () => {
    const began = { byServer: msAt(0), minutesAgo: 10 };
    const cases: { name: string; serverNow: number; createdMs: number; isNamed: boolean }[] = [
      {
        name: "by the server's clock as it was known then",
        serverNow: 11,
        createdMs: msAt(0) - 5_000,
        isNamed: true,
      },
      { name: "and no further", serverNow: 11, createdMs: msAt(0) - 5_001, isNamed: false },
      {
        name: "by the time that has passed since, where that clock was ahead",
        serverNow: -20,
        createdMs: msAt(-30),
        isNamed: true,
      },
      { name: "and no further than that", serverNow: -20, createdMs: msAt(-31), isNamed: false },
    ];
    for (const { name, serverNow, createdMs, isNamed } of cases) {
      it(name, async () => {
        api.nowMs = msAt(serverNow);
        api.listSessions.resolves([wire({ createdAt: new Date(createdMs).toISOString() })]);
        const startedTicks = performance.now() - began.minutesAgo * minuteMs;
        const report = await describePossibleOrphans(contextOf(api), inputs(), began.byServer, startedTicks);
        expect(report.includes(id)).to.equal(isNamed);
      });
    }
  });

  it("does not name our own sessions", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listSessions.resolves([wire(), wire({ sessionUUID: otherId })]);
    const { message } = await rejection(
      create(contextOf(api, { ownSessions: new Set([otherId]) }), inputs()),
    );
    expect(message).to.contain(id).and.not.contain(otherId);
  });

  it("says how to look again where none shows", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listSessions.resolves([]);
    const { message } = await rejection(create(contextOf(api), inputs()));
    expect(message).to.contain("30 minutes").and.contain(`${origin.endpoint}/private/v1/sessions`);
  });

  it("says so where the list fails, too", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listSessions.rejects(errorOf.connection());
    const { message } = await rejection(create(contextOf(api), inputs()));
    expect(message).to.contain(errorOf.timeout().message).and.contain(errorOf.connection().message);
    expect(message).to.contain("may be running").and.contain("30 minutes").and.contain("curl");
  });

  it("shows no secret", async () => {
    api.createSession.rejects(errorOf.timeout());
    api.listSessions.resolves([wire({ vncPassword: "secret-pw" })]);
    const environment = { environmentId: "env", environmentSecret: "secret-env" };
    const { message } = await rejection(
      create(contextOf(api, { environment }), inputs({ fingerprintSecret: "secret-fp" })),
    );
    expect(message).to.contain(id);
    expect(message).to.not.match(/secret-/);
  });
});
