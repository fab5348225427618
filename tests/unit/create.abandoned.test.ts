import { expect } from "chai";
import { create, InitFailedError } from "../../provider/session";
import { UnavailableError } from "../../provider/tasknet";
import {
  contextOf,
  FakeApi,
  id,
  inputs,
  malformed,
  errorOf,
  rejection,
  stateOf,
  wire,
  resourceKey,
  listed,
} from "./fixtures";

describe("a create whose answer nobody awaits any more", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
    api.createSession.resolves(wire());
    api.endSession.resolves({ isPending: false });
  });

  const unheard = (): Promise<unknown> =>
    create(contextOf(api), { inputs: inputs(), resourceKey, isRequestActive: () => false });

  it("ends its session again", async () => {
    expect((await rejection(unheard())).message).to.equal(
      `session ${id} was ended again: the engine is gone, so no state would hold it`,
    );
    expect(api.calls()).to.deep.equal({ createSession: 1, endSession: 1 });
    const [ended, options] = api.endSession.firstCall.args;
    expect(ended).to.equal(id);
    // The engine kills a provider that has not ended after 5 seconds.
    expect(options?.timeoutMs).to.be.within(1_000, 4_500);
  });

  it("asks when the answer is there, not before", async () => {
    let isRequestActive = true;
    api.createSession.callsFake(() => {
      isRequestActive = false;
      return Promise.resolve(wire());
    });
    await rejection(
      create(contextOf(api), {
        inputs: inputs(),
        resourceKey,
        isRequestActive: () => Promise.resolve(isRequestActive),
      }),
    );
    expect(api.calls()).to.deep.equal({ createSession: 1, endSession: 1 });
  });

  it("ends a session that could not be confirmed, too", async () => {
    api.createSession.rejects(malformed(id));
    api.getSession.rejects(errorOf.unavailable());
    expect(await rejection(unheard())).to.not.be.instanceOf(InitFailedError);
    expect(api.calls()).to.deep.equal({ createSession: 1, endSession: 1 });
  });

  it("ends a session whose engine goes while it is being confirmed", async () => {
    let isRequestActive = true;
    api.createSession.rejects(malformed(id));
    api.getSession.callsFake(() => {
      isRequestActive = false;
      return Promise.reject(errorOf.unavailable());
    });
    const request = { inputs: inputs(), resourceKey, isRequestActive: () => isRequestActive };
    const error = await rejection(create(contextOf(api), request));
    expect(error).to.not.be.instanceOf(InitFailedError);
    expect(api.calls()).to.deep.equal({ createSession: 1, endSession: 1, getSession: 1 });
  });

  it("says what it could not end", async () => {
    const call = { method: "DELETE", path: `/private/v1/sessions/${id}`, status: 503 };
    api.endSession.rejects(new UnavailableError("busy", call, undefined));
    expect((await rejection(unheard())).message).to.match(
      /^could not end session .+, and it may still be running/,
    );
  });

  it("ends nothing on a guess", async () => {
    api.createSession.rejects(malformed());
    api.listAll.resolves(listed(wire()));
    await rejection(unheard());
    expect(api.calls()).to.deep.equal({ createSession: 1, listSessions: 1 });
  });

  it("that is awaited is recorded as ever", async () => {
    expect(
      await create(contextOf(api), { inputs: inputs(), resourceKey, isRequestActive: () => true }),
    ).to.deep.equal(stateOf());
    expect(api.calls()).to.deep.equal({ createSession: 1 });
  });
});
