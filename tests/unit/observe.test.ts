import { expect } from "chai";
import type { Observation, SessionState } from "../../provider/session";
import { SessionBatchingReader, observe, observeOrAssume } from "../../provider/session";
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
      title: "reads a session with its own request while its VNC password is not known",
      state: stateOf({ isVncEnabled: true }),
      response: wire({ isVncEnabled: true, vncPassword: undefined }),
      isRead: true,
    },
    {
      title: "accepts the list entry of a session whose VNC password is recorded",
      state: stateOf({ isVncEnabled: true }, { vncPassword: "recorded" }),
      response: wire({ isVncEnabled: true, vncPassword: undefined }),
      isRead: false,
    },
    {
      title: "accepts the list entry of a session without VNC",
      state: stateOf({ isVncEnabled: false }),
      response: wire({ isVncEnabled: false, vncPassword: undefined }),
      isRead: false,
    },
    {
      title: "reads a session without a state with its own request while its VNC password is not known",
      state: undefined,
      response: wire({ isVncEnabled: true, vncPassword: undefined }),
      isRead: true,
    },
    {
      title: "accepts the list entry of a session without a state that shows no VNC",
      state: undefined,
      response: wire({ isVncEnabled: undefined, vncPassword: undefined }),
      isRead: false,
    },
  ]) {
    it(title, async () => {
      api.listAll.resolves(listed(response, wire({ sessionUUID: otherId })));
      api.getSession.resolves(wire({ isVncEnabled: true, vncPassword: "shown" }));
      const context = { ...contextOf(api), reader: new SessionBatchingReader(api) };
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
      title: "considers a session as overdue if it is reported as running later than a minute past its lease",
      response: wire(),
      nowMs: msAt(30) + pastToleranceMs,
      kind: "overdue",
      reason: new RegExp(`its lease was over at ${at(30)}`),
    },
    {
      title: "finds a session running whose lease another client set",
      response: wire({ updatedAt: at(20) }),
      nowMs: msAt(30) + pastToleranceMs,
      kind: "running",
    },
    {
      title: "finds a session ended if its status is terminated, whatever the lease",
      response: wire({ status: "terminated" }),
      kind: "ended",
      reason: /terminated/,
    },
    {
      title: "finds a session ended after a 404 with a session code",
      response: "404",
      kind: "ended",
      reason: /no longer knows/,
    },
    {
      title: "finds a session running if its status is unknown to the provider",
      response: wire({ status: "starting" }),
      kind: "running",
    },
  ];
  for (const { title, response, state = stateOf(), nowMs = msAt(1), kind, reason = /^$/ } of cases) {
    it(title, async () => {
      api.nowMs = nowMs;
      if (response === "404") api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      else api.getSession.resolves(response);
      const observation = await observe(contextOf(api), id, state);
      expect(observation.kind).to.equal(kind);
      expect("reason" in observation ? observation.reason : "").to.match(reason);
      if ("session" in observation) expect(observation.session).to.deep.equal(response);
    });
  }

  it("finds a session without a state running at any time", async () => {
    api.nowMs = msAt(10_000);
    api.getSession.resolves(wire());
    expect((await observe(contextOf(api), id, undefined)).kind).to.equal("running");
  });

  for (const kind of otherKinds) {
    it(`rejects after an error (${kind}) at any time`, async () => {
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

    it("repeats the read with exponential backoff until a minute after the own create", async () => {
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("ended");
      expect(api.waits).to.deep.equal([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
      expect(api.calls()).to.deep.equal({ getSession: 7, listSessions: 1 });
    });

    it("finds a session running as soon as a later read shows it", async () => {
      api.getSession.onThirdCall().resolves(wire());
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("running");
      expect(api.waits).to.deep.equal([1_000, 2_000]);
    });

    it("repeats the read after a generic 404 that the list confirms", async () => {
      api.getSession.onFirstCall().rejects(notFound());
      api.listAll.resolves(listed());
      api.getSession.onSecondCall().resolves(wire());
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("running");
      expect(api.calls()).to.deep.equal({ getSession: 2, listSessions: 2 });
    });

    it("finds a session not shown yet if the deadline is earlier than a minute after the own create", async () => {
      api.timeLeftMs = 2_000;
      const observation = await observe(contextOf(api), id, stateOf());
      expect(observation.kind).to.equal("notShownYet");
      expect(api.waits).to.deep.equal([1_000]);
    });

    it("reads a session only once a minute after the own create", async () => {
      api.nowMs = msAt(1);
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("ended");
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    for (const [name, state] of [
      ["an imported session", importedStateOf()],
      ["a session without a state", undefined],
    ] as const) {
      it(`reads ${name} only once`, async () => {
        expect((await observe(contextOf(api), id, state)).kind).to.equal("ended");
        expect(api.calls()).to.deep.equal({ getSession: 1 });
      });
    }

    it("stops reading after a minute of its own clock if the clock of the service stands still", async () => {
      api.now = () => msAt(0.5);
      expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("ended");
      expect(api.waits.reduce((sum, ms) => sum + ms, 0)).to.be.within(60_001, 70_000);
    });
  });
});

describe("observeOrAssume", () => {
  it("returns the result of a successful observation", async () => {
    const api = new FakeApi();
    api.getSession.resolves(wire());
    expect(await observeOrAssume(contextOf(api), stateOf())).to.deep.equal({
      kind: "running",
      session: wire(),
    });
  });

  it("returns a reported end with its reason", async () => {
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
      it(`finds a session unreachable after an error (${kind}) ${when}`, async () => {
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
