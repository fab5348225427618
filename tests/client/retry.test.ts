import { Readable } from "node:stream";
import { expect } from "chai";
import { FetchError, Response } from "node-fetch";
import type { ErrorKind } from "../../provider/tasknet/errors";
import type { Fetch } from "../../provider/tasknet/transport";
import { systemFetch } from "../../provider/tasknet/transport";
import { requestTimeoutMs } from "../../provider/tasknet/transport";
import type { Fault } from "../../simulator/index";
import {
  anyId,
  body,
  deadEndpoint,
  kit,
  operations,
  rejection,
  seed,
  simulators,
  start,
  until,
} from "./fixtures";

describe("client: retries", () => {
  const simulate = simulators();

  interface Case {
    what: string;
    fault: Omit<Fault, "operation">;
    kind: ErrorKind;
    /** Tries within 10 seconds when the fault stays: of the idempotent operations, and of CreateSession. */
    tries: number;
    createTries: number;
    /** The wait before each other try, in milliseconds, where jitter is 0. */
    waitMs?: number;
  }
  const retryAt = new Date(start + 4000).toUTCString();
  const cases: Case[] = [
    { what: "429", fault: { status: 429 }, kind: "rateLimited", tries: 21, createTries: 20, waitMs: 500 },
    {
      what: "429 with Retry-After in seconds",
      fault: { status: 429, retryAfter: 4 },
      kind: "rateLimited",
      tries: 3,
      createTries: 3,
      waitMs: 4000,
    },
    {
      what: "429 with Retry-After as a date",
      fault: { status: 429, retryAfter: retryAt },
      kind: "rateLimited",
      tries: 3,
      createTries: 3,
      waitMs: 4000,
    },
    {
      what: "429 with a Retry-After that can't be read",
      fault: { status: 429, retryAfter: "soon 5" },
      kind: "rateLimited",
      tries: 21,
      createTries: 20,
      waitMs: 500,
    },
    {
      what: "503 with Retry-After in seconds",
      fault: { status: 503, retryAfter: 4 },
      kind: "unavailable",
      tries: 3,
      createTries: 3,
      waitMs: 4000,
    },
    {
      what: "503 with Retry-After as a date",
      fault: { status: 503, retryAfter: retryAt },
      kind: "unavailable",
      tries: 3,
      createTries: 3,
      waitMs: 4000,
    },
    // Only a Retry-After that can be read promises that the service refused the work.
    {
      what: "503 with a Retry-After that can't be read",
      fault: { status: 503, retryAfter: "soon 5" },
      kind: "unavailable",
      tries: 6,
      createTries: 1,
    },
    { what: "503", fault: { status: 503 }, kind: "unavailable", tries: 6, createTries: 1 },
    { what: "500", fault: { status: 500 }, kind: "unavailable", tries: 6, createTries: 1 },
    {
      what: "500 that took effect",
      fault: { status: 500, effect: "after" },
      kind: "unavailable",
      tries: 6,
      createTries: 1,
    },
    {
      what: "500 with Retry-After",
      fault: { status: 500, retryAfter: 4 },
      kind: "unavailable",
      tries: 3,
      createTries: 1,
      waitMs: 4000,
    },
    { what: "501", fault: { status: 501 }, kind: "unavailable", tries: 1, createTries: 1 },
    { what: "502", fault: { status: 502 }, kind: "unavailable", tries: 6, createTries: 1 },
    { what: "504", fault: { status: 504 }, kind: "unavailable", tries: 6, createTries: 1 },
    { what: "cut before", fault: { cut: "before" }, kind: "connection", tries: 6, createTries: 1 },
    { what: "cut after", fault: { cut: "after" }, kind: "connection", tries: 6, createTries: 1 },
    { what: "400", fault: { status: 400 }, kind: "badRequest", tries: 1, createTries: 1 },
    { what: "401", fault: { status: 401 }, kind: "unauthorized", tries: 1, createTries: 1 },
    { what: "403", fault: { status: 403 }, kind: "unauthorized", tries: 1, createTries: 1 },
    { what: "404", fault: { status: 404 }, kind: "notFound", tries: 1, createTries: 1 },
    { what: "409", fault: { status: 409 }, kind: "conflict", tries: 1, createTries: 1 },
    {
      what: "malformed",
      fault: { malformed: "not-json" },
      kind: "invalidResponse",
      tries: 1,
      createTries: 1,
    },
  ];
  const options = { timeoutMs: 10_000 };

  for (const { what, fault, kind, waitMs = 0, ...expected } of cases) {
    for (const { name, run } of operations) {
      // Any body of a success will do for those that say nothing.
      const isSilent = name === "UpdateSession" || name === "EndSession";
      if (isSilent && fault.malformed !== undefined) continue;
      const tries = name === "CreateSession" ? expected.createTries : expected.tries;

      it(`${name}, ${what} that stays: ${tries} tries`, async () => {
        const sim = await simulate();
        const id = await seed(sim);
        sim.addFault({ operation: name, ...fault, times: 99 });
        const { client, clock } = kit(sim.url);
        const error = await rejection(run(client, id, options));
        expect(error.kind).to.equal(kind);
        expect(sim.ledger).to.have.length(tries);
        expect(clock.waits).to.deep.equal(Array<number>(tries - 1).fill(waitMs));
      });

      it(`${name}, ${what} that passes: ${tries > 1 ? "tried again" : "an error at once"}`, async () => {
        const sim = await simulate({ switches: { deleteEnded: "200" } });
        const id = await seed(sim);
        sim.addFault({ operation: name, ...fault });
        const call = run(kit(sim.url).client, id, options);
        if (tries > 1) await call;
        else expect((await rejection(call)).kind).to.equal(kind);
        expect(sim.ledger).to.have.length(tries > 1 ? 2 : 1);
        // The seed, and at most one more: no retry may leave a second paid browser.
        expect(sim.sessions().length).to.be.at.most(2);
      });
    }
  }

  for (const { name, run } of operations) {
    const isCreate = name === "CreateSession";

    it(`${name}, requests that time out: ${isCreate ? 1 : 6} tries`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, delayMs: 3_600_000, times: 99 });
      const { client, timers } = kit(sim.url);
      const settled = rejection(run(client, id, options));
      for (let tries = 1; tries <= (isCreate ? 1 : 6); tries += 1) {
        await until(() => sim.ledger.length === tries);
        timers.fire(isCreate ? options.timeoutMs : requestTimeoutMs);
      }
      expect(await settled).to.include({
        kind: "timeout",
        effect: "unknown",
        detail: isCreate ? "not done within 10 seconds" : "no response within 30 seconds",
      });
      expect(sim.ledger).to.have.length(isCreate ? 1 : 6);
    });

    it(`${name}, connection refused: 6 tries`, async () => {
      let tries = 0;
      const fetch: Fetch = (url, init) => {
        tries += 1;
        return systemFetch(url, init);
      };
      const error = await rejection(run(kit(await deadEndpoint(), { fetch }).client, anyId, options));
      expect(error).to.include({ kind: "connection", effect: "none", status: undefined });
      expect(error.message).to.contain("ECONNREFUSED");
      expect(tries).to.equal(6);
    });

    for (const code of ["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]) {
      it(`${name}, no connection (${code}) that passes: tried again`, async () => {
        const sim = await simulate();
        const id = await seed(sim);
        let tries = 0;
        const fetch: Fetch = (url, init) => {
          tries += 1;
          return tries === 1 ? Promise.reject(systemError(code)) : systemFetch(url, init);
        };
        await run(kit(sim.url, { fetch }).client, id, options);
        expect(tries).to.equal(2);
        expect(sim.ledger).to.have.length(1);
      });
    }

    for (const code of ["ECONNRESET", "ETIMEDOUT", "EPIPE"]) {
      it(`${name}, a connection lost (${code}): ${isCreate ? 1 : 6} tries`, async () => {
        let tries = 0;
        const fetch: Fetch = () => {
          tries += 1;
          return Promise.reject(systemError(code));
        };
        const error = await rejection(run(kit("http://127.0.0.1:1", { fetch }).client, anyId, options));
        expect(error).to.include({ kind: "connection", effect: "unknown" });
        expect(error.message).to.contain(`the connection failed (${code})`);
        expect(tries).to.equal(isCreate ? 1 : 6);
      });
    }
  }

  /** The answer, lost after so many of its bytes. */
  const losing =
    (bytes: number): Fetch =>
    async (url, init) => {
      const response = await systemFetch(url, init);
      const text = await response.text();
      const { status, headers } = response;
      return new Response(Readable.from(cutAfter(Buffer.from(text.slice(0, bytes)))), { status, headers });
    };
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream that fails is asynchronous by nature
  async function* cutAfter(start: Buffer): AsyncGenerator<Buffer> {
    yield start;
    throw systemError("ECONNREFUSED");
  }

  it("a connection lost while the answer is read had an effect, maybe", async () => {
    const sim = await simulate();
    const error = await rejection(kit(sim.url, { fetch: losing(5) }).client.createSession(body, {}));
    expect(error).to.include({ kind: "connection", effect: "unknown", status: 200 });
    expect(sim.sessions()).to.have.length(1);
  });

  it("a create whose answer is lost after the id keeps the id", async () => {
    const sim = await simulate();
    const error = await rejection(kit(sim.url, { fetch: losing(80) }).client.createSession(body, {}));
    const { sessionUUID } = sim.running()[0]!;
    expect(error).to.include({ kind: "invalidResponse", detail: "the response was cut off", sessionUUID });
  });

  it("a read whose answer is lost after the id is tried again", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    const error = await rejection(kit(sim.url, { fetch: losing(80) }).client.getSession(id));
    expect(error).to.include({ kind: "connection", status: 200 });
    expect(sim.ledger).to.have.length(6);
  });

  it("counts failures apart from rate limits", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    for (let limits = 0; limits < 8; limits += 1) sim.addFault({ operation: "GetSession", status: 429 });
    sim.addFault({ operation: "GetSession", status: 500 });
    expect((await kit(sim.url).client.getSession(id)).sessionUUID).to.equal(id);
    expect(sim.ledger).to.have.length(10);
  });

  it("goes on through different faults, and tells of each wait before it begins", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    sim.addFault({ operation: "GetSession", status: 500 });
    sim.addFault({ operation: "GetSession", cut: "after" });
    sim.addFault({ operation: "GetSession", status: 429, retryAfter: 2 });
    sim.addFault({ operation: "GetSession", status: 503, retryAfter: 3 });
    const { client, clock } = kit(sim.url, { random: () => 0.5 });
    const statuses: string[] = [];
    await client.getSession(id, { onRetry: (status) => statuses.push(status) });
    expect(statuses.map((status) => /^retrying in [\d.]+ s: Tasknet GET/.exec(status)?.[0])).to.deep.equal([
      "retrying in 0.3 s: Tasknet GET",
      "retrying in 0.5 s: Tasknet GET",
      "retrying in 2.3 s: Tasknet GET",
      "retrying in 3.5 s: Tasknet GET",
    ]);
    for (const status of statuses) expect(status.length).to.be.at.most(100);
    expect(clock.waits).to.deep.equal([250, 500, 2250, 3500]);
  });

  it("tells of no wait where none follows", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", status: 500 }] });
    const statuses: string[] = [];
    await rejection(
      kit(sim.url).client.createSession(body, {}, { onRetry: (status) => statuses.push(status) }),
    );
    expect(statuses).to.deep.equal([]);
  });
});

/** An error of the system, as node-fetch reports it. */
function systemError(code: string): Error {
  const details = { code, errno: code, syscall: "connect" };
  return new FetchError(`request to the service failed, reason: ${code}`, "system", details);
}
