import { expect } from "chai";
import type { SessionInputs } from "../../provider/session";
import { create, PartialStateError } from "../../provider/session";
import type { TasknetError, WireSession } from "../../provider/tasknet";
import { CancelledError, ConnectionError, TimeoutError, UnavailableError } from "../../provider/tasknet";
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
  notFound,
  origin,
  otherId,
  rejection,
  startMs,
  stateOf,
  unconfirmedStateOf,
  wire,
} from "./fixtures";

const call = { method: "POST", path: "/private/v1/sessions" };

describe("create", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
  });

  describe("a session that is answered", () => {
    const cases: { name: string; given: Partial<SessionInputs>; answer: Partial<WireSession> }[] = [
      { name: "of defaults", given: {}, answer: {} },
      {
        name: "with a fingerprint",
        given: {
          fingerprintUUID: fingerprintA,
          fingerprintSecret: "fs",
          environmentId: "e",
          environmentSecret: "es",
        },
        answer: { fingerprintUUID: fingerprintA },
      },
      { name: "with a renewal", given: { renewBefore: 5, recreateWhenEnded: false }, answer: {} },
    ];
    for (const { name, given, answer } of cases) {
      it(`${name} is recorded with 1 POST`, async () => {
        api.createSession.resolves(wire(answer));
        expect(await create(contextOf(api), inputs(given))).to.deep.equal(stateOf(given));
        expect(api.calls()).to.deep.equal({ createSession: 1 });
      });
    }

    it("has a lease that is counted from the service's createdAt", async () => {
      api.nowMs = startMs + 4_000;
      api.createSession.resolves(wire({ currentLeaseTime: 29, updatedAt: at(0.05) }));
      const state = await create(contextOf(api), inputs());
      expect(state.expiresAt).to.equal(at(30));
      expect(state.currentLeaseTime).to.equal(29);
      expect(state).to.include({ updatedAt: at(0.05), ownUpdatedAt: at(0.05) });
    });

    it("has the VNC password of the answer", async () => {
      api.createSession.resolves(wire({ vncPassword: "pw" }));
      expect(await create(contextOf(api), inputs())).to.have.property("vncPassword", "pw");
    });

    it("is one of our own from then on", async () => {
      api.createSession.resolves(wire());
      const context = contextOf(api);
      await create(context, inputs());
      expect([...context.ownSessions]).to.deep.equal([id]);
    });
  });

  describe("what is sent", () => {
    const environment = { environmentId: "env-config", environmentSecret: "secret-config" };

    it("is the settings, and neither a secret nor what only this provider knows", async () => {
      api.createSession.resolves(wire());
      await create(contextOf(api), inputs({ fingerprintSecret: "fs", renewBefore: 5, showMouse: true }));
      const [body] = api.createSession.firstCall.args;
      expect(JSON.parse(JSON.stringify(body))).to.deep.equal({
        leaseTime: 30,
        isVncEnabled: false,
        vncMode: "ro",
        driver: "puppeteer",
        showMouse: true,
        isProxyEnabled: false,
      });
    });

    const cases: {
      name: string;
      given: Partial<SessionInputs>;
      environmentId: string;
      environmentSecret: string;
    }[] = [
      { name: "the configuration's", given: {}, ...environment },
      {
        name: "the inputs' before the configuration's",
        given: { environmentId: "env-input", environmentSecret: "secret-input" },
        environmentId: "env-input",
        environmentSecret: "secret-input",
      },
    ];
    for (const { name, given, environmentId, environmentSecret } of cases) {
      it(`the environment is ${name}`, async () => {
        api.createSession.resolves(wire());
        await create(contextOf(api, { environment }), inputs({ ...given, fingerprintSecret: "fs" }));
        const [, secrets] = api.createSession.firstCall.args;
        expect(secrets).to.deep.equal({ environmentId, environmentSecret, fingerprintSecret: "fs" });
      });
    }
  });

  describe("a malformed answer with an id", () => {
    beforeEach(() => {
      api.createSession.rejects(malformed(id));
    });

    it("is confirmed by a GET", async () => {
      api.getSession.resolves(wire());
      expect(await create(contextOf(api), inputs())).to.deep.equal(stateOf());
      expect(api.calls()).to.deep.equal({ createSession: 1, getSession: 1 });
    });

    for (const second of [notFound(true), errorOf.unavailable(), errorOf.cancelled(), malformed(id)]) {
      it(`is recorded where the GET fails, too (${second.kind})`, async () => {
        api.getSession.rejects(second);
        const context = contextOf(api);
        const given = { fingerprintUUID: fingerprintA };
        const error = await rejection<PartialStateError>(create(context, inputs(given)));
        expect(error).to.be.instanceOf(PartialStateError);
        expect(error.state).to.deep.equal(unconfirmedStateOf(given));
        expect(error.message).to.contain(id).and.contain(malformed().message).and.contain(second.message);
        expect(error.message).to.contain("pulumi up").and.contain("pulumi destroy");
        expect(context.ownSessions.has(id)).to.be.true;
      });
    }
  });

  describe("a failure that surely did nothing says that no session was created, and looks for none", () => {
    const cases: { name: string; error: TasknetError }[] = [
      { name: "a refused key", error: errorOf.unauthorized() },
      { name: "a refused request", error: errorOf.badRequest() },
      { name: "a rate limit", error: errorOf.rateLimited() },
      { name: "503 with Retry-After", error: new UnavailableError("busy", { ...call, status: 503 }, 1000) },
      { name: "a connection never made", error: new ConnectionError("refused", call, false) },
      { name: "a time-out before its turn", error: new TimeoutError("no turn", call, false) },
      { name: "a cancel before its turn", error: new CancelledError(call, false) },
    ];
    for (const { name, error } of cases) {
      it(name, async () => {
        api.createSession.rejects(error);
        const failure = await rejection(create(contextOf(api), inputs()));
        expect(failure.message).to.contain("no session was created").and.contain(error.message);
        expect(failure).to.not.be.instanceOf(PartialStateError);
        expect(failure.cause).to.equal(error);
        expect(api.calls()).to.deep.equal({ createSession: 1 });
      });
    }
  });

  describe("a failure that may have created a session", () => {
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

    it("offers no import where the shell has none", async () => {
      api.createSession.rejects(errorOf.timeout());
      api.listSessions.resolves([wire()]);
      const { message } = await rejection(create(contextOf(api), inputs()));
      expect(message).to.contain(id).and.not.contain("import");
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
});
