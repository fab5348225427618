import { expect } from "chai";
import { ServerTime } from "../../provider/tasknet/clock";
import {
  anyId,
  body,
  createClient,
  plainServers,
  rejection,
  reply,
  simulators,
  start,
  TestClock,
} from "./fixtures";

describe("client: server time", () => {
  const simulate = simulators();
  const serve = plainServers();
  const far = Date.UTC(2041, 5, 6, 7, 8, 9);

  it("uses the clock of the machine until the first response", () => {
    const { client, clock } = createClient("http://127.0.0.1:1");
    expect(client.now()).to.equal(start);
    clock.wake(1234);
    expect(client.now()).to.equal(start + 1234);
  });

  it("follows the Date header of each response, and the clock of the machine in between", async () => {
    const sim = await simulate({ manualClock: far });
    const { client, clock } = createClient(sim.url);
    await client.listSessions();
    expect(client.now()).to.equal(far);
    clock.wake(90_000);
    expect(client.now()).to.equal(far + 90_000);
    sim.advance(3_600_000);
    await client.listSessions();
    expect(client.now()).to.equal(far + 3_600_000);
  });

  it("follows a server whose clock is behind", async () => {
    const past = Date.UTC(2001, 0, 1);
    const sim = await simulate({ manualClock: past });
    const { client } = createClient(sim.url);
    await client.listSessions();
    expect(client.now()).to.equal(past);
  });

  for (const [what, fault] of [
    ["an error page of a proxy", { status: 503, bodyShape: "html" }],
    ["a 404", { status: 404 }],
    ["a redirect", { status: 302 }],
    ["a malformed response without an id", { malformed: "not-json" }],
  ] as const) {
    it(`ignores the Date header of ${what}`, async () => {
      const sim = await simulate({ manualClock: far });
      const { client } = createClient(sim.url);
      const before = client.now();
      sim.addFault({ operation: "GetSession", ...fault, times: 99 });
      await rejection(client.getSession(anyId));
      expect(client.now()).to.be.below(far);
      expect(client.now()).to.be.at.least(before);
    });
  }

  it("follows the Date header of a create whose response contains only the id", async () => {
    const sim = await simulate({ manualClock: far, switches: { createResponse: "202-id-only" } });
    const { client } = createClient(sim.url);
    await rejection(client.createSession(body, {}));
    expect(client.now()).to.equal(far);
  });

  it("follows a server whose clock is scaled", async () => {
    const sim = await simulate({ manualClock: false, timeScale: 10_000 });
    const { client } = createClient(sim.url);
    for (let calls = 0; calls < 3; calls += 1) {
      const before = sim.now();
      await client.listSessions();
      // The header has whole seconds.
      expect(client.now()).to.be.within(before - 1000, sim.now());
    }
  });

  for (const header of [undefined, "no date"]) {
    it(`keeps the server time if the Date header is ${header === undefined ? "absent" : "malformed"}`, async () => {
      const server = await serve((_, response) => {
        response.sendDate = false;
        if (header !== undefined) response.setHeader("Date", header);
        reply(response, 200, "{}");
      });
      const serverTime = new ServerTime(new TestClock());
      serverTime.observe(new Date(far).toUTCString());
      await createClient(server.url, { serverTime }).client.listSessions();
      expect(serverTime.now()).to.equal(far);
    });
  }

  it("shares one server time among the clients that receive it", async () => {
    const sim = await simulate({ manualClock: far });
    const serverTime = new ServerTime(new TestClock());
    const idle = createClient("http://127.0.0.1:1", { serverTime }).client;
    await createClient(sim.url, { serverTime }).client.listSessions();
    expect(idle.now()).to.equal(far);
  });

  it("compares the date of a Retry-After with the server time", async () => {
    const sim = await simulate({
      manualClock: far,
      faults: [
        { operation: "ListSessions", status: 503, retryAfter: new Date(far + 7000).toUTCString() },
        { operation: "ListSessions", status: 429, retryAfter: new Date(far + 8000).toUTCString() },
      ],
    });
    const { client, clock } = createClient(sim.url);
    await client.listSessions();
    expect(clock.waits).to.deep.equal([7000, 8000]);
  });
});
