import { expect } from "chai";
import type { Plan, SessionState } from "../../provider/session";
import { inputsOf } from "../../provider/session";
import {
  at,
  errorOf,
  FakeApi,
  fingerprintA,
  id,
  importedStateOf,
  msAt,
  notFound,
  origin,
  otherKinds,
  stateOf,
  wire,
} from "./fixtures";
import { planRunner } from "./runners";
import type { PlanRunner } from "./runners";

describe("plan", () => {
  let api: FakeApi;
  let run: PlanRunner;
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(1);
    run = planRunner(api);
  });

  const shown = ({ changes }: Plan): string[] => changes.map(({ property, kind }) => `${property}: ${kind}`);

  it("observes the session once, and plans nothing while it runs unchanged", async () => {
    api.getSession.resolves(wire());
    const result = await run(stateOf());
    expect(result).to.deep.include({ changes: [], isReplacement: false, notices: [], warnings: [] });
    expect(api.calls()).to.deep.equal({ getSession: 1 });
  });

  describe("of a refresh", () => {
    const states: Record<string, SessionState> = {
      "a lease that is over": stateOf({ renewBefore: 10 }),
      "a session that is recorded as terminated": stateOf({}, { status: "terminated" }),
    };
    for (const [name, state] of Object.entries(states)) {
      it(`plans nothing and calls nothing in a refresh for ${name}`, async () => {
        api.nowMs = msAt(500);
        const result = await run(state, inputsOf(state), { isRefresh: true });
        expect(result).to.deep.include({ changes: [], isReplacement: false, notices: [], warnings: [] });
        expect(api.calls()).to.deep.equal({});
      });
    }

    it("plans no renewal in a refresh although one is due", async () => {
      api.nowMs = msAt(25);
      const state = stateOf({ renewBefore: 10 });
      expect((await run(state, inputsOf(state), { isRefresh: true })).changes).to.be.empty;
    });

    it("ignores a changed endpoint in a refresh", async () => {
      const other = { ...origin, endpoint: "https://other.example.test" };
      expect((await run(stateOf(), {}, { isRefresh: true, origin: other })).changes).to.be.empty;
    });
  });

  describe("of a state that was just read", () => {
    it("plans a renewal of a fresh state without an observation", async () => {
      api.nowMs = msAt(25);
      const state = stateOf({ renewBefore: 10 });
      const result = await run(state, inputsOf(state), { isFresh: true });
      expect(shown(result)).to.deep.equal(["expiresAt: renew"]);
      expect(api.calls()).to.deep.equal({});
    });

    it("observes a session of a fresh state if its lease is over by the clock", async () => {
      api.nowMs = msAt(31) + 1;
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const result = await run(stateOf(), {}, { isFresh: true });
      expect(shown(result)).to.deep.equal(["status: replace"]);
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });
  });

  for (const kind of otherKinds) {
    for (const [when, nowMs] of [
      ["within the lease", msAt(1)],
      ["long past the lease", msAt(10_000)],
    ] as const) {
      it(`keeps an unreachable session (${kind}) ${when}, with a warning`, async () => {
        api.nowMs = nowMs;
        api.getSession.rejects(errorOf[kind]());
        const result = await run(stateOf());
        expect(result.changes).to.be.empty;
        expect(result.warnings).to.have.length(1);
        expect(result.warnings[0])
          .to.contain(id)
          .and.contain("counts as running and is not replaced")
          .and.contain(errorOf[kind]().message);
      });
    }
  }

  it("replaces a session that is reported as ended, and gives the reason as a notice", async () => {
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    const result = await run(stateOf());
    expect(shown(result)).to.deep.equal(["status: replace"]);
    expect(result).to.include({ isReplacement: true, deleteBeforeReplace: false });
    expect(result.notices).to.have.length(1);
    expect(result.notices[0]).to.contain(id).and.contain("has ended").and.contain("a new one is created");
    expect(result.warnings).to.be.empty;
  });

  describe("of an overdue session", () => {
    beforeEach(() => {
      api.nowMs = msAt(31) + 1;
      api.getSession.resolves(wire());
    });

    it("replaces an overdue session, and states that the old one receives a DELETE", async () => {
      const result = await run(stateOf());
      expect(shown(result)).to.deep.equal(["status: replace"]);
      expect(result.notices).to.have.length(1);
      expect(result.notices[0])
        .to.contain("still shows as running")
        .and.contain(at(30))
        .and.contain("the old one is sent a DELETE");
    });

    it("deletes an overdue session first if the fingerprint stays", async () => {
      api.getSession.resolves(wire({ fingerprintUUID: fingerprintA }));
      const given = { fingerprintUUID: fingerprintA };
      expect(await run(stateOf(given), given)).to.include({ isReplacement: true, deleteBeforeReplace: true });
    });

    it("keeps an overdue session with recreateWhenEnded false, with a warning", async () => {
      const once = { recreateWhenEnded: false };
      const result = await run(stateOf(once), once);
      expect(result.changes).to.be.empty;
      expect(result.warnings).to.have.length(1);
      expect(result.warnings[0]).to.contain("still shows as running").and.contain("It is kept");
    });

    it("updates the lease of an overdue session in place with recreateWhenEnded false", async () => {
      const once = { recreateWhenEnded: false };
      expect(shown(await run(stateOf(once), { ...once, leaseTime: 45 }))).to.deep.equal(["leaseTime: lease"]);
    });
  });

  describe("with recreateWhenEnded false", () => {
    const once = { recreateWhenEnded: false };

    it("records an ended session as terminated with recreateWhenEnded false, and gives the reason as a notice", async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const result = await run(stateOf(once), once);
      expect(shown(result)).to.deep.equal(["status: store"]);
      expect(result.isReplacement).to.be.false;
      expect(result.notices[0]).to.contain("is recorded as terminated");
    });

    it("changes nothing and calls nothing once the end is recorded", async () => {
      const result = await run(stateOf(once, { status: "terminated" }), once);
      expect(result).to.deep.include({ changes: [], notices: [], warnings: [] });
      expect(api.calls()).to.deep.equal({});
    });
  });

  it("keeps a session that is not shown yet after the own create, with a warning", async () => {
    api.nowMs = msAt(0.5);
    api.timeLeftMs = 0;
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    api.listAll.resolves({ sessions: [], unreadableIds: [], unreadableCount: 0 });
    const result = await run(stateOf());
    expect(result.changes).to.be.empty;
    expect(result.warnings[0]).to.contain(id).and.contain("is kept").and.contain("does not show it yet");
  });

  for (const ignored of ["status", "*"]) {
    it(`plans no replacement of an ended session with ignoreChanges ["${ignored}"]`, async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const result = await run(stateOf(), {}, { ignoredChanges: [ignored] });
      expect(result).to.deep.include({ changes: [], isReplacement: false, notices: [] });
    });
  }

  it("keeps the changes that ignoreChanges does not name", async () => {
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    const result = await run(stateOf(), {}, { ignoredChanges: ["expiresAt"] });
    expect(shown(result)).to.deep.equal(["status: replace"]);
  });

  it("plans a changed input without a notice", async () => {
    api.getSession.resolves(wire());
    const result = await run(stateOf(), { leaseTime: 45 });
    expect(shown(result)).to.deep.equal(["leaseTime: lease"]);
    expect(result.notices).to.be.empty;
  });

  it("warns of declared inputs that it records for an imported session", async () => {
    api.getSession.resolves(wire());
    const result = await run(importedStateOf(), { showMouse: true });
    expect(result.changes).to.be.empty;
    expect(result.warnings).to.have.length(1);
    expect(result.warnings[0])
      .to.contain("showMouse, isProxyEnabled")
      .and.contain("declared values are recorded");
  });
});
