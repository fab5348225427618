import { expect } from "chai";
import { FakeApi, id, msAt, notFound, stateOf, wire } from "./fixtures";
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

  it("replaces a session that is recorded as terminated without a call, and gives the reason", async () => {
    const result = await run(stateOf({}, { status: "terminated" }));
    expect(result.isReplacement).to.be.true;
    expect(result.notices).to.deep.equal([
      `session ${id} has ended (it is recorded as terminated), so a new one is created`,
    ]);
    expect(api.calls()).to.deep.equal({});
  });

  it("replaces a session whose lease is over without a warning that it is kept", async () => {
    api.nowMs = msAt(31) + 1;
    api.getSession.resolves(wire());
    const result = await run(stateOf());
    expect(result.isReplacement).to.be.true;
    expect(result.warnings).to.deep.equal([]);
  });

  describe("with ignoreChanges", () => {
    it("replaces the session if a change replaces it that is not ignored", async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const result = await run(stateOf(), { driver: "api" }, { ignoredChanges: ["status"] });
      expect(result.changes.map(({ property }) => property)).to.deep.equal(["driver"]);
      expect(result.isReplacement).to.be.true;
    });

    it("updates the session if only the ignored change replaces it", async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const result = await run(stateOf(), { renewBefore: 5 }, { ignoredChanges: ["status"] });
      expect(result.changes.map(({ kind }) => kind)).to.deep.equal(["store"]);
      expect(result.isReplacement).to.be.false;
    });
  });
});
