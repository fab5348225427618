import { expect } from "chai";
import type { ErrorKind } from "../../provider/tasknet/errors";
import type { Fault } from "../../simulator/index";
import { body, createClient, operations, rejection, seed, simulators, start } from "./fixtures";

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
