import { expect } from "chai";
import type { Liveness, SessionInputs } from "../../provider/session";
import { unknownValue } from "../../provider/resource";
import { inputsOf, read } from "../../provider/session";
import { changesOf, ended, only, run as runDiff } from "./diff-cases";
import { at, contextOf, FakeApi, id, minuteMs, msAt, notFound, stateOf, wire } from "./fixtures";
import { createRunner, planRunner, updateRunner } from "./runners";

describe("keepUntil", () => {
  const overdue: Liveness = { kind: "overdue", reason: `its lease was over at ${at(30)}`, session: wire() };
  const unreachable: Liveness = { kind: "unreachable", reason: "no connection" };
  const shortened: Liveness = { kind: "running", session: wire({ updatedAt: at(24), currentLeaseTime: 6 }) };
  const renewing = { renewBefore: 10 };

  describe("in a diff", () => {
    const cases: {
      title: string;
      given: Partial<SessionInputs>;
      nowMs: number;
      liveness?: Liveness;
      changes: string[];
    }[] = [
      {
        title: "plans a renewal a millisecond before keepUntil",
        given: { ...renewing, keepUntil: at(25) },
        nowMs: msAt(25) - 1,
        changes: ["expiresAt: renew"],
      },
      {
        title: "plans no renewal from keepUntil on",
        given: { ...renewing, keepUntil: at(25) },
        nowMs: msAt(25),
        changes: [],
      },
      {
        title: "reads a keepUntil without a time zone as UTC",
        given: { ...renewing, keepUntil: at(25).replace("Z", "") },
        nowMs: msAt(25),
        changes: [],
      },
      {
        title: "compares keepUntil as an instant and not as text",
        given: { ...renewing, keepUntil: "2026-03-01T21:30:00+09:00" },
        nowMs: msAt(25),
        changes: ["expiresAt: renew"],
      },
      {
        title: "plans to create an ended session again a millisecond before keepUntil",
        given: { keepUntil: at(40) },
        nowMs: msAt(40) - 1,
        liveness: ended,
        changes: ["status: replace"],
      },
      {
        title: "plans to record an ended session as terminated from keepUntil on",
        given: { keepUntil: at(40) },
        nowMs: msAt(40),
        liveness: ended,
        changes: ["status: store"],
      },
      {
        title: "plans no replacement of an overdue session from keepUntil on",
        given: { keepUntil: at(40) },
        nowMs: msAt(40),
        liveness: overdue,
        changes: [],
      },
      {
        title: "plans to replace an overdue session before keepUntil",
        given: { keepUntil: at(40) },
        nowMs: msAt(39),
        liveness: overdue,
        changes: ["status: replace"],
      },
      {
        title: "does not create an ended session again before keepUntil if recreateWhenEnded is false",
        given: { keepUntil: at(40), recreateWhenEnded: false },
        nowMs: msAt(39),
        liveness: ended,
        changes: ["status: store"],
      },
    ];
    for (const { title, given, nowMs, liveness, changes } of cases) {
      it(title, () => {
        const over = liveness === undefined ? {} : { liveness };
        expect(changesOf(runDiff(given, given, { nowMs, ...over }))).to.deep.equal(changes);
      });
    }

    const preventions: {
      title: string;
      given?: Partial<SessionInputs>;
      next?: Parameters<typeof runDiff>[1];
      over?: Parameters<typeof runDiff>[2];
      expected?: boolean;
    }[] = [
      { title: "of a running session from keepUntil on", expected: true },
      { title: "of a session that cannot be read", over: { liveness: unreachable }, expected: true },
      { title: "a millisecond before keepUntil", over: { nowMs: msAt(25) - 1 } },
      { title: "while no renewal is due", given: { keepUntil: at(5) }, over: { nowMs: msAt(20) - 60_001 } },
      { title: "without renewBefore", next: { renewBefore: undefined } },
      { title: "whose renewBefore is not known yet", next: { renewBefore: unknownValue } },
      { title: "of a session that has ended", over: { liveness: ended } },
      { title: "of a session whose lease is over", over: { liveness: overdue } },
      {
        title: "of a lease that another client shortened",
        given: { leaseTime: 60 },
        over: { liveness: shortened },
        expected: true,
      },
      { title: "of a longer lease", given: { leaseTime: 60 }, over: { liveness: unreachable } },
      { title: "of a lease that an input changes", next: { leaseTime: 45 } },
      { title: "in a refresh", over: { isRefresh: true } },
    ];
    for (const { title, given = {}, next = {}, over = {}, expected = false } of preventions) {
      it(`reports ${expected ? "a" : "no"} renewal that keepUntil prevents, ${title}`, () => {
        const before = { ...renewing, keepUntil: at(25), ...given };
        const result = runDiff(before, { ...before, ...next }, { nowMs: msAt(25), ...over });
        expect(result.isRenewalPrevented).to.equal(expected);
      });
    }

    it("plans a changed lease after keepUntil, because it is no renewal", () => {
      const given = { ...renewing, keepUntil: at(20) };
      const result = runDiff(given, { ...given, leaseTime: 45 }, { nowMs: msAt(25) });
      expect(changesOf(result)).to.deep.equal(["leaseTime: lease"]);
    });

    it("plans to create an ended session again if a later keepUntil is given", () => {
      const state = stateOf({ keepUntil: at(40) }, { status: "terminated" });
      const request = { state, nowMs: msAt(50), liveness: ended };
      const result = runDiff({ keepUntil: at(40) }, { keepUntil: at(90) }, request);
      expect(changesOf(result)).to.deep.equal(["status: replace", "keepUntil: store"]);
    });

    it("plans a renewal while keepUntil is not known yet", () => {
      const given = { ...renewing, keepUntil: unknownValue };
      expect(changesOf(runDiff(renewing, given, { nowMs: msAt(25) }))).to.deep.equal([
        "keepUntil: store",
        "expiresAt: renew",
      ]);
    });

    it("gives keepUntil as the reason why an ended session is not created again", () => {
      const given = { keepUntil: at(40) };
      const { reason } = only(runDiff(given, given, { nowMs: msAt(40), liveness: ended }));
      expect(reason).to.contain("keepUntil is over, so no new one is created");
      const once = { ...given, recreateWhenEnded: false };
      const other = only(runDiff(once, once, { nowMs: msAt(40), liveness: ended }));
      expect(other.reason).to.contain("is recorded as terminated").and.not.contain("keepUntil");
    });
  });

  describe("with the service", () => {
    let api: FakeApi;
    let warnings: string[];
    const options = { onWarning: (message: string): void => void warnings.push(message) };
    beforeEach(() => {
      api = new FakeApi();
      warnings = [];
    });

    it("warns in a plan that keepUntil prevents a renewal that is due", async () => {
      api.nowMs = msAt(25);
      api.getSession.resolves(wire());
      const given = { ...renewing, keepUntil: at(25) };
      const result = await planRunner(api)(stateOf(given), given);
      expect(result.changes).to.be.empty;
      expect(result.warnings).to.have.length(1);
      expect(result.warnings[0]).to.contain(id).and.contain("keepUntil is over").and.contain(at(30));
    });

    for (const [title, nowMs, over] of [
      ["while no renewal is due", msAt(19), {}],
      ["before keepUntil", msAt(24), {}],
      ["in a refresh", msAt(25), { isRefresh: true }],
    ] as const) {
      it(`does not warn in a plan that keepUntil prevents a renewal ${title}`, async () => {
        api.nowMs = nowMs;
        api.getSession.resolves(wire());
        const keepUntil = title === "while no renewal is due" ? at(5) : at(25);
        const state = stateOf({ ...renewing, keepUntil });
        expect((await planRunner(api)(state, inputsOf(state), over)).warnings).to.be.empty;
      });
    }

    it("warns in a plan that an overdue session is kept after keepUntil", async () => {
      api.nowMs = msAt(31) + 1;
      api.getSession.resolves(wire());
      const given = { ...renewing, keepUntil: at(25) };
      const result = await planRunner(api)(stateOf(given), given);
      expect(result.changes).to.be.empty;
      expect(result.warnings).to.have.length(1);
      expect(result.warnings[0]).to.contain("It is kept");
    });

    for (const [title, nowMs, isKept] of [
      ["drops an ended session from the state before keepUntil", msAt(40) - 1, false],
      ["keeps an ended session as terminated in the state from keepUntil on", msAt(40), true],
    ] as const) {
      it(title, async () => {
        api.nowMs = nowMs;
        api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
        const state = stateOf({ keepUntil: at(40) });
        const kept = { ...state, status: "terminated" };
        expect(await read(contextOf(api), id, state)).to.deep.equal(isKept ? kept : undefined);
      });
    }

    it("sends no lease request in an update from keepUntil on although a renewal is due", async () => {
      api.nowMs = msAt(25);
      api.getSession.resolves(wire());
      const given = { ...renewing, keepUntil: at(25) };
      expect(await updateRunner(contextOf(api), options)(stateOf(given), given)).to.deep.equal(
        stateOf(given),
      );
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    it("renews a lease in an update before keepUntil", async () => {
      api.nowMs = msAt(25);
      api.updateSession.resolves();
      api.getSession.resolves(wire({ updatedAt: at(25) }));
      const given = { ...renewing, keepUntil: at(26) };
      const next = await updateRunner(contextOf(api), options)(stateOf(given), given);
      expect(next.expiresAt).to.equal(at(55));
    });

    it("records an ended session as terminated in an update from keepUntil on", async () => {
      api.nowMs = msAt(45);
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const given = { keepUntil: at(40) };
      const next = await updateRunner(contextOf(api), options)(stateOf(given), given);
      expect(next).to.deep.equal(stateOf(given, { status: "terminated" }));
    });

    it("records an end that a renewal finds as terminated if keepUntil has passed meanwhile", async () => {
      api.nowMs = msAt(25);
      api.updateSession.callsFake(() => {
        api.nowMs += minuteMs;
        return Promise.reject(notFound("SESSION_NOT_FOUND"));
      });
      const given = { ...renewing, keepUntil: at(26) };
      const next = await updateRunner(contextOf(api), options)(stateOf(given), given);
      expect(next).to.deep.equal(stateOf(given, { status: "terminated" }));
    });

    it("creates a session after keepUntil with a warning, and before it without one", async () => {
      api.createSession.resolves(wire());
      const create = createRunner(contextOf(api), options);
      expect(await create({ keepUntil: at(1) })).to.have.property("keepUntil", at(1));
      expect(warnings).to.be.empty;
      await create({ keepUntil: at(0) });
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain(`keepUntil (${at(0)}) is over`);
    });
  });
});
