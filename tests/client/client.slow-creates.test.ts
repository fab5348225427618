import { expect } from "chai";
import type { ServerResponse } from "node:http";
import { Deadline } from "../../provider/tasknet/deadline";
import { RequestLimiter } from "../../provider/tasknet/limiter";
import {
  anyId,
  body,
  createClient,
  operations,
  plainServers,
  rejection,
  reply,
  TestClock,
  until,
  wireSession,
} from "./fixtures";
import type { TestClient } from "./fixtures";

describe("client: slow creates", () => {
  const serve = plainServers();
  const session = JSON.stringify(wireSession);

  /** A client for a server whose consecutive creates take the given times, in milliseconds. */
  async function slowCreates(...durations: number[]): Promise<TestClient & { received: readonly unknown[] }> {
    const clock = new TestClock();
    const server = await serve((_, response) => {
      clock.wake(durations.shift() ?? 0);
      reply(response, 200, session);
    });
    return { ...createClient(server.url, { clock }), clock, received: server.received };
  }

  it("allows one request of a create all the time until the deadline", async () => {
    let pending: ServerResponse | undefined;
    const server = await serve((_, response) => (pending = response));
    const { client, clock, timers } = createClient(server.url);
    const made = client.createSession(body, {}, { timeoutMs: 600_000 });
    await until(() => pending !== undefined);
    expect(timers.pending).to.deep.equal([600_000]);
    clock.wake(590_000);
    reply(pending!, 200, session);
    expect((await made).sessionUUID).to.equal(anyId);
    expect(server.received).to.have.length(1);
  });

  it("sends no create if less time remains than an earlier create took", async () => {
    const { client, clock, received } = await slowCreates(12_000, 1_000);
    await client.createSession(body, {});
    await client.createSession(body, {});
    const deadline = new Deadline(20_000, { clock });
    clock.wake(8_001);
    const error = await rejection(client.createSession(body, {}, { deadline }));
    deadline.clear();
    expect(error).to.include({ kind: "timeout", effect: "none" });
    expect(error.detail).to.contain("12.0 of 20 seconds were left").and.contain("not sent");
    expect(received).to.have.length(2);
  });

  it("sends a create if the time that remains equals the slowest create", async () => {
    const { client, clock, received } = await slowCreates(12_000, 1_000);
    await client.createSession(body, {});
    const deadline = new Deadline(20_000, { clock });
    clock.wake(8_000);
    expect((await client.createSession(body, {}, { deadline })).sessionUUID).to.equal(anyId);
    deadline.clear();
    expect(received).to.have.length(2);
  });

  it("creates 48 sessions in 5 seconds each, although the last ones wait longer in the queue", async () => {
    const open: ServerResponse[] = [];
    const server = await serve((_, response) => open.push(response));
    const clock = new TestClock();
    const { client } = createClient(server.url, { clock, limiter: new RequestLimiter(clock) });
    const all = Promise.all(
      Array.from({ length: 48 }, () => client.createSession(body, {}, { timeoutMs: 5_000 })),
    );
    for (const round of [1, 2, 3]) {
      await until(() => server.received.length === round * 16);
      await until(() => open.length === 16);
      clock.wake(2_000);
      for (const response of open.splice(0)) reply(response, 200, session);
    }
    expect(await all).to.have.length(48);
    expect(clock.ticks()).to.be.at.least(6_000);
  });

  it("opens a new connection for each create, and keeps the connection of other calls", async () => {
    const server = await serve(({ method, url }, response) => {
      reply(response, 200, method === "POST" || url.endsWith(anyId) ? session : "{}");
    });
    const { client } = createClient(server.url);
    const otherOperations = operations.filter(({ method }) => method !== "POST");
    for (const { run } of [...otherOperations, ...otherOperations]) await run(client, anyId);
    expect(server.connections).to.equal(1);
    for (const expected of [2, 3, 4]) {
      await client.createSession(body, {});
      expect(server.connections).to.equal(expected);
    }
    await client.listSessions();
    expect(server.connections).to.equal(4);
  });
});
