import { expect } from "chai";
import {
  BadRequestError,
  CancelledError,
  ConnectionError,
  InvalidResponseError,
  NotFoundError,
  RateLimitedError,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
} from "../../provider/tasknet/errors";
import type { TasknetError } from "../../provider/tasknet/errors";
import { mayRetry, parseRetryAfter, retryDelayMs, maxAttempts } from "../../provider/tasknet/retry";

describe("client: the rules of a retry", () => {
  describe("retryDelayMs", () => {
    const call = { method: "GET", path: "/" };
    const lost = new ConnectionError("", call, true);
    const down = new UnavailableError("", { ...call, status: 503 }, undefined);
    const downFor3s = new UnavailableError("", { ...call, status: 503 }, 3000);
    const limited = new RateLimitedError("", call, undefined);
    const limitedFor3s = new RateLimitedError("", call, 3000);
    const limitedFor0s = new RateLimitedError("", call, 0);
    const limitedFor499ms = new RateLimitedError("", call, 499);
    const limitedFor500ms = new RateLimitedError("", call, 500);
    const nearly1 = 1 - Number.EPSILON;

    const rows: [
      what: string,
      error: TasknetError,
      tries: number,
      random: number,
      delay: number | undefined,
    ][] = [
      ["no jitter", lost, 1, 0, 0],
      ["no jitter, late", lost, 5, 0, 0],
      ["the first step", lost, 1, nearly1, 500],
      ["doubles", lost, 2, nearly1, 1000],
      ["doubles", lost, 3, nearly1, 2000],
      ["doubles", lost, 4, nearly1, 4000],
      ["doubles", lost, 5, nearly1, 8000],
      ["half of the jitter", lost, 3, 0.5, 1000],
      ["no try is left", lost, 6, 0, undefined],
      ["no try is left", down, 6, nearly1, undefined],
      ["down", down, 2, nearly1, 1000],
      ["Retry-After is the least wait", downFor3s, 1, 0, 3000],
      ["Retry-After with jitter on top", downFor3s, 1, nearly1, 3500],
      ["the jitter on top stays small", downFor3s, 5, nearly1, 3500],
      ["with Retry-After tries do not run out", downFor3s, 60, 0, 3000],
      ["a short Retry-After is the least wait of a backoff", limitedFor499ms, 1, 0, 499],
      ["a Retry-After of a whole step has jitter on top", limitedFor500ms, 1, nearly1, 1000],
      ["limited: never at once", limited, 1, 0, 500],
      ["limited: grows", limited, 5, nearly1, 8000],
      ["limited: up to the cap", limited, 6, nearly1, 16_000],
      ["limited: the cap", limited, 7, nearly1, 20_000],
      ["limited: the cap holds", limited, 5000, nearly1, 20_000],
      ["limited with Retry-After", limitedFor3s, 9, 0, 3000],
      ["limited with Retry-After and jitter", limitedFor3s, 9, nearly1, 3500],
      ["Retry-After of 0", limitedFor0s, 1, nearly1, 500],
      ["Retry-After of 0 that stays", limitedFor0s, 4, nearly1, 4000],
    ];
    for (const [what, error, tries, random, delay] of rows) {
      it(`${what}: after ${tries} tries with random ${random.toFixed(2)} ${delay ?? "none"}`, () => {
        const actual = retryDelayMs(error, tries, random);
        if (delay === undefined) expect(actual).to.equal(undefined);
        else expect(actual).to.be.closeTo(delay, 0.001);
      });
    }

    it("gives as many tries as it says", () => {
      expect(retryDelayMs(lost, maxAttempts - 1, 0)).to.equal(0);
      expect(retryDelayMs(lost, maxAttempts, 0)).to.equal(undefined);
    });
  });

  describe("mayRetry", () => {
    const call = { method: "", path: "/" };
    const rows: [what: string, error: TasknetError, idempotent: boolean, create: boolean][] = [
      ["429", new RateLimitedError("", call, undefined), true, true],
      ["503", new UnavailableError("", { ...call, status: 503 }, undefined), true, false],
      ["503 with Retry-After", new UnavailableError("", { ...call, status: 503 }, 0), true, true],
      ["502 with Retry-After", new UnavailableError("", { ...call, status: 502 }, 0), true, false],
      ["501 with Retry-After", new UnavailableError("", { ...call, status: 501 }, 0), false, false],
      ["a time-out after sending", new TimeoutError("", call, true), true, false],
      ["a time-out before sending", new TimeoutError("", call, false), true, true],
      ["a connection lost", new ConnectionError("", call, true), true, false],
      ["no connection", new ConnectionError("", call, false), true, true],
      ["400", new BadRequestError("", call), false, false],
      ["401", new UnauthorizedError("", call), false, false],
      ["404", new NotFoundError("", call), false, false],
      ["malformed", new InvalidResponseError("", call, undefined), false, false],
      ["cancelled", new CancelledError(call, false), false, false],
    ];
    for (const [what, error, idempotent, create] of rows) {
      it(what, () => {
        for (const method of ["GET", "PATCH", "DELETE"]) expect(mayRetry(method, error)).to.equal(idempotent);
        expect(mayRetry("POST", error)).to.equal(create);
      });
    }
  });

  describe("parseRetryAfter", () => {
    const now = Date.UTC(2030, 0, 1, 12);
    const rows: [header: string | null, ms: number | undefined][] = [
      [null, undefined],
      ["", undefined],
      ["  ", undefined],
      ["0", 0],
      ["5", 5000],
      [" 7 ", 7000],
      ["1.5", 1500],
      ["1.25", 1250],
      ["86400", 86_400_000],
      ["-5", undefined],
      ["0x10", undefined],
      ["1e3", undefined],
      ["Infinity", undefined],
      ["5s", undefined],
      ["soon", undefined],
      ["soon 5", undefined],
      ["5, 10", undefined],
      ["Tue, 01 Jan 2030 12:00:09 GMT", 9000],
      ["tue, 01 jan 2030 12:00:09 gmt", 9000],
      ["Tuesday, 01-Jan-30 12:00:09 GMT", 9000],
      ["Tue, 01 Jan 2030 12:00:00 GMT", 0],
      ["Tue, 01 Jan 2030 11:00:00 GMT", 0],
      ["about Tue, 01 Jan 2030 12:00:09 GMT", undefined],
      ["Tue, 01 Jan 2030 12:00:09 GMT+02:00", undefined],
      ["Tue, 41 Jan 2030 12:00:00 GMT", undefined],
    ];
    for (const [header, ms] of rows) {
      it(`${JSON.stringify(header)} is ${ms ?? "no wait that is known"}`, () => {
        expect(parseRetryAfter(header, now)).to.equal(ms);
      });
    }
  });
});
