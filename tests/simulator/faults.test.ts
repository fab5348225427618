import { expect } from "chai";
import type { Fault } from "../../simulator/index";
import type { Reply } from "./helper";
import {
  call,
  create,
  end,
  get,
  json,
  list,
  patch,
  post,
  rejection,
  sessionsPath,
  simulators,
} from "./helper";

describe("simulator: faults", () => {
  const simulate = simulators();

  it("responds with a status before the operation takes effect, once", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", status: 503, retryAfter: 7 }] });
    const reply = await post(sim);
    expect(reply.status).to.equal(503);
    expect(reply.headers["retry-after"]).to.equal("7");
    expect(json(reply)).to.deep.equal({
      message: "scripted fault: Service Unavailable",
      code: "SERVICE_UNAVAILABLE",
    });
    expect(sim.sessions()).to.deep.equal([]);
    expect((await post(sim)).status).to.equal(200);
    expect(sim.ledger.map((entry) => [entry.status, entry.fault])).to.deep.equal([
      [503, "status 503 before"],
      [200, undefined],
    ]);
  });

  it("responds with a status after the operation took effect", async () => {
    const sim = await simulate();
    sim.addFault({ operation: "CreateSession", status: 500, effect: "after" });
    expect((await post(sim)).status).to.equal(500);
    expect(sim.running()).to.have.length(1);
    expect(sim.ledger[0]).to.include({
      sessionUUID: sim.running()[0]!.sessionUUID,
      fault: "status 500 after",
    });
  });

  const shapes: { fault: Partial<Fault>; type: string | undefined; text: string }[] = [
    { fault: {}, type: "application/json", text: '{"message":"m","code":"C"}' },
    { fault: { bodyShape: "base" }, type: "application/json", text: '{"message":"m","code":"C"}' },
    {
      fault: { bodyShape: "errors" },
      type: "application/json",
      text: '{"message":"m","code":"C","errors":[]}',
    },
    {
      fault: { bodyShape: "nested" },
      type: "application/json",
      text: '{"success":false,"error":{"message":"m","code":"C","details":{}}}',
    },
    { fault: { bodyShape: "text" }, type: "application/json", text: '{"success":false,"error":"m"}' },
    {
      fault: { bodyShape: "html" },
      type: "text/html",
      text: "<html><head><title>502</title></head><body><h1>m</h1></body></html>",
    },
    { fault: { bodyShape: "empty" }, type: undefined, text: "" },
  ];
  for (const { fault, type, text } of shapes) {
    it(`has the body shape ${fault.bodyShape ?? "of the contract by default"}`, async () => {
      const sim = await simulate();
      sim.addFault({ operation: "ListSessions", status: 502, message: "m", code: "C", ...fault });
      const reply = await call(sim.url, "GET", sessionsPath);
      expect(reply).to.include({ status: 502, text });
      expect((reply.headers["content-type"] as string | undefined)?.split(";")[0]).to.equal(type);
      expect(reply.headers).to.not.have.property("retry-after");
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  it("sends other headers, as of a redirect", async () => {
    const sim = await simulate();
    const headers = { location: "http://127.0.0.1:1/", "x-request-id": "r-1" };
    sim.addFault({ operation: "ListSessions", status: 307, bodyShape: "empty", headers });
    sim.addFault({ operation: "ListSessions", headers: { "x-request-id": "r-2" } });
    const redirect = await call(sim.url, "GET", sessionsPath);
    expect(redirect.status).to.equal(307);
    expect(redirect.headers).to.include(headers);
    const usual = await call(sim.url, "GET", sessionsPath);
    expect(usual).to.include({ status: 200, text: '{"sessions":[]}' });
    expect(usual.headers["x-request-id"]).to.equal("r-2");
  });

  it("gives Retry-After as a date", async () => {
    const sim = await simulate();
    const retryAfter = new Date(sim.now() + 5000).toUTCString();
    sim.addFault({ operation: "ListSessions", status: 429, retryAfter });
    const reply = await call(sim.url, "GET", sessionsPath);
    expect(reply.headers["retry-after"]).to.equal(retryAfter);
  });

  for (const [cut, count] of [
    ["before", 0],
    ["after", 1],
  ] as const) {
    it(`cuts the connection ${cut} the effect`, async () => {
      const sim = await simulate();
      sim.addFault({ operation: "CreateSession", cut });
      expect(await rejection(post(sim))).to.have.property("code", "ECONNRESET");
      expect(sim.running()).to.have.length(count);
      expect(sim.ledger).to.have.length(1);
      expect(sim.ledger[0]).to.include({ status: 0, fault: `cut ${cut}` });
    });
  }

  it("meets every operation", async () => {
    const sim = await simulate();
    const { sessionUUID } = await create(sim);
    const calls = {
      ListSessions: () => call(sim.url, "GET", sessionsPath),
      CreateSession: () => post(sim),
      GetSession: () => get(sim, sessionUUID),
      UpdateSession: () => patch(sim, sessionUUID, 9),
      EndSession: () => end(sim, sessionUUID),
    };
    for (const operation of Object.keys(calls) as (keyof typeof calls)[]) {
      sim.addFault({ operation, status: 504 });
      expect((await calls[operation]()).status, operation).to.equal(504);
    }
    expect(sim.running()).to.have.length(1);
    expect(sim.running()[0]!.leaseMinutes).to.equal(5);
  });

  it("waits for the n-th call from now, for some calls", async () => {
    const sim = await simulate();
    await list(sim);
    sim.addFault({ operation: "ListSessions", nth: 2, times: 2, status: 500 });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await call(sim.url, "GET", sessionsPath)).status);
    expect(statuses).to.deep.equal([200, 500, 500, 200]);
  });

  it("takes faults for the next call one after the other, and forgets them when cleared", async () => {
    const sim = await simulate();
    for (const status of [500, 503, 504]) sim.addFault({ operation: "ListSessions", status });
    const statuses = [];
    for (let n = 0; n < 2; n += 1) statuses.push((await call(sim.url, "GET", sessionsPath)).status);
    sim.clearFaults();
    statuses.push((await call(sim.url, "GET", sessionsPath)).status);
    expect(statuses).to.deep.equal([500, 503, 200]);
  });

  const malformed: { malformed: NonNullable<Fault["malformed"]>; check: (reply: Reply) => void }[] = [
    {
      malformed: "truncated-json",
      check: ({ text }) => {
        expect(text).to.match(/^\{"sessionUUID"/);
        expect(() => JSON.parse(text) as unknown).to.throw(SyntaxError);
      },
    },
    {
      malformed: "not-json",
      check: ({ text }) => {
        expect(text).to.equal("this is not JSON");
      },
    },
    {
      malformed: "missing-field:status",
      check: (reply) => {
        expect(json(reply)).to.have.property("sessionUUID");
        expect(json(reply)).to.not.have.property("status");
      },
    },
    {
      malformed: "wrong-type:createdAt",
      check: (reply) => {
        expect(json(reply).createdAt).to.equal(42);
      },
    },
    {
      malformed: "wrong-type:currentLeaseTime",
      check: (reply) => {
        expect(json(reply).currentLeaseTime).to.equal("a wrong type");
      },
    },
    {
      malformed: "huge",
      check: (reply) => {
        expect(reply.text.length).to.be.above(10 * 1024 * 1024);
        expect(json(reply).status).to.equal("running");
      },
    },
    {
      malformed: "empty",
      check: ({ text }) => {
        expect(text).to.equal("");
      },
    },
  ];
  for (const { malformed: kind, check } of malformed) {
    it(`spoils a body: ${kind}`, async () => {
      const sim = await simulate();
      sim.addFault({ operation: "CreateSession", malformed: kind });
      const reply = await post(sim);
      expect(reply.status).to.equal(200);
      check(reply);
      expect(sim.running()).to.have.length(1);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  it("spoils the sessions of a list", async () => {
    const sim = await simulate();
    await create(sim);
    sim.addFault({ operation: "ListSessions", malformed: "missing-field:status" });
    sim.addFault({ operation: "ListSessions", malformed: "missing-field:sessions" });
    const [session] = await list(sim);
    expect(session).to.have.property("sessionUUID");
    expect(session).to.not.have.property("status");
    expect((await call(sim.url, "GET", sessionsPath)).text).to.equal("{}");
  });

  it("is late, after the effect, and responds at once when stopped", async () => {
    const sim = await simulate();
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000 });
    const reply = post(sim);
    // Another call on a connection of its own gets its response meanwhile.
    await until(() => sim.running().length === 1);
    expect(await list(sim)).to.have.length(1);
    expect(sim.maxInFlight).to.equal(2);
    await sim.stop();
    const { status, headers } = await reply;
    expect(status).to.equal(200);
    expect(headers.connection).to.equal("close");
  });

  it("holds a call before its effect, or after it, until it is released", async () => {
    const sim = await simulate();
    sim.addFault({ operation: "CreateSession", holdMs: 3_600_000 });
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000 });
    const replies = [post(sim), post(sim)];
    await until(() => sim.ledger.length === 2 && sim.running().length > 0);
    expect(sim.running()).to.have.length(1);
    expect(sim.ledger.map(({ fault }) => fault)).to.deep.equal(["hold 3600000", "delay 3600000"]);
    sim.release();
    expect((await Promise.all(replies)).map(({ status }) => status)).to.deep.equal([200, 200]);
    expect(sim.running()).to.have.length(2);
    // A release is of the calls in flight alone, and of those that it names.
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000, times: 2 });
    const later = [post(sim), post(sim)];
    await until(() => sim.running().length === 4);
    sim.release(({ seq }) => seq === 4);
    await Promise.any(later);
    expect(sim.ledger.map(({ status }) => status)).to.deep.equal([200, 200, 0, 200]);
    sim.release();
    await Promise.all(later);
  });

  it("waits its latency before every response", async () => {
    const sim = await simulate({ latencyMs: 30 });
    const before = performance.now();
    await list(sim);
    expect(performance.now() - before).to.be.at.least(29);
    sim.setLatency(3_600_000);
    const reply = call(sim.url, "GET", sessionsPath);
    await until(() => sim.ledger.length === 2);
    sim.setLatency(0);
    expect(await list(sim)).to.deep.equal([]);
    await sim.stop();
    expect((await reply).status).to.equal(200);
  });

  const senseless: [object, string][] = [
    [{ operation: "PostSession", status: 500 }, "operation"],
    [{ operation: "GetSession" }, "give one of"],
    [{ operation: "GetSession", status: 500, cut: "after" }, "at most one"],
    [{ operation: "GetSession", cut: "after", retryAfter: 1 }, "need a status"],
    [{ operation: "GetSession", status: 99 }, "fault.status"],
    [{ operation: "GetSession", status: 500, nth: 0 }, "fault.nth"],
    [{ operation: "GetSession", malformed: "missing-field:" }, "fault.malformed"],
    [{ operation: "GetSession", headers: { "bad name": "x" } }, "HTTP headers"],
    [{ operation: "GetSession", status: 500, statsu: 1 }, "statsu"],
  ];
  for (const [fault, message] of senseless) {
    it(`refuses ${JSON.stringify(fault)}`, async () => {
      const sim = await simulate();
      expect(() => {
        sim.addFault(fault as Fault);
      }).to.throw(message);
    });
  }
});

/** Lets the event loop turn until the condition holds; the test's own time limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
