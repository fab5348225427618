import { expect } from "chai";
import { read, update } from "../../provider/session";
import { indicatesEnded } from "../../provider/session/errors";
import { RateLimitedError, UnauthorizedError, UnavailableError } from "../../provider/tasknet";
import type { TasknetError } from "../../provider/tasknet";
import {
  badRequest,
  contextOf,
  errorOf,
  FakeApi,
  id,
  inputs,
  msAt,
  notFound,
  rejection,
  stateOf,
} from "./fixtures";

const call = (
  status: number,
  code?: string,
): { method: string; path: string; status: number; code?: string } => ({
  method: "GET",
  path: "/",
  status,
  ...(code === undefined ? {} : { code }),
});

describe("indicatesEnded", () => {
  const cases: readonly (readonly [string, TasknetError, boolean])[] = [
    ["a 404 of the API", notFound("SESSION_NOT_FOUND"), true],
    ["a 404 of something else", notFound(), false],
    ["a 410", badRequest(410), true],
    ["a 400 with SESSION_NOT_FOUND", badRequest(400, "SESSION_NOT_FOUND"), true],
    ["a 409 with SESSION_EXPIRED", badRequest(409, "SESSION_EXPIRED"), true],
    ["a 500 with SESSION_EXPIRED", new UnavailableError("", call(500, "SESSION_EXPIRED"), undefined), true],
    ["a 400 without a code", badRequest(), false],
    ["a 400 with another code", badRequest(400, "BAD_REQUEST"), false],
    ["a 500 without a code", errorOf.unavailable(), false],
    // A login may be called a session, too.
    ["a 401 with SESSION_EXPIRED", new UnauthorizedError("", call(401, "SESSION_EXPIRED")), false],
    ["a 429 with SESSION_EXPIRED", new RateLimitedError("", call(429, "SESSION_EXPIRED"), undefined), false],
    ["a timeout", errorOf.timeout(), false],
    ["a cancel", errorOf.cancelled(), false],
  ];
  for (const [name, error, isEnd] of cases) {
    it(`${isEnd ? "recognizes" : "does not recognize"} ${name} as the end of a session`, () => {
      expect(indicatesEnded(error)).to.equal(isEnd);
    });
  }

  it("does not recognize an error that is not of the API as the end of a session, whatever its status", () => {
    expect(indicatesEnded(Object.assign(new Error("gone"), { status: 410 }))).to.be.false;
  });

  it("drops a session in a read after a 410", async () => {
    const api = new FakeApi();
    api.nowMs = msAt(1);
    api.getSession.rejects(badRequest(410));
    expect(await read(contextOf(api), id, stateOf())).to.be.undefined;
    expect(api.calls()).to.deep.equal({ getSession: 1 });
  });

  it("reports in an update that the session ended before its lease could be set", async () => {
    const api = new FakeApi();
    api.updateSession.rejects(badRequest(410));
    const error = await rejection(
      update(contextOf(api), { state: stateOf(), newInputs: inputs({ leaseTime: 20 }) }),
    );
    expect(error.message).to.include("ended before its lease could be set");
  });
});
