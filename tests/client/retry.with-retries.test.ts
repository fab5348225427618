import { expect } from "chai";
import { Deadline } from "../../provider/tasknet/deadline";
import type { TasknetError } from "../../provider/tasknet/errors";
import {
  BadRequestError,
  ConnectionError,
  isTasknetError,
  RateLimitedError,
  UnavailableError,
} from "../../provider/tasknet/errors";
import type { RetryPolicy } from "../../provider/tasknet/retry";
import { maxAttempts, withRetries } from "../../provider/tasknet/retry";
import { TestTimers } from "./fixtures";

const call = { method: "", path: "/" };
const lost = (): ConnectionError => new ConnectionError("lost", call, true);
const unsent = (): ConnectionError => new ConnectionError("unsent", call, false);
const limited = (ms?: number): RateLimitedError => new RateLimitedError("limited", call, ms);
const downFor = (ms: number): UnavailableError => new UnavailableError("down", { ...call, status: 503 }, ms);

/** The number of waits after which a test fails, as the code would otherwise retry forever. */
const maxWaits = 20;

/** The run of `withRetries` whose attempts fail with the given errors, one after another, and then succeed. */
interface Run {
  readonly outcome: unknown;
  readonly attempts: number;
  readonly waits: readonly (readonly [ms: number, error: TasknetError])[];
  /** The previous error, for each error that was thrown. */
  readonly previous: readonly (TasknetError | undefined)[];
}

async function run(errors: readonly TasknetError[], over: Partial<RetryPolicy> = {}): Promise<Run> {
  const waits: [ms: number, error: TasknetError][] = [];
  const previous: (TasknetError | undefined)[] = [];
  let attempts = 0;
  const policy: RetryPolicy = {
    isCreate: false,
    deadline: deadlineOf(3_600_000),
    random: () => 0.5,
    wait: (ms, error) => {
      waits.push([ms, error]);
      return waits.length > maxWaits ? Promise.reject(new Error("too many waits")) : Promise.resolve();
    },
    errorOf: (thrown, before) => {
      previous.push(before);
      if (!isTasknetError(thrown)) throw thrown;
      return thrown;
    },
    isAborted: () => false,
    ...over,
  };
  const outcome = await withRetries(policy, () => {
    const error = errors[attempts];
    attempts += 1;
    return error === undefined ? Promise.resolve("done") : Promise.reject(error);
  }).catch((error: unknown) => error);
  return { outcome, attempts, waits, previous };
}

/** A deadline whose clock stands still. */
function deadlineOf(ms: number): Deadline {
  return new Deadline(ms, { clock: { ticks: () => 0 }, timers: new TestTimers() });
}

function repeated(times: number, error: () => TasknetError): TasknetError[] {
  return Array.from({ length: times }, error);
}

describe("client: withRetries", () => {
  it("resolves to the result of a first attempt that succeeds, without a wait", async () => {
    const { outcome, attempts, waits } = await run([]);
    expect({ outcome, attempts, waits }).to.deep.equal({ outcome: "done", attempts: 1, waits: [] });
  });

  it("repeats an attempt until it succeeds, after the waits that the errors require", async () => {
    const errors = [lost(), lost(), downFor(3_000)];
    const { outcome, attempts, waits } = await run(errors);
    expect({ outcome, attempts }).to.deep.equal({ outcome: "done", attempts: 4 });
    expect(waits).to.deep.equal([
      [250, errors[0]],
      [500, errors[1]],
      [3_500, errors[2]],
    ]);
  });

  it("passes each error to the policy together with the previous one", async () => {
    const errors = [lost(), limited(), lost()];
    expect((await run(errors)).previous).to.deep.equal([undefined, errors[0], errors[1]]);
  });

  it("rejects with the error into which the policy converts a thrown value", async () => {
    const made = new BadRequestError("made", call);
    expect((await run([lost()], { errorOf: () => made })).outcome).to.equal(made);
  });

  it(`rejects after ${maxAttempts} failures with the last error`, async () => {
    const errors = repeated(maxAttempts, lost);
    const { outcome, attempts, waits } = await run([...errors, lost()]);
    expect(outcome).to.equal(errors.at(-1));
    expect({ attempts, waits: waits.length }).to.deep.equal({
      attempts: maxAttempts,
      waits: maxAttempts - 1,
    });
  });

  it("counts rate limits separately from failures for both waits and attempts", async () => {
    const { outcome, waits } = await run([
      ...repeated(3, limited),
      ...repeated(maxAttempts - 1, lost),
      limited(),
    ]);
    expect(outcome).to.equal("done");
    expect(waits.map(([ms]) => ms)).to.deep.equal([500, 500, 1_000, 250, 500, 1_000, 2_000, 4_000, 2_000]);
  });

  it("retries after any number of rate limits if the policy sets no maximum", async () => {
    expect((await run(repeated(maxWaits, limited))).outcome).to.equal("done");
  });

  it("rejects with the last rate limit that the policy allows", async () => {
    const errors = [lost(), limited(), lost(), limited()];
    const { outcome, attempts } = await run([...errors, limited()], { maxRateLimits: 2 });
    expect(outcome).to.equal(errors[3]);
    expect(attempts).to.equal(4);
  });

  it("retries after more failures than the policy allows rate limits", async () => {
    expect((await run([limited(), ...repeated(4, lost)], { maxRateLimits: 2 })).outcome).to.equal("done");
  });

  describe("without a retry", () => {
    const rows: [when: string, error: TasknetError, over: Partial<RetryPolicy>][] = [
      ["after a permanent error", new BadRequestError("refused", call), {}],
      ["after a create that may have had an effect", lost(), { isCreate: true }],
      ["once the operation is aborted", lost(), { isAborted: () => true }],
      [
        "if the wait exceeds the time that remains",
        limited(1_000),
        { deadline: deadlineOf(999), random: () => 0 },
      ],
      [
        "if no time remains for a create after the wait",
        limited(1_000),
        { isCreate: true, deadline: deadlineOf(1_000), random: () => 0 },
      ],
    ];
    for (const [when, error, over] of rows) {
      it(`makes only one attempt ${when}`, async () => {
        const { outcome, attempts, waits } = await run([error], over);
        expect(outcome).to.equal(error);
        expect({ attempts, waits }).to.deep.equal({ attempts: 1, waits: [] });
      });
    }
  });

  describe("with a retry", () => {
    const rows: [when: string, error: TasknetError, over: Partial<RetryPolicy>][] = [
      ["after a create that had no effect", unsent(), { isCreate: true }],
      [
        "if the wait of an idempotent call ends exactly at the deadline",
        limited(1_000),
        { deadline: deadlineOf(1_000), random: () => 0 },
      ],
      [
        "if a millisecond remains for a create after the wait",
        limited(1_000),
        { isCreate: true, deadline: deadlineOf(1_001), random: () => 0 },
      ],
    ];
    for (const [when, error, over] of rows) {
      it(`makes a second attempt ${when}`, async () => {
        const { outcome, attempts } = await run([error], over);
        expect({ outcome, attempts }).to.deep.equal({ outcome: "done", attempts: 2 });
      });
    }
  });
});
