import { expect } from "chai";
import type { SessionState } from "../../provider/session";
import { observeOrAssume, assumeFromClock, observe } from "../../provider/session";
import type { WireSession } from "../../provider/tasknet";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  id,
  msAt,
  notFound,
  otherKinds,
  rejection,
  stateOf,
  wire,
} from "./fixtures";

const pastGraceMs = 60_001;

describe("observe", () => {
  const cases: {
    name: string;
    answer: WireSession | "404";
    state?: SessionState;
    nowMs?: number;
    ended?: RegExp;
  }[] = [
    { name: "a running session within its lease runs", answer: wire() },
    {
      name: "a running session a minute past its lease runs: in doubt it is alive",
      answer: wire(),
      nowMs: msAt(31),
    },
    {
      name: "a running session further past its lease has ended: its status is late",
      answer: wire(),
      nowMs: msAt(30) + pastGraceMs,
      ended: new RegExp(at(30)),
    },
    {
      name: "a lease that others set keeps it running",
      answer: wire({ updatedAt: at(20) }),
      nowMs: msAt(30) + pastGraceMs,
    },
    {
      name: "a terminated one has ended, whatever its lease",
      answer: wire({ status: "terminated" }),
      ended: /terminated/,
    },
    { name: "an unknown one has ended", answer: "404", ended: /no longer knows/ },
    { name: "a status that is not known yet is no end", answer: wire({ status: "starting" }) },
  ];
  for (const { name, answer, state = stateOf(), nowMs = msAt(1), ended } of cases) {
    it(name, async () => {
      const api = new FakeApi();
      api.nowMs = nowMs;
      if (answer === "404") api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      else api.getSession.resolves(answer);
      const seen = await observe(contextOf(api), id, state);
      expect(seen.isEnded).to.equal(ended !== undefined);
      expect("reason" in seen ? seen.reason : "").to.match(ended ?? /^$/);
      if (answer !== "404") expect(seen.session).to.deep.equal(answer);
    });
  }

  it("without a state no clock ends a session that is reported as running", async () => {
    const api = new FakeApi();
    api.nowMs = msAt(10_000);
    api.getSession.resolves(wire());
    expect((await observe(contextOf(api), id, undefined)).isEnded).to.be.false;
  });

  for (const kind of otherKinds) {
    it(`an error (${kind}) is never an end, however late it is`, async () => {
      const api = new FakeApi();
      api.nowMs = msAt(10_000);
      const error = errorOf[kind]();
      api.getSession.rejects(error);
      expect(await rejection(observe(contextOf(api), id, stateOf()))).to.equal(error);
    });
  }
});

describe("assumeFromClock", () => {
  const cases: { name: string; state?: SessionState; nowMs: number; ended?: RegExp }[] = [
    { name: "a session within its lease runs", nowMs: msAt(1) },
    { name: "a session a minute past its lease runs", nowMs: msAt(31) },
    {
      name: "a session further past it has ended",
      nowMs: msAt(31) + 1,
      ended: new RegExp(`ran out at ${at(30)}`),
    },
    {
      name: "one that is recorded as terminated has ended, whatever its lease",
      state: stateOf({}, { status: "terminated" }),
      nowMs: msAt(1),
      ended: /recorded as terminated/,
    },
  ];
  for (const { name, state = stateOf(), nowMs, ended } of cases) {
    it(name, () => {
      const seen = assumeFromClock(state, nowMs);
      expect(seen.isEnded).to.equal(ended !== undefined);
      if (ended !== undefined) expect(seen.reason).to.match(ended);
    });
  }
});

describe("liveness", () => {
  it("says what a look says, without a warning", async () => {
    const api = new FakeApi();
    api.getSession.resolves(wire());
    expect(await observeOrAssume(contextOf(api), stateOf())).to.deep.equal({
      isEnded: false,
      reason: "",
      session: wire(),
    });
  });

  it("tells an end with its reason, without a warning", async () => {
    const api = new FakeApi();
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    const seen = await observeOrAssume(contextOf(api), stateOf());
    expect(seen.isEnded).to.be.true;
    expect(seen.reason).to.contain("no longer knows");
    expect(seen.warning).to.be.undefined;
  });

  it("asks nothing of a session that is recorded as terminated", async () => {
    const api = new FakeApi();
    const seen = await observeOrAssume(contextOf(api), stateOf({}, { status: "terminated" }));
    expect(seen).to.deep.equal({ isEnded: true, reason: "it is recorded as terminated" });
    expect(api.calls()).to.deep.equal({});
  });

  for (const kind of otherKinds) {
    describe(`where the service can't be asked (${kind}) the clock decides`, () => {
      const unreachable = async (nowMs: number): ReturnType<typeof observeOrAssume> => {
        const api = new FakeApi();
        api.nowMs = nowMs;
        api.getSession.rejects(errorOf[kind]());
        return observeOrAssume(contextOf(api), stateOf());
      };

      it("within the lease and its grace the session runs", async () => {
        for (const nowMs of [msAt(1), msAt(30) + 1, msAt(31)]) {
          const { isEnded, warning } = await unreachable(nowMs);
          expect(isEnded).to.be.false;
          expect(warning)
            .to.contain(id)
            .and.contain("running")
            .and.contain(at(30))
            .and.contain(errorOf[kind]().message);
        }
      });

      it("past it the session has ended", async () => {
        const { isEnded, reason, warning } = await unreachable(msAt(31) + 1);
        expect(isEnded).to.be.true;
        expect(reason).to.contain(at(30));
        expect(warning)
          .to.contain(id)
          .and.contain("ended")
          .and.contain(at(30))
          .and.contain(errorOf[kind]().message);
      });
    });
  }
});
