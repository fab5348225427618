import { expect } from "chai";
import type { ServerResponse } from "node:http";
import { TasknetClient } from "../../provider/tasknet/client";
import { RequestLimiter, maxInFlight } from "../../provider/tasknet/limiter";
import {
  anyId,
  createClient,
  plainServers,
  rejection,
  reply,
  sessionsPath,
  settings,
  simulators,
  TestClock,
  until,
  width,
  wireSession,
} from "./fixtures";

describe("client: the limiter over HTTP", () => {
  const simulate = simulators();
  const serve = plainServers();

  /** The number of lists that reach a server at the same time, if it responds to none before `expected` have arrived. */
  async function inFlight(
    expected: number,
    listAll: (url: string) => Promise<unknown>[],
  ): Promise<{ atOnce: number; inAll: number }> {
    const held: ServerResponse[] = [];
    let isOpen = false;
    let lists = 0;
    const respond = (response: ServerResponse): void => {
      reply(response, 200, "{}");
    };
    const { url } = await serve((request, response) => {
      if (request.url !== sessionsPath) {
        reply(response, 200, JSON.stringify(wireSession));
        return;
      }
      lists += 1;
      if (isOpen) respond(response);
      else held.push(response);
    });
    const all = Promise.all(listAll(url));
    await until(() => held.length >= expected);
    // A request without the limiter arrives; a request that was sent before it would have arrived as well.
    await createClient(url).client.getSession(anyId);
    const atOnce = held.length;
    isOpen = true;
    held.forEach(respond);
    await all;
    return { atOnce, inAll: lists };
  }

  for (const [what, limiter, bound] of [
    ["with the default bound", () => new RequestLimiter(new TestClock()), maxInFlight],
    ["with a bound of 3", () => new RequestLimiter(new TestClock(), 3), 3],
    ["with a bound of 1", () => new RequestLimiter(new TestClock(), 1), 1],
  ] as const) {
    it(`sends exactly ${bound} of 40 requests at the same time ${what}`, async () => {
      const counts = await inFlight(bound, (url) => {
        const { client } = createClient(url, { limiter: limiter() });
        return Array.from({ length: 40 }, () => client.listSessions());
      });
      expect(counts).to.deep.equal({ atOnce: bound, inAll: 40 });
    });
  }

  it("shares one limiter among all clients of the process by default", async () => {
    const counts = await inFlight(maxInFlight, (endpoint) => {
      const clients = [1, 2, 3].map(() => new TasknetClient({ ...settings, endpoint }));
      return clients.flatMap((client) => Array.from({ length: 10 }, () => client.listSessions()));
    });
    expect(counts).to.deep.equal({ atOnce: maxInFlight, inAll: 30 });
  });

  it("delays the requests of all clients until the Retry-After of a 429 is over", async () => {
    const sim = await simulate({ faults: [{ operation: "ListSessions", status: 429, retryAfter: 5 }] });
    const clock = new TestClock();
    clock.isHeld = true;
    const limiter = new RequestLimiter(clock);
    const limited = createClient(sim.url, { limiter, clock }).client.listSessions();
    await until(() => clock.waits.length === 1);
    const other = rejection(createClient(sim.url, { limiter, clock }).client.getSession(anyId));
    // A request without the limiter arrives; a request that was sent before it would have arrived as well.
    await createClient(sim.url).client.listSessions();
    expect(sim.ledger.map((entry) => entry.status)).to.deep.equal([429, 200]);
    clock.wake(5000);
    expect(await limited).to.deep.equal([]);
    expect((await other).kind).to.equal("notFound");
    expect(clock.waits).to.deep.equal([5000]);
    expect(sim.ledger).to.have.length(4);
  });

  it("halves the number of concurrent requests after a 429, and raises it after successes", async () => {
    const sim = await simulate();
    const limiter = new RequestLimiter(new TestClock(), 4);
    const { client } = createClient(sim.url, { limiter });
    sim.addFault({ operation: "ListSessions", status: 429, retryAfter: 1 });
    await client.listSessions();
    expect(await width(limiter)).to.equal(2);
    // The success after the 429 is the first of four.
    for (const after of [2, 2, 3]) {
      await client.listSessions();
      expect(await width(limiter)).to.equal(after);
    }
  });

  it("completes all calls under a rate limit that the service enforces", async () => {
    const sim = await simulate({
      faults: [{ operation: "ListSessions", status: 429, retryAfter: 1, times: 20 }],
    });
    const { client, clock } = createClient(sim.url);
    await Promise.all(Array.from({ length: 30 }, () => client.listSessions()));
    expect(sim.ledger.filter((entry) => entry.status === 200)).to.have.length(30);
    expect(sim.ledger.filter((entry) => entry.status === 429)).to.have.length(20);
    expect(clock.waits.length).to.be.at.most(20);
  });

  it("raises the number of concurrent requests after error responses as well", async () => {
    const sim = await simulate();
    const limiter = new RequestLimiter(new TestClock(), 2);
    limiter.onRateLimited(0);
    const { client } = createClient(sim.url, { limiter });
    for (let calls = 0; calls < 4; calls += 1) await rejection(client.getSession(anyId));
    expect(await width(limiter)).to.equal(2);
  });
});
