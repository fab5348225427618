import { expect } from "chai";
import { ServerTime } from "../../provider/tasknet/clock";
import { anyId, body, kit, plainServers, rejection, reply, simulators, start, TestClock } from "./fixtures";

describe("client: the server's time", () => {
  const simulate = simulators();
  const serve = plainServers();
  const far = Date.UTC(2041, 5, 6, 7, 8, 9);

  it("is the machine's until the first answer", () => {
    const { client, clock } = kit("http://127.0.0.1:1");
    expect(client.now()).to.equal(start);
    clock.wake(1234);
    expect(client.now()).to.equal(start + 1234);
  });

  it("follows the Date header of each answer, and the machine's clock in between", async () => {
    const sim = await simulate({ manualClock: far });
    const { client, clock } = kit(sim.url);
    await client.listSessions();
    expect(client.now()).to.equal(far);
    clock.wake(90_000);
    expect(client.now()).to.equal(far + 90_000);
    sim.advance(3_600_000);
    await client.listSessions();
    expect(client.now()).to.equal(far + 3_600_000);
  });

  it("follows a server that is behind", async () => {
    const past = Date.UTC(2001, 0, 1);
    const sim = await simulate({ manualClock: past });
    const { client } = kit(sim.url);
    await client.listSessions();
    expect(client.now()).to.equal(past);
  });

  for (const [what, fault] of [
    ["an error page of a proxy", { status: 503, bodyShape: "html" }],
    ["a 404", { status: 404 }],
    ["a redirect", { status: 302 }],
    ["a malformed response without an id", { malformed: "not-json" }],
  ] as const) {
    it(`learns nothing from ${what}`, async () => {
      const sim = await simulate({ manualClock: far });
      const { client } = kit(sim.url);
      const before = client.now();
      sim.addFault({ operation: "GetSession", ...fault, times: 99 });
      await rejection(client.getSession(anyId));
      expect(client.now()).to.be.below(far);
      expect(client.now()).to.be.at.least(before);
    });
  }

  it("follows a create that is answered with the id alone", async () => {
    const sim = await simulate({ manualClock: far, switches: { createResponse: "202-id-only" } });
    const { client } = kit(sim.url);
    await rejection(client.createSession(body, {}));
    expect(client.now()).to.equal(far);
  });

  it("follows a scaled clock", async () => {
    const sim = await simulate({ manualClock: false, timeScale: 10_000 });
    const { client } = kit(sim.url);
    for (let calls = 0; calls < 3; calls += 1) {
      const before = sim.now();
      await client.listSessions();
      // The header has whole seconds.
      expect(client.now()).to.be.within(before - 1000, sim.now());
    }
  });

  for (const header of [undefined, "no date"]) {
    it(`stays as it is where the Date header is ${header ?? "absent"}`, async () => {
      const server = await serve((_, response) => {
        response.sendDate = false;
        if (header !== undefined) response.setHeader("Date", header);
        reply(response, 200, "{}");
      });
      const serverTime = new ServerTime(new TestClock());
      serverTime.observe(new Date(far).toUTCString());
      await kit(server.url, { serverTime }).client.listSessions();
      expect(serverTime.now()).to.equal(far);
    });
  }

  it("is shared by clients that are given the same", async () => {
    const sim = await simulate({ manualClock: far });
    const serverTime = new ServerTime(new TestClock());
    const idle = kit("http://127.0.0.1:1", { serverTime }).client;
    await kit(sim.url, { serverTime }).client.listSessions();
    expect(idle.now()).to.equal(far);
  });

  it("is what a Retry-After date is read against", async () => {
    const sim = await simulate({
      manualClock: far,
      faults: [
        { operation: "ListSessions", status: 503, retryAfter: new Date(far + 7000).toUTCString() },
        { operation: "ListSessions", status: 429, retryAfter: new Date(far + 8000).toUTCString() },
      ],
    });
    const { client, clock } = kit(sim.url);
    await client.listSessions();
    expect(clock.waits).to.deep.equal([7000, 8000]);
  });
});
