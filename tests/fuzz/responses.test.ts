import { expect } from "chai";
import fc from "fast-check";
import { Response } from "node-fetch";
import { RequestLimiter, TasknetClient, isTasknetError } from "../../provider/tasknet";
import type { TasknetError } from "../../provider/tasknet";
import type { Fetch } from "../../provider/tasknet/transport";

const apiKey = "canary-api-key-7f3a";
const session = {
  sessionUUID: "1b4e28ba-2fa1-4d2a-883f-0016d3cca427",
  fingerprintUUID: "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10",
  currentLeaseTime: 10,
  driver: "puppeteer",
  isVncEnabled: true,
  vncMode: "ro",
  vncPassword: "canary-vnc-password-c0de",
  status: "running",
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
};

/** A session with one field of random JSON, or without that field. */
const malformedSession = fc
  .tuple(fc.constantFrom(...Object.keys(session)), fc.option(fc.jsonValue(), { nil: undefined }))
  .map(([name, value]) => JSON.stringify({ ...session, [name]: value }));

const html = fc.string().map((text) => `<html><body><h1>502 Bad Gateway</h1>${text}${apiKey}</body></html>`);
const truncated = fc.nat(300).map((length) => JSON.stringify(session).slice(0, length));

const anyBody = fc.oneof(
  fc.json(),
  fc.string(),
  malformedSession,
  html,
  truncated,
  fc.constant("x".repeat(100_000)),
);
const anyStatus = fc.oneof(fc.constant(200), fc.integer({ min: 200, max: 599 }));

/** A fetch function that always returns the same response, and counts its calls. */
function respondWith(status: number, body: string): { fetch: Fetch; calls: () => number } {
  let calls = 0;
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  return {
    fetch: () => {
      calls += 1;
      return Promise.resolve(new Response(hasBody ? body : null, { status }));
    },
    calls: () => calls,
  };
}

/** A client whose waits advance its clock, and take no real time. */
function createClient(fetch: Fetch): TasknetClient {
  let now = 0;
  const clock = {
    ticks: () => now,
    now: () => now,
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const timers = { setTimeout: () => undefined, clearTimeout: () => undefined };
  const settings = {
    endpoint: "https://api.test",
    mode: "private",
    apiKeyId: "id",
    apiKey,
    version: "0.0.0",
  };
  return new TasknetClient(settings, { fetch, clock, timers, limiter: new RequestLimiter(clock) });
}

const id = session.sessionUUID;
const create = { leaseTime: 5, isVncEnabled: true, vncMode: "ro", driver: "api" } as const;
const operations: readonly ((client: TasknetClient) => Promise<unknown>)[] = [
  (client) => client.listSessions({ timeoutMs: 60_000 }),
  (client) => client.createSession(create, {}, { timeoutMs: 60_000 }),
  (client) => client.getSession(id, { timeoutMs: 60_000 }),
  (client) => client.updateSession(id, 5, { timeoutMs: 60_000 }),
  (client) => client.endSession(id, { timeoutMs: 60_000 }),
];

describe("client: random responses", () => {
  it("parses a response, or throws a typed error without secrets after a bounded number of calls", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyStatus,
        anyBody,
        fc.constantFrom(...operations),
        async (status, body, operation) => {
          const { fetch, calls } = respondWith(status, body);
          try {
            await operation(createClient(fetch));
            expect(status).to.be.within(200, 299);
          } catch (error) {
            expect(error).to.satisfy(isTasknetError);
            const { message, stack } = error as TasknetError;
            expect(message.length).to.be.below(700);
            expect(`${message} ${stack ?? ""}`).to.not.match(/canary/i);
          }
          expect(calls()).to.be.at.most(130);
        },
      ),
      { numRuns: 1_500 },
    );
  });
});
