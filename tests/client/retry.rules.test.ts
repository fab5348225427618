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
      rule: string,
      error: TasknetError,
      attempts: number,
      random: number,
      delay: number | undefined,
    ][] = [
      ["waits 0 ms without jitter", lost, 1, 0, 0],
      ["waits 0 ms without jitter even before the last attempt", lost, 5, 0, 0],
      ["waits at most 500 ms before the second attempt", lost, 1, nearly1, 500],
      ["doubles the maximum wait to 1 s", lost, 2, nearly1, 1000],
      ["doubles the maximum wait to 2 s", lost, 3, nearly1, 2000],
      ["doubles the maximum wait to 4 s", lost, 4, nearly1, 4000],
      ["doubles the maximum wait to 8 s", lost, 5, nearly1, 8000],
      ["waits half of the maximum with half of the jitter", lost, 3, 0.5, 1000],
      ["allows no retry of a lost connection after the last attempt", lost, 6, 0, undefined],
      ["allows no retry of an outage after the last attempt", down, 6, nearly1, undefined],
      ["waits with the same backoff after an outage", down, 2, nearly1, 1000],
      ["waits at least the Retry-After of an outage", downFor3s, 1, 0, 3000],
      ["adds jitter to a Retry-After", downFor3s, 1, nearly1, 3500],
      ["keeps the jitter of a Retry-After small after more attempts", downFor3s, 5, nearly1, 3500],
      ["allows any number of attempts with a Retry-After", downFor3s, 60, 0, 3000],
      ["waits at least a Retry-After that is shorter than the first backoff", limitedFor499ms, 1, 0, 499],
      ["adds jitter to a Retry-After of the first backoff", limitedFor500ms, 1, nearly1, 1000],
      ["waits at least 500 ms after a rate limit", limited, 1, 0, 500],
      ["doubles the maximum wait after a rate limit", limited, 5, nearly1, 8000],
      ["raises the wait after a rate limit up to the cap", limited, 6, nearly1, 16_000],
      ["caps the wait after a rate limit at 20 s", limited, 7, nearly1, 20_000],
      ["caps the wait after thousands of rate limits at 20 s", limited, 5000, nearly1, 20_000],
      ["waits the Retry-After of a rate limit", limitedFor3s, 9, 0, 3000],
      ["adds jitter to the Retry-After of a rate limit", limitedFor3s, 9, nearly1, 3500],
      ["treats a Retry-After of 0 as the first backoff", limitedFor0s, 1, nearly1, 500],
      ["doubles the maximum wait after a repeated Retry-After of 0", limitedFor0s, 4, nearly1, 4000],
    ];
    for (const [rule, error, attempts, random, delay] of rows) {
      it(`computes a delay that ${rule} (attempts: ${attempts}, jitter: ${random.toFixed(2)})`, () => {
        const actual = retryDelayMs(error, attempts, random);
        if (delay === undefined) expect(actual).to.equal(undefined);
        else expect(actual).to.be.closeTo(delay, 0.001);
      });
    }

    it("allows exactly maxAttempts attempts", () => {
      expect(retryDelayMs(lost, maxAttempts - 1, 0)).to.equal(0);
      expect(retryDelayMs(lost, maxAttempts, 0)).to.equal(undefined);
    });
  });

  describe("mayRetry", () => {
    const call = { method: "", path: "/" };
    const rows: [what: string, error: TasknetError, idempotent: boolean, create: boolean][] = [
      ["a 429", new RateLimitedError("", call, undefined), true, true],
      ["a 503", new UnavailableError("", { ...call, status: 503 }, undefined), true, false],
      ["a 503 with Retry-After", new UnavailableError("", { ...call, status: 503 }, 0), true, true],
      ["a 502 with Retry-After", new UnavailableError("", { ...call, status: 502 }, 0), true, false],
      ["a 501 with Retry-After", new UnavailableError("", { ...call, status: 501 }, 0), false, false],
      ["a timeout after the request was sent", new TimeoutError("", call, true), true, false],
      ["a timeout before the request was sent", new TimeoutError("", call, false), true, true],
      ["a lost connection", new ConnectionError("", call, true), true, false],
      ["a connection that was never made", new ConnectionError("", call, false), true, true],
      ["a 400", new BadRequestError("", call), false, false],
      ["a 401", new UnauthorizedError("", call), false, false],
      ["a 404", new NotFoundError("", call), false, false],
      ["a malformed response", new InvalidResponseError("", call, undefined), false, false],
      ["a cancellation", new CancelledError(call, false), false, false],
    ];
    for (const [what, error, idempotent, create] of rows) {
      it(`allows ${idempotent ? (create ? "a retry of every operation" : "a retry of idempotent operations only") : "no retry of any operation"} after ${what}`, () => {
        expect(mayRetry(false, error)).to.equal(idempotent);
        expect(mayRetry(true, error)).to.equal(create);
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
      it(`parses the Retry-After ${JSON.stringify(header)} as ${ms === undefined ? "no wait" : `a wait of ${ms} ms`}`, () => {
        expect(parseRetryAfter(header, now)).to.equal(ms);
      });
    }
  });
});
