import { expect } from "chai";
import { defaultEndpoint, parseEndpoint } from "../../provider/tasknet/endpoint";
import { createClient, simulators } from "./fixtures";

describe("client: the endpoint", () => {
  const simulate = simulators();

  const accepted: [given: string, normal: string][] = [
    [defaultEndpoint, "https://api.tasknet.co"],
    ["https://api.tasknet.co/", "https://api.tasknet.co"],
    ["https://api.tasknet.co///", "https://api.tasknet.co"],
    ["HTTPS://API.Tasknet.CO:443", "https://api.tasknet.co"],
    ["https://proxy.example:8443/tasknet/", "https://proxy.example:8443/tasknet"],
    ["https://proxy.example/a/../b", "https://proxy.example/b"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
    ["http://[::1]:8080", "http://[::1]:8080"],
    ["http://LOCALHOST", "http://localhost"],
  ];
  for (const [given, normal] of accepted) {
    it(`normalizes the endpoint ${given} to ${normal}`, () => {
      expect(parseEndpoint(given)).to.equal(normal);
      expect(parseEndpoint(normal)).to.equal(normal);
    });
  }

  const notUrl = /is not a URL/;
  const notSecure = /must be an https URL, or http on loopback/;
  const hasUser = /must not contain a user name or password/;
  const hasMore = /must not contain a query or a fragment/;
  const rejected: [given: string, why: RegExp][] = [
    ["", notUrl],
    ["api.tasknet.co", notUrl],
    ["/private", notUrl],
    ["https://", notUrl],
    ["http://api.tasknet.co", notSecure],
    ["http://10.0.0.1", notSecure],
    ["http://127.0.0.1.example.com", notSecure],
    ["http://localhost.example.com", notSecure],
    ["http://[::2]", notSecure],
    ["ws://localhost", notSecure],
    ["ftp://localhost", notSecure],
    ["file:///etc/hosts", notSecure],
    ["localhost:8080", notSecure],
    ["https://canary@api.tasknet.co", hasUser],
    ["https://user:canary@api.tasknet.co", hasUser],
    ["https://:canary@api.tasknet.co", hasUser],
    ["http://canary@example.com", hasUser],
    ["https://api.tasknet.co?key=canary", hasMore],
    ["https://api.tasknet.co/#canary", hasMore],
  ];
  for (const [given, why] of rejected) {
    it(`rejects ${JSON.stringify(given)} as an endpoint`, () => {
      let error: unknown;
      try {
        parseEndpoint(given);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).to.be.instanceOf(Error);
      expect((error as Error).message).to.match(why);
      // The value may contain a password.
      expect((error as Error).message).to.not.contain("canary");
    });
  }

  it("calls the same path if the endpoint has a trailing slash", async () => {
    const sim = await simulate();
    await createClient(parseEndpoint(`${sim.url}/`)).client.listSessions();
    expect(sim.ledger[0]).to.include({ path: "/private/v1/sessions", status: 200 });
  });
});
