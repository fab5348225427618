import { Readable } from "node:stream";
import { expect } from "chai";
import { FetchError, Response } from "node-fetch";
import type { Fetch } from "../../provider/tasknet/transport";
import { systemFetch } from "../../provider/tasknet/transport";
import { requestTimeoutMs } from "../../provider/tasknet/transport";
import {
  anyId,
  body,
  deadEndpoint,
  createClient,
  operations,
  rejection,
  seed,
  simulators,
  until,
} from "./fixtures";

describe("client: retries after a lost connection", () => {
  const simulate = simulators();
  const options = { timeoutMs: 10_000 };

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
    expect(error).to.include({
      kind: "invalidResponse",
      detail: "the response was cut off",
      id: sessionUUID,
    });
  });

  it("retries a read whose response is lost after the id", async () => {
    const sim = await simulate();
    const id = await seed(sim);
    const error = await rejection(createClient(sim.url, { fetch: losing(80) }).client.getSession(id));
    expect(error).to.include({ kind: "connection", status: 200 });
    expect(sim.ledger).to.have.length(6);
  });
});

/** An error of the system, as node-fetch reports it. */
function systemError(code: string): Error {
  const details = { code, errno: code, syscall: "connect" };
  return new FetchError(`request to the service failed, reason: ${code}`, "system", details);
}
