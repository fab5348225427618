import { expect } from "chai";
import type { SessionInputs } from "../../provider/session";
import { InitFailedError } from "../../provider/resource";
import { create } from "../../provider/session";
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

  describe("with a complete response", () => {
    const cases: { name: string; given: Partial<SessionInputs>; response: Partial<SessionResponse> }[] = [
      { name: "a session of defaults", given: {}, response: {} },
      {
        name: "a session with a fingerprint",
        given: {
          fingerprintUUID: fingerprintA,
          fingerprintSecret: "fs",
          environmentId: "e",
          environmentSecret: "es",
        },
        response: { fingerprintUUID: fingerprintA },
      },
      { name: "a session with a renewal", given: { renewBefore: 5, recreateWhenEnded: false }, response: {} },
    ];
    for (const { name, given, response } of cases) {
      it(`records ${name} after one POST`, async () => {
        api.createSession.resolves(wire(response));
        expect(await create(contextOf(api), { inputs: inputs(given), resourceKey })).to.deep.equal(
          stateOf(given),
        );
        expect(api.calls()).to.deep.equal({ createSession: 1 });
      });
    }

    it("counts the lease of a created session from the service's createdAt", async () => {
      api.createSession.callsFake(() => {
        api.nowMs = startMs + 4_000;
        return Promise.resolve(wire({ currentLeaseTime: 29, updatedAt: at(0.05) }));
      });
      const state = await create(contextOf(api), { inputs: inputs(), resourceKey });
      expect(state.expiresAt).to.equal(at(30));
      expect(state.currentLeaseTime).to.equal(29);
      const respondedAt = new Date(startMs + 4_000).toISOString();
      expect(state).to.include({ updatedAt: at(0.05), ownCreateAt: respondedAt });
      expect(state.lease).to.deep.equal({
        earliest: at(29),
        latest: new Date(msAt(30) + 4_000).toISOString(),
        setAt: respondedAt,
      });
    });

    it("records the VNC password of the response", async () => {
      api.createSession.resolves(wire({ vncPassword: "pw" }));
      expect(await create(contextOf(api), { inputs: inputs(), resourceKey })).to.have.property(
        "vncPassword",
        "pw",
      );
    });

    it("remembers a created session as its own", async () => {
      api.createSession.resolves(wire());
      const context = contextOf(api);
      await create(context, { inputs: inputs(), resourceKey });
      expect(context.memory.isOwn(id)).to.be.true;
      expect(context.memory.isOwn(otherId)).to.be.false;
    });
  });

  describe("of a request", () => {
    const environment = { environmentId: "env-config", environmentSecret: "secret-config" };

    it("sends the settings in the body, but neither a secret nor an input of the provider itself", async () => {
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
      title: string;
      given: Partial<SessionInputs>;
      environmentId: string;
      environmentSecret: string;
    }[] = [
      { title: "sends the environment of the configuration", given: {}, ...environment },
      {
        title: "prefers the environment of the inputs to the one of the configuration",
        given: { environmentId: "env-input", environmentSecret: "secret-input" },
        environmentId: "env-input",
        environmentSecret: "secret-input",
      },
    ];
    for (const { title, given, environmentId, environmentSecret } of cases) {
      it(title, async () => {
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

  describe("with a malformed response that has an id", () => {
    beforeEach(() => {
      api.createSession.rejects(malformed(id));
    });

    it("confirms a create with a malformed response by a GET", async () => {
      api.getSession.resolves(wire());
      expect(await create(contextOf(api), { inputs: inputs(), resourceKey })).to.deep.equal(stateOf());
      expect(api.calls()).to.deep.equal({ createSession: 1, getSession: 1 });
    });

    it("records an unconfirmed session without a fingerprint if the program declares none", async () => {
      api.getSession.rejects(errorOf.unavailable());
      const { state } = await rejection<InitFailedError>(
        create(contextOf(api), { inputs: inputs(), resourceKey }),
      );
      expect(state).to.deep.equal(unconfirmedStateOf());
    });

    it("records a session that the service does not show within a minute of the create", async () => {
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
      it(`records an unconfirmed session if the GET fails as well (${second.kind})`, async () => {
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

  describe("with an error without effect", () => {
    const cases: { name: string; error: TasknetError; hint?: string }[] = [
      { name: "a refused key", error: errorOf.unauthorized() },
      { name: "a refused request", error: errorOf.badRequest() },
      { name: "a rate limit", error: errorOf.rateLimited(), hint: "deleteBeforeReplace: true" },
      { name: "a conflict", error: errorOf.conflict(), hint: "deleteBeforeReplace: true" },
      {
        name: "a 403",
        error: new UnauthorizedError("limit reached", { ...call, status: 403 }),
        hint: "deleteBeforeReplace: true",
      },
      { name: "a 503 with Retry-After", error: new UnavailableError("busy", { ...call, status: 503 }, 1000) },
      { name: "a connection that was never made", error: new ConnectionError("refused", call, false) },
      {
        name: "a timeout before the request was sent",
        error: new TimeoutError("request not sent", call, false),
      },
      { name: "a cancellation before the request was sent", error: new CancelledError(call, false) },
    ];
    for (const { name, error, hint } of cases) {
      it(`reports that no session was created, and searches for none, after ${name}`, async () => {
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

    it("names the inputs and the configuration that may be wrong after a 404", async () => {
      api.createSession.rejects(notFound("SESSION_NOT_FOUND"));
      const { message } = await rejection(create(contextOf(api), { inputs: inputs(), resourceKey }));
      expect(message).to.contain("no session was created").and.contain(notFound("SESSION_NOT_FOUND").message);
      for (const name of ["fingerprintUUID", "environmentId", "tasknet:endpoint", "tasknet:mode"])
        expect(message).to.contain(name);
      expect(api.calls()).to.deep.equal({ createSession: 1 });
    });
  });
});
