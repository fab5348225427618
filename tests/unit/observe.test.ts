import { expect } from "chai";
import type { Observation, SessionState } from "../../provider/session";
import { BatchingReader, observe, observeOrAssume } from "../../provider/session";
import type { SessionResponse } from "../../provider/tasknet";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  id,
  importedStateOf,
  listed,
  msAt,
  notFound,
  otherId,
  otherKinds,
  rejection,
  stateOf,
  wire,
} from "./fixtures";

const pastToleranceMs = 60_001;

describe("observe", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(1);
  });

  for (const { title, state, response, isRead } of [
    {
      title: "reads a session by itself while its VNC password is not known",
      state: stateOf({ isVncEnabled: true }),
      response: wire({ isVncEnabled: true, vncPassword: undefined }),
      isRead: true,
    },
    {
      title: "takes the list's entry of a session whose VNC password is recorded",
      state: stateOf({ isVncEnabled: true }, { vncPassword: "recorded" }),
      response: wire({ isVncEnabled: true, vncPassword: undefined }),
      isRead: false,
    },
    {
      title: "takes the list's entry of a session without VNC",
      state: stateOf({ isVncEnabled: false }),
      response: wire({ isVncEnabled: false, vncPassword: undefined }),
      isRead: false,
    },
    {
      title: "reads a session without a state by itself while its VNC password is not known",
      state: undefined,
      response: wire({ isVncEnabled: true, vncPassword: undefined }),
      isRead: true,
    },
    {
      title: "takes the list's entry of a session without a state that shows no VNC",
      state: undefined,
      response: wire({ isVncEnabled: undefined, vncPassword: undefined }),
      isRead: false,
    },
  ]) {
    it(title, async () => {
      api.listAll.resolves(listed(response, wire({ sessionUUID: otherId })));
      api.getSession.resolves(wire({ isVncEnabled: true, vncPassword: "shown" }));
      const context = { ...contextOf(api), reader: new BatchingReader(api) };
      await Promise.all([observe(context, id, state), observe(context, otherId, undefined)]);
      expect(api.getSession.callCount).to.equal(isRead ? 1 : 0);
    });
  }

  const cases: {
    title: string;
    response: SessionResponse | "404";
    state?: SessionState;
    nowMs?: number;
    kind: Observation["kind"];
    reason?: RegExp;
  }[] = [
    { title: "finds a session running within its lease", response: wire(), kind: "running" },
    {
      title: "finds a session running a minute past its lease",
      response: wire(),
      nowMs: msAt(31),
      kind: "running",
    },
    {
      title: "only assumes the end of a session that is reported as running further past its lease",
      response: wire(),
      nowMs: msAt(30) + pastToleranceMs,
      kind: "overdue",
      reason: new RegExp(`its lease was over at ${at(30)}`),
    },
    {
      title: "finds a session running whose lease others set",
      response: wire({ updatedAt: at(20) }),
      nowMs: msAt(30) + pastToleranceMs,
      kind: "running",
    },
    {
      title: "finds the end that a status of terminated reports, whatever the lease",
      response: wire({ status: "terminated" }),
      kind: "ended",
      reason: /terminated/,
    },
    {
      title: "finds the end that a 404 with a code of sessions reports",
      response: "404",
      kind: "ended",
      reason: /no longer knows/,
    },
    {
      title: "finds a session running with a status that it does not know",
      response: wire({ status: "starting" }),
      kind: "running",
    },
  ];
  for (const { title, response, state = stateOf(), nowMs = msAt(1), kind, reason = /^$/ } of cases) {
    it(title, async () => {
      api.nowMs = nowMs;
      if (response === "404") api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      else api.getSession.resolves(response);
      const seen = await observe(contextOf(api), id, state);
      expect(seen.kind).to.equal(kind);
      expect("reason" in seen ? seen.reason : "").to.match(reason);
      if ("session" in seen) expect(seen.session).to.deep.equal(response);
    });
  }

  it("assumes no end by the clock without a state", async () => {
    api.nowMs = msAt(10_000);
    api.getSession.resolves(wire());
    expect((await observe(contextOf(api), id, undefined)).kind).to.equal("running");
  });

  for (const kind of otherKinds) {
    it(`rejects on an error (${kind}), however late it is`, async () => {
      api.nowMs = msAt(10_000);
      const error = errorOf[kind]();
      api.getSession.rejects(error);
      expect(await rejection(observe(contextOf(api), id, stateOf()))).to.equal(error);
    });
  }

  describe("of a session that the service does not show", () => {
    beforeEach(() => {
      api.nowMs = msAt(0.5);
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      api.listAll.resolves(listed());
    });

    it("reads it again with doubled pauses until a minute after our create", async () => {
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("ended");
      expect(api.waits).to.deep.equal([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
      expect(api.calls()).to.deep.equal({ getSession: 7, listSessions: 1 });
    });

    it("finds it running as soon as a later read shows it", async () => {
      api.getSession.onThirdCall().resolves(wire());
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("running");
      expect(api.waits).to.deep.equal([1_000, 2_000]);
    });

    it("reads it again after a generic 404, which the list confirms", async () => {
      api.getSession.onFirstCall().rejects(notFound());
      api.listAll.resolves(listed());
      api.getSession.onSecondCall().resolves(wire());
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("running");
      expect(api.calls()).to.deep.equal({ getSession: 2, listSessions: 2 });
    });

    it("claims no end if the time of the operation is over before a minute after our create", async () => {
      api.timeLeftMs = 2_000;
      const seen = await observe(contextOf(api), id, stateOf());
      expect(seen.kind).to.equal("notShownYet");
      expect(api.waits).to.deep.equal([1_000]);
    });

    it("reads it once a minute after our create", async () => {
      api.nowMs = msAt(1);
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("ended");
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    for (const [name, state] of [
      ["an imported session", importedStateOf()],
      ["a session without a state", undefined],
    ] as const) {
      it(`reads ${name} once`, async () => {
        expect((await observe(contextOf(api), id, state)).kind).to.equal("ended");
        expect(api.calls()).to.deep.equal({ getSession: 1 });
      });
    }

    it("stops after a minute of its own time if the service's clock stands still", async () => {
      api.now = () => msAt(0.5);
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("ended");
      expect(api.waits.reduce((sum, ms) => sum + ms, 0)).to.be.within(60_001, 70_000);
    });
  });
});

describe("observeOrAssume", () => {
  it("gives what an observation gives", async () => {
    const api = new FakeApi();
    api.getSession.resolves(wire());
    expect(await observeOrAssume(contextOf(api), stateOf())).to.deep.equal({
      kind: "running",
      session: wire(),
    });
  });

  it("gives a reported end with its reason", async () => {
    const api = new FakeApi();
    api.nowMs = msAt(1);
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    expect(await observeOrAssume(contextOf(api), stateOf())).to.deep.equal({
      kind: "ended",
      reason: "Tasknet no longer knows it",
    });
  });

  for (const kind of otherKinds) {
    for (const [when, nowMs] of [
      ["within the lease", msAt(1)],
      ["long past the lease", msAt(10_000)],
    ] as const) {
      it(`finds a session out of reach on an error (${kind}) ${when}`, async () => {
        const api = new FakeApi();
        api.nowMs = nowMs;
        api.getSession.rejects(errorOf[kind]());
        expect(await observeOrAssume(contextOf(api), stateOf())).to.deep.equal({
          kind: "unreachable",
          reason: errorOf[kind]().message,
        });
      });
    }
  }
});
