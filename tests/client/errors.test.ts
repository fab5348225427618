import { expect } from "chai";
import type { Effect } from "../../provider/tasknet/errors";
import {
  BadRequestError,
  ConflictError,
  NotFoundError,
  RateLimitedError,
  isTasknetError,
  UnauthorizedError,
  UnavailableError,
} from "../../provider/tasknet/errors";
import type { ErrorKind } from "../../provider/tasknet/errors";
import type { Fault } from "../../simulator/index";
import {
  anyId,
  body,
  createClient,
  operations,
  plainServers,
  rejection,
  reply,
  sessionsPath,
  simulators,
} from "./fixtures";

describe("client: errors", () => {
  const simulate = simulators();
  const serve = plainServers();

  /** A backoff that never fits into the deadline, so that the first error is reported. */
  const impatient = { random: () => 0.99 };
  const noTime = { timeoutMs: 1 };

  const statuses: {
    status: number;
    type: new (...parts: never[]) => Error;
    kind: ErrorKind;
    effect: Effect;
  }[] = [
    { status: 400, type: BadRequestError, kind: "badRequest", effect: "none" },
    { status: 401, type: UnauthorizedError, kind: "unauthorized", effect: "none" },
    { status: 403, type: UnauthorizedError, kind: "unauthorized", effect: "none" },
    { status: 404, type: NotFoundError, kind: "notFound", effect: "none" },
    { status: 409, type: ConflictError, kind: "conflict", effect: "none" },
    { status: 422, type: BadRequestError, kind: "badRequest", effect: "none" },
    { status: 429, type: RateLimitedError, kind: "rateLimited", effect: "none" },
    { status: 500, type: UnavailableError, kind: "unavailable", effect: "unknown" },
    { status: 501, type: UnavailableError, kind: "unavailable", effect: "unknown" },
    { status: 502, type: UnavailableError, kind: "unavailable", effect: "unknown" },
    { status: 503, type: UnavailableError, kind: "unavailable", effect: "unknown" },
    { status: 504, type: UnavailableError, kind: "unavailable", effect: "unknown" },
  ];
  const shapes: {
    bodyShape: NonNullable<Fault["bodyShape"]>;
    hasCode: boolean;
    detail: (status: number) => string;
  }[] = [
    { bodyShape: "base", hasCode: true, detail: () => "no free browser" },
    { bodyShape: "errors", hasCode: true, detail: () => "no free browser" },
    { bodyShape: "nested", hasCode: true, detail: () => "no free browser" },
    { bodyShape: "text", hasCode: false, detail: () => "no free browser" },
    { bodyShape: "html", hasCode: false, detail: (status) => `${status} no free browser` },
    { bodyShape: "empty", hasCode: false, detail: () => "no message" },
  ];

  for (const { status, type, kind, effect } of statuses) {
    for (const { bodyShape, hasCode, detail } of shapes) {
      it(`rejects with a ${type.name} after a ${status} with a body of shape ${bodyShape}`, async () => {
        const sim = await simulate({
          faults: [
            {
              operation: "GetSession",
              status,
              bodyShape,
              message: "no free browser",
              code: "SOME_CODE",
              headers: { "X-Request-Id": "request-7" },
            },
          ],
        });
        const error = await rejection(createClient(sim.url, impatient).client.getSession(anyId, noTime));
        const path = `${sessionsPath}/${anyId}`;
        const code = hasCode ? "SOME_CODE" : undefined;
        expect(error).to.be.instanceOf(type).and.satisfy(isTasknetError);
        expect(error).to.include({ name: type.name, kind, status, code, effect, method: "GET", path });
        expect(error).to.include({ detail: detail(status), requestId: "request-7" });
        expect(error.message).to.equal(
          `Tasknet GET ${path} returned ${status}${hasCode ? " SOME_CODE" : ""}: ${detail(status)} (request id request-7)`,
        );
      });
    }
  }

  for (const { name, method, path, run } of operations) {
    it(`names the method and path of ${name} in an error`, async () => {
      const sim = await simulate({ faults: [{ operation: name, status: 400, message: "refused" }] });
      const error = await rejection(run(createClient(sim.url).client, anyId));
      expect(error.message).to.equal(`Tasknet ${method} ${path(anyId)} returned 400 BAD_REQUEST: refused`);
      expect(error).to.include({ method, path: path(anyId), requestId: undefined });
    });
  }

  it("reports no effect after a 503 with a Retry-After, but an unknown one after a 500 with it", async () => {
    for (const [status, effect] of [
      [503, "none"],
      [500, "unknown"],
    ] as const) {
      const sim = await simulate({ faults: [{ operation: "CreateSession", status, retryAfter: 9 }] });
      const error = await rejection(createClient(sim.url).client.createSession(body, {}, noTime));
      expect(error).to.include({ status, effect, retryAfterMs: 9000 });
    }
  });

  it("rejects with an UnauthorizedError after a request with a wrong key", async () => {
    const sim = await simulate();
    const error = await rejection(createClient(sim.url, {}, { apiKey: "wrong" }).client.listSessions());
    expect(error).to.include({ kind: "unauthorized", status: 401, code: "UNAUTHORIZED", effect: "none" });
  });

  for (const header of ["X-Request-Id", "X-Correlation-Id", "Request-Id"]) {
    it(`reads the request id of an error and of a malformed response from ${header}`, async () => {
      const headers = { [header]: "id-1" };
      const sim = await simulate({
        faults: [
          { operation: "ListSessions", status: 400, headers },
          { operation: "ListSessions", nth: 2, malformed: "wrong-type:sessions", headers },
        ],
      });
      const { client } = createClient(sim.url);
      expect((await rejection(client.listSessions())).message).to.contain("(request id id-1)");
      const error = await rejection(client.listSessions());
      expect(error).to.include({ kind: "invalidResponse", requestId: "id-1" });
    });
  }

  const unusual: { what: string; payload: string; detail: string; code?: string }[] = [
    { what: "no code", payload: '{"message":"m"}', detail: "m" },
    {
      what: "details",
      payload: '{"message":"m","code":"C","details":{"a":1}}',
      detail: "m",
      code: "C",
    },
    { what: "a nested message only", payload: '{"error":{"message":"m"}}', detail: "m" },
    { what: "plain text", payload: "upstream\n  is   down", detail: "upstream is down" },
    { what: "JSON of no known shape", payload: '{"reason":"r"}', detail: '{"reason":"r"}' },
    { what: "an array", payload: "[1]", detail: "[1]" },
    { what: "truncated JSON", payload: '{"message":"m', detail: '{"message":"m' },
    { what: "only white space", payload: " \n ", detail: "no message" },
    { what: "only markup", payload: "<html><br/></html>", detail: "no message" },
    { what: "markup", payload: '<p class="a">not\n<b>here</b></p>', detail: "not here" },
  ];
  for (const { what, payload, detail, code } of unusual) {
    it(`reads an error body with ${what}`, async () => {
      const server = await serve((_, response) => {
        reply(response, 404, payload);
      });
      const error = await rejection(createClient(server.url).client.getSession(anyId));
      expect(error).to.include({ detail, code });
    });
  }

  const lengths = [
    { length: 200, quoted: "x".repeat(200) },
    { length: 201, quoted: `${"x".repeat(200)}...` },
    { length: 100_000, quoted: `${"x".repeat(200)}...` },
  ];
  for (const { length, quoted } of lengths) {
    it(`quotes at most 200 characters of a message of ${length}`, async () => {
      const message = "x".repeat(length);
      const sim = await simulate({
        faults: [
          { operation: "ListSessions", status: 400, message },
          { operation: "ListSessions", nth: 2, status: 400, message: "m", code: message },
        ],
      });
      const server = await serve((_, response) => {
        reply(response, 400, message);
      });
      const { client } = createClient(sim.url);
      expect((await rejection(client.listSessions())).detail).to.equal(quoted);
      expect((await rejection(client.listSessions())).code).to.equal(quoted);
      expect((await rejection(createClient(server.url).client.listSessions())).detail).to.equal(quoted);
    });
  }

  it("rejects a value that a header cannot contain without a request or a retry", async () => {
    const sim = await simulate();
    const { client, clock } = createClient(sim.url, {}, { apiKey: "key-with-a-newline\n" });
    const error = await rejection(client.createSession(body, {}));
    expect(error).to.include({ kind: "badRequest", effect: "none" });
    expect(error.message).to.contain("X-Api-Key").and.not.contain("key-with");
    const other = await rejection(
      createClient(sim.url).client.createSession(body, { environmentSecret: "sécret\u0007" }),
    );
    expect(other.message).to.contain("X-Environment-Secret").and.not.contain("cret\u0007");
    expect(sim.ledger).to.deep.equal([]);
    expect(clock.waits).to.deep.equal([]);
  });
});
