import { expect } from "chai";
import { read } from "../../provider/session";
import {
  contextOf,
  errorOf,
  FakeApi,
  id,
  listed,
  msAt,
  notFound,
  rejection,
  resourceKey,
  stateOf,
  wire,
} from "./fixtures";

describe("read", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
    api.nowMs = msAt(0.5);
  });

  const warned: Record<string, () => void> = {
    "is overdue": () => {
      api.nowMs = msAt(31) + 1;
      api.getSession.resolves(wire());
    },
    "is not shown yet": () => {
      api.timeLeftMs = 0;
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      api.listAll.resolves(listed());
    },
    "cannot be read with the key": () => api.getSession.rejects(errorOf.unauthorized()),
  };
  for (const [name, setUp] of Object.entries(warned)) {
    for (const [listener, options] of [
      ["no options", undefined],
      ["options without a listener", {}],
    ] as const) {
      it(`keeps a session that ${name} if the caller gives ${listener}`, async () => {
        setUp();
        expect(await read(contextOf(api), id, stateOf(), options)).to.deep.equal(stateOf());
      });
    }
  }

  it("records the properties that the service shows of an overdue session", async () => {
    api.nowMs = msAt(31) + 1;
    api.getSession.resolves(wire({ vncPassword: "pw" }));
    const state = await read(contextOf(api), id, stateOf());
    expect(state).to.deep.equal(stateOf({}, { vncPassword: "pw" }));
  });

  it("explains after a refused key that the state may hold an old key, and how to set a valid one", async () => {
    api.getSession.rejects(errorOf.unauthorized());
    const warnings: string[] = [];
    const onWarning = (message: string): void => void warnings.push(message);
    await read(contextOf(api), id, stateOf(), { onWarning });
    expect(warnings.join()).to.contain("the state holds from the last update. Set a valid key with `pulumi");
  });

  it("explains after a failure when to run the command again, and how to continue without the service", async () => {
    api.getSession.rejects(errorOf.unavailable());
    const { message } = await rejection(read(contextOf(api, { urn: resourceKey }), id, stateOf()));
    expect(message)
      .to.contain("Run the command again when the service responds")
      .and.contain("end the session and remove it from the state:\n")
      .and.contain(`pulumi state delete '${resourceKey}'`);
  });
});
