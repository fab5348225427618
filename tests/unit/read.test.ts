import { expect } from "chai";
import { read } from "../../provider/session";
import {
  at,
  contextOf,
  errorOf,
  FakeApi,
  fingerprintA,
  id,
  listed,
  malformed,
  msAt,
  notFound,
  origin,
  otherKinds,
  ownFingerprint,
  rejection,
  stateOf,
  unconfirmedStateOf,
  wire,
} from "./fixtures";

describe("read", () => {
  let api: FakeApi;
  let warnings: string[];
  const options = { onWarning: (message: string): void => void warnings.push(message) };
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(1);
    warnings = [];
  });

  describe("of an import", () => {
    it("records only the properties of an imported session that the service shows", async () => {
      api.getSession.resolves(wire({ vncPassword: "pw", updatedAt: at(0.5) }));
      const state = await read(contextOf(api), id, undefined, options);
      expect(warnings).to.be.empty;
      expect(state).to.deep.equal({
        leaseTime: 30,
        driver: "puppeteer",
        isVncEnabled: false,
        vncMode: "ro",
        recreateWhenEnded: true,
        sessionUUID: id,
        fingerprintUUID: ownFingerprint,
        currentLeaseTime: 30,
        status: "running",
        createdAt: at(0),
        updatedAt: at(0.5),
        vncPassword: "pw",
        expiresAt: at(30.5),
        lease: { earliest: at(30.5), latest: at(61) },
        fingerprintGiven: false,
        origin,
      });
    });

    for (const [reported, leaseTime] of [
      [0, 1],
      [1, 1],
      [12.2, 13],
      [60, 60],
      [61, 60],
    ] as const) {
      it(`imports a reported lease of ${reported} as a leaseTime of ${leaseTime}, which check accepts`, async () => {
        api.getSession.resolves(wire({ currentLeaseTime: reported }));
        expect(await read(contextOf(api), id, undefined)).to.have.property("leaseTime", leaseTime);
      });
    }

    for (const [name, setUp] of [
      ["not known", () => api.getSession.rejects(notFound("SESSION_NOT_FOUND"))],
      ["terminated", () => api.getSession.resolves(wire({ status: "terminated" }))],
    ] as const) {
      it(`finds nothing to import if the session is ${name}`, async () => {
        setUp();
        expect(await read(contextOf(api), id, undefined, options)).to.be.undefined;
        expect(warnings).to.be.empty;
      });
    }

    for (const kind of otherKinds) {
      it(`rejects an import after an error (${kind})`, async () => {
        const error = errorOf[kind]();
        api.getSession.rejects(error);
        expect(await rejection(read(contextOf(api), id, undefined))).to.equal(error);
      });
    }
  });

  describe("of a session that is reported as ended", () => {
    const ends: { name: string; setUp: () => void }[] = [
      {
        name: "a 404 with a session code",
        setUp: () => api.getSession.rejects(notFound("SESSION_NOT_FOUND")),
      },
      {
        name: "a generic 404 that the list confirms",
        setUp: () => {
          api.getSession.rejects(notFound());
          api.listAll.resolves(listed());
        },
      },
      {
        name: "a status of terminated",
        setUp: () => api.getSession.resolves(wire({ status: "terminated" })),
      },
    ];
    for (const { name, setUp } of ends) {
      it(`drops a session from the state after ${name}`, async () => {
        setUp();
        expect(await read(contextOf(api), id, stateOf(), options)).to.be.undefined;
        expect(warnings).to.be.empty;
      });

      it(`keeps a session as terminated with recreateWhenEnded false after ${name}`, async () => {
        setUp();
        const state = stateOf({ recreateWhenEnded: false });
        expect(await read(contextOf(api), id, state, options)).to.deep.equal({
          ...state,
          status: "terminated",
        });
      });
    }
  });

  it("keeps a session without a warning within the tolerance after its expiry", async () => {
    api.nowMs = msAt(31);
    api.getSession.resolves(wire());
    expect(await read(contextOf(api), id, stateOf(), options)).to.deep.equal(stateOf());
    expect(warnings).to.be.empty;
  });

  for (const recreateWhenEnded of [true, false]) {
    it(`keeps an overdue session with a warning (recreateWhenEnded ${recreateWhenEnded})`, async () => {
      api.nowMs = msAt(31) + 1;
      api.getSession.resolves(wire());
      const state = stateOf({ recreateWhenEnded });
      expect(await read(contextOf(api), id, state, options)).to.deep.equal(state);
      expect(warnings).to.have.length(1);
      expect(warnings[0])
        .to.contain(id)
        .and.contain("still shows as running")
        .and.contain(at(30))
        .and.contain("pulumi up")
        .and.contain("pulumi destroy");
    });
  }

  it("keeps a session that is not shown yet after the own create, with a warning", async () => {
    api.nowMs = msAt(0.5);
    api.timeLeftMs = 0;
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    api.listAll.resolves(listed());
    expect(await read(contextOf(api), id, stateOf(), options)).to.deep.equal(stateOf());
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain(id).and.contain("does not show it yet");
  });

  describe("of a known session that cannot be read", () => {
    it("keeps the state after a refused key with a warning that names the commands", async () => {
      api.nowMs = msAt(10_000);
      api.getSession.rejects(errorOf.unauthorized());
      expect(await read(contextOf(api), id, stateOf(), options)).to.deep.equal(stateOf());
      const [warning] = warnings;
      expect(warning).to.contain(id).and.contain(errorOf.unauthorized().message);
      expect(warning).to.contain("TASKNET_API_KEY").and.contain("TASKNET_API_KEY_ID");
      expect(warning)
        .to.contain("pulumi config set --secret tasknet:apiKey")
        .and.contain("pulumi config set tasknet:apiKeyId");
    });

    it("keeps the state after a malformed response with a warning that names pulumi destroy", async () => {
      api.getSession.rejects(malformed());
      expect(await read(contextOf(api), id, stateOf(), options)).to.deep.equal(stateOf());
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain(id).and.contain(malformed().message).and.contain("pulumi destroy");
    });

    for (const kind of ["timeout", "connection"] as const) {
      it(`keeps the state (${kind}) with a warning once the maximum lease after the latest expiry is over`, async () => {
        api.nowMs = msAt(90) + 1;
        api.getSession.rejects(errorOf[kind]());
        expect(await read(contextOf(api), id, stateOf(), options)).to.deep.equal(stateOf());
        expect(warnings).to.have.length(1);
        expect(warnings[0]).to.contain(id).and.contain(at(30)).and.contain("pulumi destroy");
      });

      it(`rejects (${kind}) until the maximum lease after the latest expiry is over`, async () => {
        api.nowMs = msAt(90);
        const error = errorOf[kind]();
        api.getSession.rejects(error);
        const failure = await rejection(read(contextOf(api), id, stateOf(), options));
        expect(failure.cause).to.equal(error);
        expect(failure.message)
          .to.contain(id)
          .and.contain(origin.endpoint)
          .and.contain("nothing was changed")
          .and.contain(error.message)
          .and.contain("npx pulumi-tasknet end")
          .and.contain("pulumi state delete");
        expect(warnings).to.be.empty;
      });
    }

    const kept = ["unauthorized", "invalidResponse", "timeout", "connection"];
    for (const kind of otherKinds.filter((other) => !kept.includes(other))) {
      it(`rejects after a different error (${kind}) at any time`, async () => {
        api.nowMs = msAt(10_000);
        const error = errorOf[kind]();
        api.getSession.rejects(error);
        const failure = await rejection(read(contextOf(api), id, stateOf()));
        expect(failure.cause).to.equal(error);
        expect(failure.message).to.contain("nothing was changed");
      });
    }
  });

  describe("of a running session", () => {
    it("records the lease of another client, and keeps all inputs", async () => {
      const state = stateOf(
        { fingerprintUUID: fingerprintA, fingerprintSecret: "s", renewBefore: 5 },
        { vncPassword: "pw" },
      );
      api.getSession.resolves(
        wire({ fingerprintUUID: fingerprintA, currentLeaseTime: 60, updatedAt: at(1) }),
      );
      expect(await read(contextOf(api), id, state)).to.deep.equal({
        ...state,
        currentLeaseTime: 60,
        updatedAt: at(1),
        expiresAt: at(61),
        lease: { ...state.lease, earliest: at(60), latest: at(61) },
      });
    });

    it("completes the state of an unconfirmed session", async () => {
      api.getSession.resolves(wire());
      expect(await read(contextOf(api), id, unconfirmedStateOf())).to.deep.equal(stateOf());
    });
  });
});
