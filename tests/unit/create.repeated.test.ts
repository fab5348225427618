import { expect } from "chai";
import { InitFailedError } from "../../provider/resource";
import type { SessionContext, SessionInputs, SessionState } from "../../provider/session";
import type { SessionResponse } from "../../provider/tasknet";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  fingerprintA,
  fingerprintB,
  id,
  listed,
  malformed,
  msAt,
  otherId,
  rejection,
  resourceKey,
  stateOf,
  wire,
} from "./fixtures";
import { createRunner } from "./runners";
import type { CreateRunner } from "./runners";

describe("create", () => {
  let api: FakeApi;
  let context: SessionContext;
  let warnings: string[];
  let run: CreateRunner;
  beforeEach(() => {
    api = new FakeApi();
    context = contextOf(api);
    warnings = [];
    run = createRunner(context, { onWarning: (message) => warnings.push(message) });
  });

  describe("of a session that differs from the inputs", () => {
    const cases: {
      title: string;
      response: Partial<SessionResponse>;
      given?: Partial<SessionInputs>;
      recorded: Partial<SessionState>;
      warning: string;
    }[] = [
      {
        title: "a different driver with the declared one",
        response: { driver: "api" },
        recorded: { driver: "api", declared: { driver: "puppeteer" } },
        warning: 'its driver is "api" instead of the declared value',
      },
      {
        title: "enabled VNC with the declared value",
        response: { isVncEnabled: true },
        recorded: { isVncEnabled: true, declared: { isVncEnabled: false } },
        warning: "its isVncEnabled is true instead of the declared value",
      },
      {
        title: "a different fingerprint with the declared one",
        response: { fingerprintUUID: fingerprintB },
        given: { fingerprintUUID: fingerprintA },
        recorded: { fingerprintUUID: fingerprintB, declared: { fingerprintUUID: fingerprintA } },
        warning: `its fingerprintUUID is "${fingerprintB}" instead of the declared value`,
      },
      {
        title: "a lease that is longer than declared",
        response: { currentLeaseTime: 60 },
        recorded: {
          currentLeaseTime: 60,
          expiresAt: at(60),
          lease: { earliest: at(60), latest: at(60), setAt: at(0) },
        },
        warning: "its lease is 60 minutes instead of 30",
      },
      {
        title: "a session that the response reports as terminated",
        response: { status: "terminated" },
        recorded: { status: "terminated" },
        warning: "reports it as terminated already",
      },
    ];
    for (const { title, response, given = {}, recorded, warning } of cases) {
      it(`records ${title}, with a warning`, async () => {
        api.createSession.resolves(wire(response));
        expect(await run(given)).to.deep.equal(stateOf(given, recorded));
        expect(warnings).to.have.length(1);
        expect(warnings[0]).to.contain(id).and.contain(warning);
      });
    }

    it("accepts a fingerprint in capitals without a warning, and records the letters of the program", async () => {
      api.createSession.resolves(wire({ fingerprintUUID: fingerprintA.toUpperCase() }));
      const state = await run({ fingerprintUUID: fingerprintA });
      expect(warnings).to.be.empty;
      expect(state).to.have.property("fingerprintUUID", fingerprintA);
    });

    it("accepts a lease time that is rounded down without a warning", async () => {
      api.createSession.resolves(wire({ currentLeaseTime: 29 }));
      await run();
      expect(warnings).to.be.empty;
    });
  });

  describe("after an earlier create of the resource whose session has a known id", () => {
    beforeEach(async () => {
      api.createSession.rejects(malformed(id));
      api.getSession.rejects(errorOf.unavailable());
      expect(await rejection(run())).to.be.instanceOf(InitFailedError);
      api.createSession.resolves(wire({ sessionUUID: otherId }));
      api.getSession.reset();
    });

    it("confirms the session of the earlier create without another POST", async () => {
      api.getSession.resolves(wire());
      expect(await run()).to.deep.equal(stateOf());
      expect(api.createSession.callCount).to.equal(1);
    });

    it("keeps the lease of the first create although less of it remains, without a warning", async () => {
      api.nowMs = msAt(5);
      api.getSession.resolves(wire({ currentLeaseTime: 25 }));
      const state = await run();
      expect(state.lease).to.deep.equal(stateOf().lease);
      expect(warnings).to.be.empty;
    });

    it("rejects with the state of the session while the session cannot be confirmed", async () => {
      api.getSession.rejects(errorOf.timeout());
      const error = await rejection<InitFailedError<SessionState>>(run());
      expect(error).to.be.instanceOf(InitFailedError);
      expect(error.state.sessionUUID).to.equal(id);
      expect(api.createSession.callCount).to.equal(1);
    });

    it("creates the session of another resource after a create with a known id", async () => {
      expect((await run({}, "another resource")).sessionUUID).to.equal(otherId);
      expect(api.createSession.callCount).to.equal(2);
    });

    it("creates another session for the resource once the first one was recorded", async () => {
      api.getSession.resolves(wire());
      await run();
      expect((await run()).sessionUUID).to.equal(otherId);
    });
  });

  describe("after an earlier create of the resource with an unknown outcome", () => {
    beforeEach(async () => {
      api.createSession.rejects(errorOf.timeout());
      api.listAll.resolves(listed());
      await rejection(run());
      api.createSession.resolves(wire());
    });

    it("sends no second POST after an unknown outcome, and names the possible sessions", async () => {
      api.nowMs = msAt(3);
      api.listAll.resolves(listed(wire()));
      const { message } = await rejection(run());
      expect(message)
        .to.contain("no second request was sent")
        .and.contain(id)
        .and.contain("npx pulumi-tasknet end");
      await rejection(run());
      expect(api.createSession.callCount).to.equal(1);
    });

    it("creates the session of another resource after an unknown outcome", async () => {
      expect((await run({}, "another resource")).sessionUUID).to.equal(id);
    });
  });

  it("sends another POST after a POST without effect", async () => {
    api.createSession.onFirstCall().rejects(errorOf.badRequest());
    api.createSession.onSecondCall().resolves(wire());
    await rejection(run());
    expect(await run()).to.deep.equal(stateOf());
  });

  it("limits a create to 3 rate limits only if it replaces a session", async () => {
    api.createSession.resolves(wire());
    await run();
    context.memory.addReplacement(resourceKey);
    await run();
    expect(api.createSession.args.map(([, , options]) => options?.maxRateLimits)).to.deep.equal([
      undefined,
      3,
    ]);
  });

  describe("after a conflict", () => {
    const given = { fingerprintUUID: fingerprintA };
    beforeEach(() => {
      api.createSession.rejects(errorOf.conflict());
    });

    it("repeats the create until it succeeds if this process ended a session with the fingerprint", async () => {
      context.memory.addEnded(fingerprintA, { sessionUUID: otherId, isPending: false });
      api.createSession.onThirdCall().resolves(wire({ fingerprintUUID: fingerprintA }));
      expect((await run(given)).sessionUUID).to.equal(id);
      expect(api.waits).to.deep.equal([1_000, 1_000]);
    });

    it("does not repeat the create after an error that is not a conflict", async () => {
      context.memory.addEnded(fingerprintA, { sessionUUID: otherId, isPending: false });
      api.createSession.rejects(errorOf.badRequest());
      await rejection(run(given));
      expect(api.waits).to.be.empty;
      expect(api.createSession.callCount).to.equal(1);
    });

    it("rejects a create with a conflict at the deadline of the operation", async () => {
      context.memory.addEnded(fingerprintA, { sessionUUID: otherId, isPending: false });
      api.timeLeftMs = 1_500;
      expect((await rejection(run(given))).message).to.contain("deleteBeforeReplace: true");
      expect(api.createSession.callCount).to.equal(2);
    });

    it("rejects immediately if this process ended no session with the fingerprint", async () => {
      context.memory.addEnded(fingerprintB, { sessionUUID: otherId, isPending: false });
      expect((await rejection(run(given))).message).to.contain("deleteBeforeReplace: true");
      expect(api.waits).to.be.empty;
    });
  });

  it("waits until a session with the fingerprint has ended if its DELETE was only accepted", async () => {
    context.memory.addEnded(fingerprintA, { sessionUUID: otherId, isPending: true });
    api.getSession.onFirstCall().resolves(wire({ sessionUUID: otherId }));
    api.getSession.onSecondCall().resolves(wire({ sessionUUID: otherId, status: "terminated" }));
    api.createSession.resolves(wire({ fingerprintUUID: fingerprintA }));
    await run({ fingerprintUUID: fingerprintA });
    expect(api.createSession.firstCall.calledAfter(api.getSession.secondCall)).to.be.true;
    expect(api.waits).to.deep.equal([1_000]);
  });
});
