import { expect } from "chai";
import { ResourceNotFoundError } from "../../provider/resource";
import type { SessionFilter } from "../../provider/session";
import { findSession, findSessions, findVncPassword, infoOf } from "../../provider/session";
import type { SessionReadOptions } from "../../provider/session/context";
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
  notFound,
  otherId,
  rejection,
  wire,
} from "./fixtures";

describe("look-up", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
  });

  /** A reader that gives one response, and the options of every read. */
  const readerOf = (
    session: SessionResponse | undefined,
  ): { find: (id: string, options?: SessionReadOptions) => Promise<typeof session>; given: unknown[][] } => {
    const given: unknown[][] = [];
    return {
      given,
      find: (...args) => {
        given.push(args);
        return Promise.resolve(session);
      },
    };
  };

  describe("of one session", () => {
    for (const status of ["running", "terminated", "a newer status"]) {
      it(`finds a session with the status "${status}" with all properties that the service shows`, async () => {
        api.getSession.resolves(wire({ status, vncPassword: "pw" }));
        const { reader } = contextOf(api);
        expect(await findSession(reader, id)).to.deep.equal(wire({ status, vncPassword: "pw" }));
      });
    }

    it("returns the id of a session in the letters that the program gave", async () => {
      api.getSession.resolves(wire({ sessionUUID: id.toUpperCase() }));
      expect(await findSession(contextOf(api).reader, id)).to.have.property("sessionUUID", id);
    });

    it("passes the id and the options of the caller to the reader", async () => {
      const reader = readerOf(wire());
      const options = { onRetry: (): void => undefined };
      await findSession(reader, id, options);
      expect(reader.given).to.deep.equal([[id, options]]);
    });

    it("rejects an unknown session with an error that names the id, the input and the solution", async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const error = await rejection(findSession(contextOf(api).reader, id));
      expect(error).to.be.instanceOf(ResourceNotFoundError);
      expect(error).to.have.property("name", "ResourceNotFoundError");
      expect(error.message)
        .to.contain(`session ${id} does not exist or has ended`)
        .and.contain("input sessionUUID")
        .and.contain("use the other outputs of that session instead of a look-up");
    });

    it("rejects with the service's own error if the session cannot be read", async () => {
      const error = errorOf.unavailable();
      api.getSession.rejects(error);
      expect(await rejection(findSession(contextOf(api).reader, id))).to.equal(error);
    });
  });

  describe("of a VNC password", () => {
    it("finds the password that the service shows", async () => {
      expect(await findVncPassword(readerOf(wire({ vncPassword: "pw" })), id)).to.equal("pw");
    });

    it("finds no password if the service shows none", async () => {
      expect(await findVncPassword(readerOf(wire()), id)).to.be.undefined;
    });

    it("rejects the look-up of a VNC password if the session is not known", async () => {
      const error = await rejection(findVncPassword(readerOf(undefined), id));
      expect(error).to.be.instanceOf(ResourceNotFoundError);
    });

    it("accepts only a list entry with the password, and passes the options of the caller to the reader", async () => {
      const reader = readerOf(wire());
      const onRetry = (): void => undefined;
      await findVncPassword(reader, id, { onRetry });
      const [, options] = reader.given[0] as [string, SessionReadOptions];
      expect(options).to.have.property("onRetry", onRetry);
      expect(options.isComplete?.(wire({ vncPassword: "pw" }))).to.be.true;
      expect(options.isComplete?.(wire())).to.be.false;
    });
  });

  describe("of a list", () => {
    const sessions = {
      plain: wire({ fingerprintUUID: fingerprintA }),
      api: wire({ sessionUUID: otherId, driver: "api", fingerprintUUID: fingerprintB }),
      bare: wire({ sessionUUID: "bare", driver: undefined, fingerprintUUID: undefined }),
      newer: wire({ sessionUUID: "newer", status: "a newer status", driver: "api" }),
      ended: wire({ sessionUUID: "ended", status: "terminated", fingerprintUUID: fingerprintA }),
    };
    type Name = keyof typeof sessions;

    const cases: { title: string; filter: SessionFilter; found: Name[] }[] = [
      {
        title: "finds all sessions except the ended ones without a filter",
        filter: {},
        found: ["plain", "api", "bare", "newer"],
      },
      {
        title: "finds no ended session with includeEnded false",
        filter: { includeEnded: false },
        found: ["plain", "api", "bare", "newer"],
      },
      {
        title: "finds ended sessions as well with includeEnded true",
        filter: { includeEnded: true },
        found: ["plain", "api", "bare", "newer", "ended"],
      },
      {
        title: "finds the sessions with the driver of the filter",
        filter: { driver: "api" },
        found: ["api", "newer"],
      },
      {
        title: "finds the session with the fingerprint of the filter",
        filter: { fingerprintUUID: fingerprintA },
        found: ["plain"],
      },
      {
        title: "finds a fingerprint that the filter writes in capitals",
        filter: { fingerprintUUID: fingerprintB.toUpperCase() },
        found: ["api"],
      },
      {
        title: "finds only the sessions that match all parts of the filter",
        filter: { fingerprintUUID: fingerprintA, driver: "puppeteer", includeEnded: true },
        found: ["plain", "ended"],
      },
      {
        title: "finds nothing if one part of the filter does not match",
        filter: { fingerprintUUID: fingerprintA, driver: "api", includeEnded: true },
        found: [],
      },
    ];
    for (const { title, filter, found } of cases) {
      it(title, async () => {
        api.listAll.resolves(listed(...Object.values(sessions)));
        expect(await findSessions(api, filter)).to.deep.equal(found.map((name) => sessions[name]));
      });
    }

    it("passes the options of the caller to the service, and rejects with its error", async () => {
      const error = errorOf.unavailable();
      const options = { onRetry: (): void => undefined };
      api.listAll.rejects(error);
      expect(await rejection(findSessions(api, {}, options))).to.equal(error);
      expect(api.listAll.args).to.deep.equal([[options]]);
    });
  });

  it("shows a session without its VNC password", () => {
    expect(infoOf(wire({ vncPassword: "pw", updatedAt: at(1) }))).to.deep.equal(wire({ updatedAt: at(1) }));
  });
});
