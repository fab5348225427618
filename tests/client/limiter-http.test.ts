import { expect } from "chai";
import type { ServerResponse } from "node:http";
import { TasknetClient } from "../../provider/tasknet/client";
import { RequestLimiter, maxInFlight } from "../../provider/tasknet/limiter";
import {
  anyId,
  kit,
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

  /** How many lists at one time reach a server that answers none of them before `expected` have come. */
  async function inFlight(
    expected: number,
    listAll: (url: string) => Promise<unknown>[],
  ): Promise<{ atOnce: number; inAll: number }> {
    const held: ServerResponse[] = [];
    let isOpen = false;
    let lists = 0;
    const answer = (response: ServerResponse): void => {
      reply(response, 200, "{}");
    };
    const { url } = await serve((request, response) => {
      if (request.url !== sessionsPath) {
        reply(response, 200, JSON.stringify(wireSession));
        return;
      }
      lists += 1;
      if (isOpen) answer(response);
      else held.push(response);
    });
    const all = Promise.all(listAll(url));
    await until(() => held.length >= expected);
    // A request that goes round the limiter arrives; what could have been sent before it would have arrived too.
    await kit(url).client.getSession(anyId);
    const atOnce = held.length;
    isOpen = true;
    held.forEach(answer);
    await all;
    return { atOnce, inAll: lists };
  }

  for (const [what, limiter, bound] of [
    ["as it comes", () => new RequestLimiter(new TestClock()), maxInFlight],
    ["of 3", () => new RequestLimiter(new TestClock(), 3), 3],
    ["of 1", () => new RequestLimiter(new TestClock(), 1), 1],
  ] as const) {
    it(`a limiter ${what} has ${bound} requests in flight at the most, and as many where it can`, async () => {
      const seen = await inFlight(bound, (url) => {
        const { client } = kit(url, { limiter: limiter() });
        return Array.from({ length: 40 }, () => client.listSessions());
      });
      expect(seen).to.deep.equal({ atOnce: bound, inAll: 40 });
    });
  }

  it("all clients of the process share one limiter by default", async () => {
    const seen = await inFlight(maxInFlight, (endpoint) => {
      const clients = [1, 2, 3].map(() => new TasknetClient({ ...settings, endpoint }));
      return clients.flatMap((client) => Array.from({ length: 10 }, () => client.listSessions()));
    });
    expect(seen).to.deep.equal({ atOnce: maxInFlight, inAll: 30 });
  });

  it("a 429 holds the requests of all clients until its time has passed", async () => {
    const sim = await simulate({ faults: [{ operation: "ListSessions", status: 429, retryAfter: 5 }] });
    const clock = new TestClock();
    clock.isHeld = true;
    const limiter = new RequestLimiter(clock);
    const limited = kit(sim.url, { limiter, clock }).client.listSessions();
    await until(() => clock.waits.length === 1);
    const other = rejection(kit(sim.url, { limiter, clock }).client.getSession(anyId));
    // A request that goes round the limiter arrives; what could have been sent before it would have arrived too.
    await kit(sim.url).client.listSessions();
    expect(sim.ledger.map((entry) => entry.status)).to.deep.equal([429, 200]);
    clock.wake(5000);
    expect(await limited).to.deep.equal([]);
    expect((await other).kind).to.equal("notFound");
    expect(clock.waits).to.deep.equal([5000]);
    expect(sim.ledger).to.have.length(4);
  });

  it("a 429 halves the number in flight, and successes let it grow again", async () => {
    const sim = await simulate();
    const limiter = new RequestLimiter(new TestClock(), 4);
    const { client } = kit(sim.url, { limiter });
    sim.addFault({ operation: "ListSessions", status: 429, retryAfter: 1 });
    await client.listSessions();
    expect(await width(limiter)).to.equal(2);
    // The success after the 429 is the first of four.
    for (const after of [2, 2, 3]) {
      await client.listSessions();
      expect(await width(limiter)).to.equal(after);
    }
  });

  it("a limit that the service really has is kept to, and all calls get through", async () => {
    const sim = await simulate({
      faults: [{ operation: "ListSessions", status: 429, retryAfter: 1, times: 20 }],
    });
    const { client, clock } = kit(sim.url);
    await Promise.all(Array.from({ length: 30 }, () => client.listSessions()));
    expect(sim.ledger.filter((entry) => entry.status === 200)).to.have.length(30);
    expect(sim.ledger.filter((entry) => entry.status === 429)).to.have.length(20);
    expect(clock.waits.length).to.be.at.most(20);
  });

  it("an answer that is an error lets the number grow too", async () => {
    const sim = await simulate();
    const limiter = new RequestLimiter(new TestClock(), 2);
    limiter.onRateLimited(0);
    const { client } = kit(sim.url, { limiter });
    for (let calls = 0; calls < 4; calls += 1) await rejection(client.getSession(anyId));
    expect(await width(limiter)).to.equal(2);
  });
});
