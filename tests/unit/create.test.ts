import { expect } from "chai";
import type { SessionInputs } from "../../provider/session";
import { create, InitFailedError } from "../../provider/session";
import type { TasknetError, SessionResponse } from "../../provider/tasknet";
import {
  CancelledError,
  ConnectionError,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
} from "../../provider/tasknet";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  fingerprintA,
  id,
  inputs,
  listed,
  msAt,
  malformed,
  notFound,
  rejection,
  startMs,
  stateOf,
  unconfirmedStateOf,
  wire,
  resourceKey,
  otherId,
} from "./fixtures";

const call = { method: "POST", path: "/private/v1/sessions" };

describe("create", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
  });

  describe("a session that is answered", () => {
    const cases: { name: string; given: Partial<SessionInputs>; answer: Partial<SessionResponse> }[] = [
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
        expect(await create(contextOf(api), { inputs: inputs(given), resourceKey })).to.deep.equal(
          stateOf(given),
        );
        expect(api.calls()).to.deep.equal({ createSession: 1 });
      });
    }

    it("has a lease that is counted from the service's createdAt", async () => {
      api.createSession.callsFake(() => {
        api.nowMs = startMs + 4_000;
        return Promise.resolve(wire({ currentLeaseTime: 29, updatedAt: at(0.05) }));
      });
      const state = await create(contextOf(api), { inputs: inputs(), resourceKey });
      expect(state.expiresAt).to.equal(at(30));
      expect(state.currentLeaseTime).to.equal(29);
      const answeredAt = new Date(startMs + 4_000).toISOString();
      expect(state).to.include({ updatedAt: at(0.05), ownCreateAt: answeredAt });
      expect(state.lease).to.deep.equal({
        earliest: at(29),
        latest: new Date(msAt(30) + 4_000).toISOString(),
        setAt: answeredAt,
      });
    });

    it("has the VNC password of the answer", async () => {
      api.createSession.resolves(wire({ vncPassword: "pw" }));
      expect(await create(contextOf(api), { inputs: inputs(), resourceKey })).to.have.property(
        "vncPassword",
        "pw",
      );
    });

    it("is one of our own from then on", async () => {
      api.createSession.resolves(wire());
      const context = contextOf(api);
      await create(context, { inputs: inputs(), resourceKey });
      expect(context.memory.isOwn(id)).to.be.true;
      expect(context.memory.isOwn(otherId)).to.be.false;
    });
  });

  describe("what is sent", () => {
    const environment = { environmentId: "env-config", environmentSecret: "secret-config" };

    it("is the settings, and neither a secret nor what only this provider knows", async () => {
      api.createSession.resolves(wire());
      await create(contextOf(api), {
        inputs: inputs({ fingerprintSecret: "fs", renewBefore: 5, showMouse: true }),
        resourceKey,
      });
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
        await create(contextOf(api, { environment }), {
          inputs: inputs({ ...given, fingerprintSecret: "fs" }),
          resourceKey,
        });
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
      expect(await create(contextOf(api), { inputs: inputs(), resourceKey })).to.deep.equal(stateOf());
      expect(api.calls()).to.deep.equal({ createSession: 1, getSession: 1 });
    });

    it("that leaves the fingerprint to the session is recorded without one, where the GET fails, too", async () => {
      api.getSession.rejects(errorOf.unavailable());
      const { state } = await rejection<InitFailedError>(
        create(contextOf(api), { inputs: inputs(), resourceKey }),
      );
      expect(state).to.deep.equal(unconfirmedStateOf());
    });

    it("is recorded where the session does not show within a minute of the create", async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      api.listAll.resolves(listed());
      const { message, state } = await rejection<InitFailedError>(
        create(contextOf(api), { inputs: inputs(), resourceKey }),
      );
      expect(state).to.deep.equal(unconfirmedStateOf());
      expect(message).to.contain(id).and.contain("no longer knows it");
      expect(api.nowMs).to.be.greaterThan(msAt(1) - 1);
    });

    for (const second of [errorOf.unavailable(), errorOf.cancelled(), malformed(id)]) {
      it(`is recorded where the GET fails, too (${second.kind})`, async () => {
        api.getSession.rejects(second);
        const context = contextOf(api);
        const given = { fingerprintUUID: fingerprintA };
        const error = await rejection<InitFailedError>(
          create(context, { inputs: inputs(given), resourceKey }),
        );
        expect(error).to.be.instanceOf(InitFailedError);
        expect(error.name).to.equal("InitFailedError");
        expect(error.state).to.deep.equal(unconfirmedStateOf(given));
        expect(error.cause).to.have.property("kind", "invalidResponse");
        expect(error.message).to.contain(id).and.contain(malformed().message).and.contain(second.message);
        expect(error.message).to.contain("pulumi up").and.contain("pulumi destroy");
        expect(context.memory.isOwn(id)).to.be.true;
      });
    }
  });

  describe("a failure that surely did nothing says that no session was created, and looks for none", () => {
    const cases: { name: string; error: TasknetError; hint?: string }[] = [
      { name: "a refused key", error: errorOf.unauthorized() },
      { name: "a refused request", error: errorOf.badRequest() },
      { name: "a rate limit", error: errorOf.rateLimited(), hint: "deleteBeforeReplace: true" },
      { name: "a conflict", error: errorOf.conflict(), hint: "deleteBeforeReplace: true" },
      {
        name: "a 403",
        error: new UnauthorizedError("no place", { ...call, status: 403 }),
        hint: "deleteBeforeReplace: true",
      },
      { name: "503 with Retry-After", error: new UnavailableError("busy", { ...call, status: 503 }, 1000) },
      { name: "a connection never made", error: new ConnectionError("refused", call, false) },
      { name: "a time-out before its turn", error: new TimeoutError("no turn", call, false) },
      { name: "a cancel before its turn", error: new CancelledError(call, false) },
    ];
    for (const { name, error, hint } of cases) {
      it(name, async () => {
        api.createSession.rejects(error);
        const failure = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
        const [first, ...rest] = failure.message.split("\n");
        expect(first).to.equal(`no session was created. ${error.message}`);
        if (hint === undefined) expect(rest).to.be.empty;
        else expect(rest.join("\n")).to.contain(hint);
        expect(failure).to.not.be.instanceOf(InitFailedError);
        expect(failure.cause).to.equal(error);
        expect(api.calls()).to.deep.equal({ createSession: 1 });
      });
    }

    it("404, with what may be wrong in the inputs and the configuration", async () => {
      api.createSession.rejects(notFound("SESSION_NOT_FOUND"));
      const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
      expect(message).to.contain("no session was created").and.contain(notFound("SESSION_NOT_FOUND").message);
      for (const name of ["fingerprintUUID", "environmentId", "tasknet:endpoint", "tasknet:mode"])
        expect(message).to.contain(name);
      expect(api.calls()).to.deep.equal({ createSession: 1 });
    });
  });
});
