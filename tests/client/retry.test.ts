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
  createClient,
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
    /** Attempts within 10 seconds if the fault persists: of the idempotent operations, and of CreateSession. */
    attempts: number;
    createAttempts: number;
    /** The wait before each retry, in milliseconds, without jitter. */
    waitMs?: number;
  }
  const retryAt = new Date(start + 4000).toUTCString();
  const cases: Case[] = [
    {
      what: "a 429",
      fault: { status: 429 },
      kind: "rateLimited",
      attempts: 21,
      createAttempts: 20,
      waitMs: 500,
    },
    {
      what: "a 429 with Retry-After in seconds",
      fault: { status: 429, retryAfter: 4 },
      kind: "rateLimited",
      attempts: 3,
      createAttempts: 3,
      waitMs: 4000,
    },
    {
      what: "a 429 with Retry-After as a date",
      fault: { status: 429, retryAfter: retryAt },
      kind: "rateLimited",
      attempts: 3,
      createAttempts: 3,
      waitMs: 4000,
    },
    {
      what: "a 429 with a malformed Retry-After",
      fault: { status: 429, retryAfter: "soon 5" },
      kind: "rateLimited",
      attempts: 21,
      createAttempts: 20,
      waitMs: 500,
    },
    {
      what: "a 503 with Retry-After in seconds",
      fault: { status: 503, retryAfter: 4 },
      kind: "unavailable",
      attempts: 3,
      createAttempts: 3,
      waitMs: 4000,
    },
    {
      what: "a 503 with Retry-After as a date",
      fault: { status: 503, retryAfter: retryAt },
      kind: "unavailable",
      attempts: 3,
      createAttempts: 3,
      waitMs: 4000,
    },
    // Only a valid Retry-After promises that the service refused the work.
    {
      what: "a 503 with a malformed Retry-After",
      fault: { status: 503, retryAfter: "soon 5" },
      kind: "unavailable",
      attempts: 6,
      createAttempts: 1,
    },
    { what: "a 503", fault: { status: 503 }, kind: "unavailable", attempts: 6, createAttempts: 1 },
    { what: "a 500", fault: { status: 500 }, kind: "unavailable", attempts: 6, createAttempts: 1 },
    {
      what: "a 500 that took effect",
      fault: { status: 500, effect: "after" },
      kind: "unavailable",
      attempts: 6,
      createAttempts: 1,
    },
    {
      what: "a 500 with Retry-After",
      fault: { status: 500, retryAfter: 4 },
      kind: "unavailable",
      attempts: 3,
      createAttempts: 1,
      waitMs: 4000,
    },
    { what: "a 501", fault: { status: 501 }, kind: "unavailable", attempts: 1, createAttempts: 1 },
    { what: "a 502", fault: { status: 502 }, kind: "unavailable", attempts: 6, createAttempts: 1 },
    { what: "a 504", fault: { status: 504 }, kind: "unavailable", attempts: 6, createAttempts: 1 },
    {
      what: "a connection lost before the effect",
      fault: { cut: "before" },
      kind: "connection",
      attempts: 6,
      createAttempts: 1,
    },
    {
      what: "a connection lost after the effect",
      fault: { cut: "after" },
      kind: "connection",
      attempts: 6,
      createAttempts: 1,
    },
    { what: "a 400", fault: { status: 400 }, kind: "badRequest", attempts: 1, createAttempts: 1 },
    { what: "a 401", fault: { status: 401 }, kind: "unauthorized", attempts: 1, createAttempts: 1 },
    { what: "a 403", fault: { status: 403 }, kind: "unauthorized", attempts: 1, createAttempts: 1 },
    { what: "a 404", fault: { status: 404 }, kind: "notFound", attempts: 1, createAttempts: 1 },
    { what: "a 409", fault: { status: 409 }, kind: "conflict", attempts: 1, createAttempts: 1 },
    {
      what: "a malformed response",
      fault: { malformed: "not-json" },
      kind: "invalidResponse",
      attempts: 1,
      createAttempts: 1,
    },
  ];
  const options = { timeoutMs: 10_000 };

  for (const { what, fault, kind, waitMs = 0, ...expected } of cases) {
    for (const { name, run } of operations) {
      // Operations without a response body accept any body.
      const isWithoutContent = name === "UpdateSession" || name === "EndSession";
      if (isWithoutContent && fault.malformed !== undefined) continue;
      const attempts = name === "CreateSession" ? expected.createAttempts : expected.attempts;

      it(`makes ${attempts} ${attempts === 1 ? "attempt" : "attempts"} of ${name} if ${what} persists`, async () => {
        const sim = await simulate();
        const id = await seed(sim);
        sim.addFault({ operation: name, ...fault, times: 99 });
        const { client, clock } = createClient(sim.url);
        const error = await rejection(run(client, id, options));
        expect(error.kind).to.equal(kind);
        expect(sim.ledger).to.have.length(attempts);
        expect(clock.waits).to.deep.equal(Array<number>(attempts - 1).fill(waitMs));
      });

      it(`${attempts > 1 ? "retries" : "does not retry"} ${name} after ${what}`, async () => {
        const sim = await simulate({ switches: { deleteEnded: "200" } });
        const id = await seed(sim);
        sim.addFault({ operation: name, ...fault });
        const call = run(createClient(sim.url).client, id, options);
        if (attempts > 1) await call;
        else expect((await rejection(call)).kind).to.equal(kind);
        expect(sim.ledger).to.have.length(attempts > 1 ? 2 : 1);
        // The seed, and at most one more: no retry may leave a second paid browser.
        expect(sim.sessions().length).to.be.at.most(2);
      });
    }
  }

  for (const { name, run } of operations) {
    const isCreate = name === "CreateSession";

    it(`makes ${isCreate ? "1 attempt" : "6 attempts"} of ${name} if the requests time out`, async () => {
      const sim = await simulate();
      const id = await seed(sim);
      sim.addFault({ operation: name, delayMs: 3_600_000, times: 99 });
      const { client, timers } = createClient(sim.url);
      const settled = rejection(run(client, id, options));
      for (let attempts = 1; attempts <= (isCreate ? 1 : 6); attempts += 1) {
        await until(() => sim.ledger.length === attempts);
        timers.fire(isCreate ? options.timeoutMs : requestTimeoutMs);
      }
      expect(await settled).to.include({
        kind: "timeout",
        effect: "unknown",
        detail: isCreate ? "not done within 10 seconds" : "no response within 30 seconds",
      });
      expect(sim.ledger).to.have.length(isCreate ? 1 : 6);
    });

    it(`makes 6 attempts of ${name} if the connection is refused`, async () => {
      let attempts = 0;
      const fetch: Fetch = (url, init) => {
        attempts += 1;
        return systemFetch(url, init);
      };
      const error = await rejection(
        run(createClient(await deadEndpoint(), { fetch }).client, anyId, options),
      );
      expect(error).to.include({ kind: "connection", effect: "none", status: undefined });
      expect(error.message).to.contain("ECONNREFUSED");
      expect(attempts).to.equal(6);
    });

    for (const code of ["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]) {
      it(`retries ${name} after a connection that was never made (${code})`, async () => {
        const sim = await simulate();
        const id = await seed(sim);
        let attempts = 0;
        const fetch: Fetch = (url, init) => {
          attempts += 1;
          return attempts === 1 ? Promise.reject(systemError(code)) : systemFetch(url, init);
        };
        await run(createClient(sim.url, { fetch }).client, id, options);
        expect(attempts).to.equal(2);
        expect(sim.ledger).to.have.length(1);
      });
    }

    for (const code of ["ECONNRESET", "ETIMEDOUT", "EPIPE"]) {
      it(`makes ${isCreate ? "1 attempt" : "6 attempts"} of ${name} if the connection is lost (${code})`, async () => {
        let attempts = 0;
        const fetch: Fetch = () => {
          attempts += 1;
          return Promise.reject(systemError(code));
        };
        const error = await rejection(
          run(createClient("http://127.0.0.1:1", { fetch }).client, anyId, options),
        );
        expect(error).to.include({ kind: "connection", effect: "unknown" });
        expect(error.message).to.contain(`the connection failed (${code})`);
        expect(attempts).to.equal(isCreate ? 1 : 6);
      });
    }
  }

  /** A fetch whose response is lost after a number of bytes. */
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

  it("reports an unknown effect if the connection is lost while the response is read", async () => {
    const sim = await simulate();
    const error = await rejection(createClient(sim.url, { fetch: losing(5) }).client.createSession(body, {}));
    expect(error).to.include({ kind: "connection", effect: "unknown", status: 200 });
    expect(sim.sessions()).to.have.length(1);
  });

  it("keeps the id of a create whose response is lost after the id", async () => {
    const sim = await simulate();
    const error = await rejection(
      createClient(sim.url, { fetch: losing(80) }).client.createSession(body, {}),
    );
    const { sessionUUID } = sim.running()[0]!;
    expect(error).to.include({ kind: "invalidResponse", detail: "the response was cut off", sessionUUID });
  });

  it("retries a read whose response is lost after the id", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    const error = await rejection(createClient(sim.url, { fetch: losing(80) }).client.getSession(id));
    expect(error).to.include({ kind: "connection", status: 200 });
    expect(sim.ledger).to.have.length(6);
  });

  it("counts failures separately from rate limits", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    for (let limits = 0; limits < 8; limits += 1) sim.addFault({ operation: "GetSession", status: 429 });
    sim.addFault({ operation: "GetSession", status: 500 });
    expect((await createClient(sim.url).client.getSession(id)).sessionUUID).to.equal(id);
    expect(sim.ledger).to.have.length(10);
  });

  it("retries after different faults, and reports each wait before it starts", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    sim.addFault({ operation: "GetSession", status: 500 });
    sim.addFault({ operation: "GetSession", cut: "after" });
    sim.addFault({ operation: "GetSession", status: 429, retryAfter: 2 });
    sim.addFault({ operation: "GetSession", status: 503, retryAfter: 3 });
    const { client, clock } = createClient(sim.url, { random: () => 0.5 });
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

  it("reports no wait if no retry follows", async () => {
    const sim = await simulate({ faults: [{ operation: "CreateSession", status: 500 }] });
    const statuses: string[] = [];
    await rejection(
      createClient(sim.url).client.createSession(body, {}, { onRetry: (status) => statuses.push(status) }),
    );
    expect(statuses).to.deep.equal([]);
  });
});

/** An error of the system, as node-fetch reports it. */
function systemError(code: string): Error {
  const details = { code, errno: code, syscall: "connect" };
  return new FetchError(`request to the service failed, reason: ${code}`, "system", details);
}
