import { expect } from "chai";
import { InitFailedError } from "../../provider/resource";
import { create } from "../../provider/session";
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

describe("create whose request is no longer active", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
    api.createSession.resolves(wire());
    api.endSession.resolves({ isPending: false });
  });

  const createAbandoned = (): Promise<unknown> =>
    create(contextOf(api), { inputs: inputs(), resourceKey, isRequestActive: () => false });

  it("ends the session of an abandoned create", async () => {
    expect((await rejection(createAbandoned())).message).to.equal(
      `session ${id} was ended: the engine stopped, so no state records it`,
    );
    expect(api.calls()).to.deep.equal({ createSession: 1, endSession: 1 });
    const [ended, options] = api.endSession.firstCall.args;
    expect(ended).to.equal(id);
    // The engine kills a provider that has not ended after 5 seconds.
    expect(options?.timeoutMs).to.be.within(1_000, 4_500);
  });

  it("checks whether the request is active only after the response arrives", async () => {
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

  it("ends the unconfirmed session of an abandoned create", async () => {
    api.createSession.rejects(malformed(id));
    api.getSession.rejects(errorOf.unavailable());
    expect(await rejection(createAbandoned())).to.not.be.instanceOf(InitFailedError);
    expect(api.calls()).to.deep.equal({ createSession: 1, endSession: 1 });
  });

  it("ends a session whose create is abandoned during the confirmation", async () => {
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

  it("reports a session of an abandoned create that it could not end", async () => {
    const call = { method: "DELETE", path: `/private/v1/sessions/${id}`, status: 503 };
    api.endSession.rejects(new UnavailableError("busy", call, undefined));
    expect((await rejection(createAbandoned())).message).to.match(
      /^could not end session .+, and it may still be running/,
    );
  });

  it("ends no session of an abandoned create without its id", async () => {
    api.createSession.rejects(malformed());
    api.listAll.resolves(listed(wire()));
    await rejection(createAbandoned());
    expect(api.calls()).to.deep.equal({ createSession: 1, listSessions: 1 });
  });

  it("records the session of a create that is still active", async () => {
    expect(
      await create(contextOf(api), { inputs: inputs(), resourceKey, isRequestActive: () => true }),
    ).to.deep.equal(stateOf());
    expect(api.calls()).to.deep.equal({ createSession: 1 });
  });
});
