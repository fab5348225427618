import { expect } from "chai";
import { InitFailedError } from "../../provider/resource";
import { create } from "../../provider/session";
import type { SessionContext } from "../../provider/session";
import {
  contextOf,
  errorOf,
  FakeApi,
  id,
  inputs,
  listed,
  malformed,
  msAt,
  rejection,
  resourceKey,
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

  it("records a session that differs from the inputs even without a listener to warnings", async () => {
    api.createSession.resolves(wire({ driver: "api" }));
    expect(await createRunner(context, {})()).to.have.property("driver", "api");
    const other = { inputs: inputs(), resourceKey };
    expect(await create(context, other)).to.have.property("driver", "api");
  });

  it("takes no id from an error that is not of the API", async () => {
    api.createSession.rejects(Object.assign(new Error("cut"), { sessionUUID: id }));
    api.listAll.resolves(listed());
    expect(await rejection(run())).to.not.be.instanceOf(InitFailedError);
    expect(context.memory.isOwn(id)).to.be.false;
  });

  it("remembers an unconfirmed session as an init failure", async () => {
    api.createSession.rejects(malformed(id));
    api.getSession.rejects(errorOf.unavailable());
    await rejection(run());
    expect(context.memory.isInitFailed(id)).to.be.true;
  });

  describe("of a session that a repeated create confirms", () => {
    beforeEach(async () => {
      api.createSession.rejects(malformed(id));
      api.getSession.rejects(errorOf.unavailable());
      await rejection(run());
    });

    it("warns of a different lease exactly a minute after the first response", async () => {
      api.nowMs = msAt(1);
      api.getSession.resolves(wire({ currentLeaseTime: 60 }));
      await run();
      expect(warnings).to.deep.equal([
        `session ${id} was created, but its lease is 60 minutes instead of 30`,
      ]);
    });

    it("considers a lower lease time after that minute as the remaining time, without a warning", async () => {
      api.nowMs = msAt(1) + 1;
      api.getSession.resolves(wire({ currentLeaseTime: 28 }));
      await run();
      expect(warnings).to.be.empty;
    });

    it("records a confirmed session that still runs although its lease is over", async () => {
      api.nowMs = msAt(40);
      api.getSession.resolves(wire());
      expect(await run()).to.include({ sessionUUID: id, status: "running" });
    });

    it("names the first and the last error if the confirmation fails again", async () => {
      api.getSession.rejects(errorOf.timeout());
      const error = await rejection(run());
      expect(error.message).to.contain(
        `could not be confirmed: ${malformed().message}; then: ${errorOf.timeout().message}\n`,
      );
      expect(error.cause).to.have.property("kind", "invalidResponse");
    });
  });
});
