import { expect } from "chai";
import { observe } from "../../provider/session";
import { contextOf, FakeApi, id, listed, msAt, notFound, otherId, stateOf, wire } from "./fixtures";

describe("observe of a session that a read does not show", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(0.5);
    api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
    api.listAll.resolves(listed());
  });

  it("finds a session running if the list shows its id without regard to case", async () => {
    const session = wire({ sessionUUID: id.toUpperCase() });
    api.listAll.resolves(listed(wire({ sessionUUID: otherId }), session));
    expect(await observe(contextOf(api), id, stateOf())).to.deep.equal({ kind: "running", session });
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("finds a session ended if the list arrives a minute after the own create", async () => {
    let now = msAt(0.5);
    api.now = () => now;
    api.listAll.callsFake(() => {
      now = msAt(1);
      return Promise.resolve(listed());
    });
    expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("ended");
    expect(api.waits).to.be.empty;
    expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
  });

  it("reports the duration of each wait before another read", async () => {
    api.getSession.onThirdCall().resolves(wire());
    const statuses: string[] = [];
    await observe(contextOf(api), id, stateOf(), { onRetry: (status) => statuses.push(status) });
    expect(statuses).to.deep.equal([
      `retrying in 1.0 s: Tasknet does not show session ${id} yet`,
      `retrying in 2.0 s: Tasknet does not show session ${id} yet`,
    ]);
  });

  it("repeats the read until a minute of its own clock is over if the clock of the service stands still", async () => {
    api.now = () => msAt(0.5);
    api.getSession.onFirstCall().callsFake(() => {
      api.nowMs += 5_000;
      return Promise.reject(notFound("SESSION_NOT_FOUND"));
    });
    expect((await observe(contextOf(api), id, stateOf())).kind).to.equal("ended");
    expect(api.waits).to.deep.equal([1_000, 2_000, 4_000, ...Array<number>(7).fill(8_000)]);
  });
});
