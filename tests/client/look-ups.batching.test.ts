import { expect } from "chai";
import { getSession } from "../../sdk/functions";
import { defaultAccount } from "../../simulator/index";
import { body, createClient, simulators } from "./fixtures";

describe("client: getSession of a program", () => {
  const simulate = simulators();
  const saved = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) {
      if (name.startsWith("TASKNET_") && !(name in saved)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, saved);
  });

  it("shares one call among simultaneous look-ups, but not with later ones", async () => {
    const sim = await simulate();
    process.env.TASKNET_ENDPOINT = sim.url;
    process.env.TASKNET_API_KEY = defaultAccount.apiKey;
    process.env.TASKNET_API_KEY_ID = defaultAccount.apiKeyId;
    const { client } = createClient(sim.url);
    const made = await Promise.all([client.createSession(body, {}), client.createSession(body, {})]);
    const ids = made.map(({ sessionUUID }) => sessionUUID);
    sim.clearLedger();
    for (let batches = 1; batches <= 2; batches += 1) {
      const found = await Promise.all(ids.map((sessionUUID) => getSession({ sessionUUID })));
      expect(found.map(({ sessionUUID }) => sessionUUID)).to.deep.equal(ids);
      expect(sim.ledger.map(({ operation }) => operation)).to.deep.equal(
        Array<string>(batches).fill("ListSessions"),
      );
    }
  });
});
