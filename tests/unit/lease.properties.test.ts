import { expect } from "chai";
import fc from "fast-check";
import { expiryToleranceMs } from "../../provider/session";
import { minuteMs } from "./fixtures";
import type { Checkpoint, Event, History } from "./lease-model";
import { play } from "./lease-model";

const minutes = fc.integer({ min: 1, max: 60 });
const travelMs = fc.record({
  request: fc.integer({ min: 0, max: 30_000 }),
  response: fc.integer({ min: 0, max: 25_000 }),
});
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("read" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 3 * minuteMs }), fc.integer({ min: 0, max: 40 * minuteMs })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("leaseByOtherClient" as const), minutes }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("renew" as const),
      minutes,
      travelMs,
      outcome: fc.constantFrom("confirmed" as const, "responseLost" as const, "requestLost" as const),
      failsReadBack: fc.boolean(),
    }),
  },
);
const histories: fc.Arbitrary<History> = fc.record({
  reporting: fc.record({
    meaning: fc.constantFrom(
      "total" as const,
      "remainingUp" as const,
      "remainingDown" as const,
      "stale" as const,
    ),
    dating: fc.constantFrom("moves" as const, "stays" as const, "movesByItself" as const),
    clockOffMs: fc.oneof(
      fc.constant(0),
      fc.integer({ min: -35, max: 35 }).map((off) => off * minuteMs),
    ),
  }),
  start: fc.constantFrom("create" as const, "import" as const),
  minutes,
  travelMs,
  events: fc.array(event, { minLength: 1, maxLength: 14 }),
});

/**
 * * Whether the responses reveal the earliest expiry. They do not after a lease that no confirmed own request set: one by
 * * another client, an imported one, one by a request with an unknown outcome,
 * - if `currentLeaseTime` is an old value: it does not show a shorter lease;
 * - if it is the total and no `updatedAt` by the service's own clock shows when the lease was set.
 */
function canKnowEarliest({ reporting: { meaning, dating, clockOffMs } }: History, at: Checkpoint): boolean {
  if (at.isHidden) return false;
  if (!at.isUnconfirmed) return true;
  if (meaning === "stale") return false;
  return meaning !== "total" || (dating === "moves" && clockOffMs === 0);
}

/** Histories of each property. A higher number finds rarer ones. */
const numRuns = Number(process.env.HISTORIES ?? 1_500);

/** Checks an expectation after each event of any history, if the responses reveal enough. */
async function eachCheckpoint(
  canKnow: (history: History, at: Checkpoint) => boolean,
  expectation: (at: Checkpoint) => void,
): Promise<void> {
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      for (const at of (await play(history)).filter((checkpoint) => canKnow(history, checkpoint))) {
        expectation(at);
        checked += 1;
      }
    }),
    { numRuns },
  );
  expect(checked, "checkpoints").to.be.greaterThan(numRuns / 2);
}

/** A lease by another client is hidden while it has moved neither updatedAt nor currentLeaseTime. */
function canKnowLatest(_history: History, { isHidden }: Checkpoint): boolean {
  return !isHidden;
}

describe("the lease of a session with any history", () => {
  it("estimates the latest expiry at most the tolerance before the true one, unless a lease of another client is hidden", async () => {
    await eachCheckpoint(canKnowLatest, ({ lease, trueExpiryMs, nowMs }) => {
      expect((trueExpiryMs - lease.latest) / minuteMs, `latest at ${nowMs}`).to.be.at.most(
        expiryToleranceMs / minuteMs,
      );
    });
  });

  it("estimates the earliest expiry at most a minute after the true one, if the responses reveal it", async () => {
    await eachCheckpoint(canKnowEarliest, ({ lease, trueExpiryMs, nowMs }) => {
      expect((lease.earliest - trueExpiryMs) / minuteMs, `earliest at ${nowMs}`).to.be.at.most(1);
    });
  });

  it("keeps the state of the lease if the session is read twice at the same time", async () => {
    const always = (): boolean => true;
    await eachCheckpoint(always, ({ states: [once, twice] }) => {
      expect(twice).to.deep.equal(once);
    });
  });
});
