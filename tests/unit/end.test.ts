import { expect } from "chai";
import { end } from "../../provider/session";
import type { TasknetError } from "../../provider/tasknet";
import { UnavailableError } from "../../provider/tasknet";
import {
  badRequest,
  contextOf,
  errorOf,
  FakeApi,
  id,
  notFound,
  origin,
  otherId,
  rejection,
  stateOf,
  wire,
  listed,
} from "./fixtures";

const endCommand = new RegExp(`npx pulumi-tasknet end --endpoint '${origin.endpoint}' ${id}`);

describe("end", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
  });

  it("sends one DELETE with the given options", async () => {
    api.endSession.resolves({ isPending: false });
    const options = { timeoutMs: 5 };
    await end(contextOf(api), { sessionUUID: id }, options);
    expect(api.endSession.args).to.deep.equal([[id, options]]);
    expect(api.calls()).to.deep.equal({ endSession: 1 });
  });

  describe("of a session that has ended already", () => {
    const cases: { name: string; error: TasknetError }[] = [
      { name: "a 404", error: notFound("SESSION_NOT_FOUND") },
      { name: "a 410", error: badRequest(410) },
      { name: "SESSION_NOT_FOUND", error: badRequest(400, "SESSION_NOT_FOUND") },
      { name: "SESSION_EXPIRED", error: badRequest(409, "SESSION_EXPIRED") },
      {
        name: "a 500 with SESSION_EXPIRED",
        error: new UnavailableError(
          "gone",
          { method: "DELETE", path: "/", status: 500, code: "SESSION_EXPIRED" },
          undefined,
        ),
      },
    ];
    for (const { name, error } of cases) {
      it(`resolves without another call after ${name}`, async () => {
        api.endSession.rejects(error);
        await end(contextOf(api), { sessionUUID: id });
        expect(api.calls()).to.deep.equal({ endSession: 1 });
      });
    }
  });

  describe("of a session that was created less than a minute ago", () => {
    beforeEach(() => {
      api.endSession.rejects(notFound("SESSION_NOT_FOUND"));
    });

    it("repeats a DELETE that finds no session until the minute is over", async () => {
      await end(contextOf(api), { sessionUUID: id, state: stateOf() });
      expect(api.waits.reduce((sum, ms) => sum + ms, 0)).to.be.within(60_000, 64_000);
    });

    it("sends one DELETE if the state records the session as terminated", async () => {
      await end(contextOf(api), { sessionUUID: id, state: stateOf({}, { status: "terminated" }) });
      expect(api.calls()).to.deep.equal({ endSession: 1 });
    });
  });

  describe("after a 404 that is not from the API", () => {
    beforeEach(() => {
      api.endSession.rejects(notFound());
    });

    for (const [name, sessions] of [
      ["shows no sessions", []],
      ["shows only another session", [wire({ sessionUUID: otherId })]],
      ["shows the session as terminated", [wire({ status: "terminated" })]],
    ] as const) {
      it(`considers a session as ended after a foreign 404 if the list ${name}`, async () => {
        api.listAll.resolves(listed(...sessions));
        await end(contextOf(api), { sessionUUID: id });
        expect(api.calls()).to.deep.equal({ endSession: 1, listSessions: 1 });
      });
    }

    it("rejects after a foreign 404 if the list shows the session as running", async () => {
      api.listAll.resolves(listed(wire({ sessionUUID: otherId }), wire()));
      expect((await rejection(end(contextOf(api), { sessionUUID: id }))).message).to.contain(
        "may still be running",
      );
    });

    it("repeats the DELETE for a minute while the list shows the session as running", async () => {
      api.listAll.resolves(listed(wire()));
      await rejection(end(contextOf(api), { sessionUUID: id }));
      expect(api.waits).to.deep.equal(Array(15).fill(4_000));
      expect(api.calls()).to.deep.equal({ endSession: 16, listSessions: 16 });
    });

    it("resolves as soon as the list no longer shows the session", async () => {
      api.listAll.onFirstCall().resolves(listed(wire())).onSecondCall().resolves(listed());
      const statuses: string[] = [];
      await end(contextOf(api), { sessionUUID: id }, { onRetry: (status) => statuses.push(status) });
      expect(api.calls()).to.deep.equal({ endSession: 2, listSessions: 2 });
      expect(statuses).to.deep.equal([`retrying in 4.0 s: a DELETE found no session ${id}`]);
    });

    it("ends a session that a gateway hid with a second DELETE", async () => {
      api.listAll.resolves(listed(wire()));
      api.endSession.onSecondCall().resolves({ isPending: false });
      await end(contextOf(api), { sessionUUID: id });
      expect(api.calls()).to.deep.equal({ endSession: 2, listSessions: 1 });
    });

    for (const kind of ["notFound", "unauthorized", "unavailable"] as const) {
      it(`rejects after a foreign 404 if the list fails (${kind})`, async () => {
        api.listAll.rejects(errorOf[kind]());
        const error = await rejection(end(contextOf(api), { sessionUUID: id }));
        expect(error.message).to.contain(id).and.contain("may still be running").and.match(endCommand);
      });
    }
  });

  for (const kind of [
    "badRequest",
    "rateLimited",
    "unavailable",
    "timeout",
    "connection",
    "invalidResponse",
    "cancelled",
  ] as const) {
    it(`reports after an error (${kind}) that the session may still be running and how to end it`, async () => {
      const cause = errorOf[kind]();
      api.endSession.rejects(cause);
      const error = await rejection(end(contextOf(api), { sessionUUID: id }));
      expect(error.message)
        .to.contain(id)
        .and.contain("may still be running")
        .and.contain(cause.message)
        .and.match(endCommand);
      expect(error.cause).to.equal(cause);
      expect(api.calls()).to.deep.equal({ endSession: 1 });
    });
  }

  for (const status of [400, 409, 500]) {
    it(`does not consider a session as ended after a ${status} with a different code`, async () => {
      api.endSession.rejects(badRequest(status, "CONFLICT"));
      expect((await rejection(end(contextOf(api), { sessionUUID: id }))).message).to.contain(
        "may still be running",
      );
    });
  }

  it("gives the commands that end the session and remove it from the state, without a key", async () => {
    api.endSession.rejects(errorOf.timeout());
    const { message } = await rejection(end(contextOf(api), { sessionUUID: id }));
    expect(message).to.contain("To remove it from the state: pulumi state delete");
    expect(message).to.match(endCommand).and.not.contain("API_KEY");
  });

  it("names both solutions after a refused key", async () => {
    api.endSession.rejects(errorOf.unauthorized());
    const { message } = await rejection(end(contextOf(api), { sessionUUID: id }));
    expect(message).to.contain(id).and.contain(errorOf.unauthorized().message);
    expect(message).to.contain("TASKNET_API_KEY").and.contain("TASKNET_API_KEY_ID");
    expect(message).to.contain("pulumi state delete").and.not.contain("npx");
  });
});
