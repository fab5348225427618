import { expect } from "chai";
import type { Fault } from "../../simulator/index";
import type { Reply } from "./fixtures";
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
} from "./fixtures";

describe("simulator: fault responses", () => {
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
    it(`sends a body of the shape ${fault.bodyShape ?? "of the contract by default"}`, async () => {
      const sim = await simulate();
      sim.addFault({ operation: "ListSessions", status: 502, message: "m", code: "C", ...fault });
      const reply = await call(sim.url, "GET", sessionsPath);
      expect(reply).to.include({ status: 502, text });
      expect((reply.headers["content-type"] as string | undefined)?.split(";")[0]).to.equal(type);
      expect(reply.headers).to.not.have.property("retry-after");
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  it("sends a Retry-After header with a date", async () => {
    const sim = await simulate();
    const retryAfter = new Date(sim.now() + 5000).toUTCString();
    sim.addFault({ operation: "ListSessions", status: 429, retryAfter });
    const reply = await call(sim.url, "GET", sessionsPath);
    expect(reply.headers["retry-after"]).to.equal(retryAfter);
  });

  it("sends the additional headers of a fault", async () => {
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

  it("sends a given body and Retry-After after the effect", async () => {
    const sim = await simulate();
    sim.addFault({ operation: "CreateSession", status: 200, effect: "after", body: "{}", retryAfter: 3 });
    const reply = await post(sim);
    expect(reply).to.include({ status: 200, text: "{}" });
    expect(reply.headers["retry-after"]).to.equal("3");
    expect(sim.running()).to.have.length(1);
  });

  it("sends the Date of a fault instead of the simulated time", async () => {
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

  it("resets the connection before it reads the body of a request", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", cut: "connect" }] });
    // The client never sends the whole body.
    const headers = { "Content-Length": "1000000" };
    const cut = call(sim.url, "POST", sessionsPath, { rawBody: "{", headers });
    expect(await rejection(cut)).to.have.property("code", "ECONNRESET");
    expect(sim.ledger[0]).to.include({ status: 0, fault: "cut connect" });
    expect(sim.sessions()).to.deep.equal([]);
    await list(sim);
    expect(sim.maxInFlight).to.equal(1);
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
    it(`sends a malformed body of the kind ${kind}`, async () => {
      const sim = await simulate();
      sim.addFault({ operation: "CreateSession", malformed: kind });
      const reply = await post(sim);
      expect(reply.status).to.equal(200);
      check(reply);
      expect(sim.running()).to.have.length(1);
      expect(sim.contractViolations).to.deep.equal([]);
    });
  }

  it("malforms each session of a list", async () => {
    const sim = await simulate();
    await create(sim);
    sim.addFault({ operation: "ListSessions", malformed: "missing-field:status" });
    sim.addFault({ operation: "ListSessions", malformed: "missing-field:sessions" });
    const [session] = await list(sim);
    expect(session).to.have.property("sessionUUID");
    expect(session).to.not.have.property("status");
    expect((await call(sim.url, "GET", sessionsPath)).text).to.equal("{}");
  });

  it("keeps list entries and bodies that are not JSON objects", async () => {
    const sim = await simulate({ switches: { listExtra: "unreadable", emptyBody: "null" } });
    const { sessionUUID } = await create(sim);
    sim.addFault({ operation: "ListSessions", malformed: "missing-field:sessionUUID" });
    sim.addFault({ operation: "UpdateSession", malformed: "wrong-type:status" });
    const [extra, session, nullEntry] = await list(sim);
    expect(extra).to.deep.equal({});
    expect(session).to.have.property("status").and.not.have.property("sessionUUID");
    expect(nullEntry).to.equal(null);
    expect((await patch(sim, sessionUUID, 9)).text).to.equal("null");
  });

  it("keeps the byte order mark of a body that it malforms", async () => {
    const sim = await simulate({ switches: { byteOrderMark: "present" } });
    sim.addFault({ operation: "CreateSession", malformed: "missing-field:status" });
    const reply = await post(sim);
    expect(reply.text[0]).to.equal("\uFEFF");
    expect(json({ ...reply, text: reply.text.slice(1) })).to.not.have.property("status");
  });
});
