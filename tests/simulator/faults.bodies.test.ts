import { expect } from "chai";
import type { Fault } from "../../simulator/index";
import {
  call,
  create,
  get,
  json,
  list,
  patch,
  post,
  rejection,
  sessionsPath,
  simulators,
  start,
} from "./helper";

describe("simulator: bodies and headers of faults", () => {
  const simulate = simulators();

  const bodies: { fault: Partial<Fault>; type: string | undefined; text: string }[] = [
    {
      fault: { bodyShape: "gateway" },
      type: "application/json; charset=utf-8",
      text: '{"message":"no Route matched with those values"}',
    },
    {
      fault: { bodyShape: "gateway", message: "m" },
      type: "application/json; charset=utf-8",
      text: '{"message":"m"}',
    },
    {
      fault: { bodyShape: "error-text" },
      type: "application/json; charset=utf-8",
      text: '{"error":"not found"}',
    },
    {
      fault: { bodyShape: "error-text", message: "m" },
      type: "application/json; charset=utf-8",
      text: '{"error":"m"}',
    },
    { fault: { body: "[1, 2" }, type: "application/json", text: "[1, 2" },
    { fault: { body: "" }, type: "application/json", text: "" },
    { fault: { body: "größer", contentType: "text/plain" }, type: "text/plain", text: "größer" },
  ];
  for (const { fault, type, text } of bodies) {
    it(`sends ${JSON.stringify(text)} of ${type} for the fault ${JSON.stringify(fault)}`, async () => {
      const sim = await simulate({ faults: [{ operation: "GetSession", status: 404, ...fault }] });
      const { sessionUUID } = await create(sim);
      const reply = await get(sim, sessionUUID);
      expect(reply).to.include({ status: 404, text });
      expect(reply.headers["content-type"]).to.equal(type);
      expect((await get(sim, sessionUUID)).status).to.equal(200);
    });
  }

  it("sends a raw body with Retry-After, after the effect", async () => {
    const sim = await simulate();
    sim.addFault({ operation: "CreateSession", status: 200, effect: "after", body: "{}", retryAfter: 3 });
    const reply = await post(sim);
    expect(reply).to.include({ status: 200, text: "{}" });
    expect(reply.headers["retry-after"]).to.equal("3");
    expect(sim.running()).to.have.length(1);
  });

  it("sends the Date of a proxy whose clock is 2 hours ahead", async () => {
    const sim = await simulate();
    const date = new Date(start + 2 * 3_600_000).toUTCString();
    sim.addFault({ operation: "ListSessions", status: 502, bodyShape: "html", headers: { date } });
    sim.addFault({ operation: "ListSessions", headers: { Date: date } });
    const proxied = await call(sim.url, "GET", sessionsPath);
    expect(proxied.status).to.equal(502);
    expect(proxied.headers.date).to.equal(date);
    const own = await call(sim.url, "GET", sessionsPath);
    expect(own).to.include({ status: 200, text: '{"sessions":[]}' });
    expect(own.headers.date).to.equal(date);
    expect((await call(sim.url, "GET", sessionsPath)).headers.date).to.equal(new Date(start).toUTCString());
  });

  it("resets the connection before it reads the body", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", cut: "connect" }] });
    // A body that never comes to its end.
    const headers = { "Content-Length": "1000000" };
    const cut = call(sim.url, "POST", sessionsPath, { rawBody: "{", headers });
    expect(await rejection(cut)).to.have.property("code", "ECONNRESET");
    expect(sim.ledger[0]).to.include({ status: 0, fault: "cut connect" });
    expect(sim.sessions()).to.deep.equal([]);
    await list(sim);
    expect(sim.maxInFlight).to.equal(1);
  });

  it("leaves a list entry and a body alone that have no field to spoil", async () => {
    const sim = await simulate({ switches: { listExtra: "unreadable", emptyBody: "null" } });
    const { sessionUUID } = await create(sim);
    sim.addFault({ operation: "ListSessions", malformed: "missing-field:sessionUUID" });
    sim.addFault({ operation: "UpdateSession", malformed: "wrong-type:status" });
    const [extra, session, nothing] = await list(sim);
    expect(extra).to.deep.equal({});
    expect(session).to.have.property("status").and.not.have.property("sessionUUID");
    expect(nothing).to.equal(null);
    expect((await patch(sim, sessionUUID, 9)).text).to.equal("null");
  });

  it("spoils a field behind a byte order mark, and keeps the mark", async () => {
    const sim = await simulate({ switches: { byteOrderMark: "present" } });
    sim.addFault({ operation: "CreateSession", malformed: "missing-field:status" });
    const reply = await post(sim);
    expect(reply.text[0]).to.equal("\uFEFF");
    expect(json({ ...reply, text: reply.text.slice(1) })).to.not.have.property("status");
  });

  it("waits its create latency before the response to a create, after its effect", async () => {
    const sim = await simulate({ createLatencyMs: 3_600_000 });
    const slow = post(sim);
    while (sim.running().length === 0) await new Promise((resolve) => setImmediate(resolve));
    // Other calls do not wait.
    expect(await list(sim)).to.have.length(1);
    expect(sim.ledger[0]!.status).to.equal(0);
    sim.release();
    expect((await slow).status).to.equal(200);
    sim.setCreateLatency(0);
    expect((await post(sim)).status).to.equal(200);
  });

  const senseless: [object, string][] = [
    [{ operation: "GetSession", body: "x", delayMs: 1 }, "need a status"],
    [{ operation: "GetSession", status: 500, body: "x", bodyShape: "html" }, "give body, or bodyShape"],
    [{ operation: "GetSession", status: 500, body: "x", message: "m" }, "give body, or bodyShape"],
    [{ operation: "GetSession", status: 500, contentType: "text/plain" }, "contentType needs a body"],
    [{ operation: "GetSession", status: 500, body: "x", contentType: "a\nb" }, "fault.contentType"],
    [{ operation: "GetSession", cut: "connect", holdMs: 1 }, "cut connect comes at once"],
  ];
  for (const [fault, message] of senseless) {
    it(`refuses the fault ${JSON.stringify(fault)}`, async () => {
      const sim = await simulate();
      expect(() => {
        sim.addFault(fault as Fault);
      }).to.throw(message);
    });
  }
});
