import { expect } from "chai";
import { cooldownMs, CircuitBreakerReader } from "../../provider/session/circuit-breaker";
import type { ErrorKind } from "../../provider/tasknet";
import { errorOf, FakeApi, id, otherId, rejection, wire } from "./fixtures";

describe("CircuitBreakerReader", () => {
  let api: FakeApi;
  let now: number;
  let reader: CircuitBreakerReader;
  beforeEach(() => {
    api = new FakeApi();
    now = 1_000_000;
    reader = new CircuitBreakerReader({ find: api.getSession }, () => now);
    api.getSession.callsFake((sessionUUID) => Promise.resolve(wire({ sessionUUID })));
  });

  it("delegates each read with its options", async () => {
    const options = { timeoutMs: 5 };
    expect(await reader.find(id, options)).to.deep.equal(wire());
    expect(api.getSession.args).to.deep.equal([[id, options]]);
  });

  const outages: ErrorKind[] = ["timeout", "connection", "unavailable", "rateLimited", "unauthorized"];
  for (const kind of outages) {
    it(`fails later reads without a request during the cooldown after an outage (${kind})`, async () => {
      const error = errorOf[kind]();
      api.getSession.rejects(error);
      expect(await rejection(reader.find(id))).to.equal(error);
      now += cooldownMs;
      expect(await rejection(reader.find(otherId))).to.equal(error);
      expect(api.calls()).to.deep.equal({ getSession: 1 });

      now += 1;
      api.getSession.resolves(wire({ sessionUUID: otherId }));
      expect((await reader.find(otherId))?.sessionUUID).to.equal(otherId);
    });
  }

  const errorsOfOneSession = (Object.keys(errorOf) as ErrorKind[]).filter((kind) => !outages.includes(kind));
  for (const kind of errorsOfOneSession) {
    it(`sends the next read after an error of one session (${kind})`, async () => {
      api.getSession.onFirstCall().rejects(errorOf[kind]());
      await rejection(reader.find(id));
      expect((await reader.find(otherId))?.sessionUUID).to.equal(otherId);
    });
  }
});
