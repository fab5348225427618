import type { Fault, Switches } from "../../simulator";
import type { Command } from "./commands";
import { change, destroy, endBehind, leaseBehind, meet, refresh, tick, up } from "./commands";
import { inWorld } from "./world";

const lasting = (fault: Fault): Command => meet({ ...fault, times: 40 });
const fingerprintUUID = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";

/** Histories that were hard to get right; each command sees to the invariants by itself. */
const known: readonly (readonly [string, readonly Command[], Partial<Switches>?])[] = [
  [
    "a refused key hides what others did from one refresh alone",
    [up, meet({ operation: "GetSession", status: 401 }), leaseBehind(1), refresh, refresh],
  ],
  [
    "a lease that others lengthened outlives its recorded end",
    [up, leaseBehind(60), tick(30), up, tick(29), up],
  ],
  [
    "so it does where currentLeaseTime never moves",
    [up, leaseBehind(60), tick(30), up, tick(29), up],
    { currentLeaseTime: "stale" },
  ],
  ["a lease that others shortened ends early, and is noticed", [up, leaseBehind(1), tick(2), up]],
  [
    "an ended session that is reported as running is no live one for ever",
    [up, tick(12), up, tick(12), refresh, up],
    { getEnded: "late-running", listEnded: "late-running" },
  ],
  [
    "the end of a replaced session that fails is tried again",
    [up, change({ driver: "api" }), lasting({ operation: "EndSession", status: 500 }), up, up],
  ],
  [
    "a replacement with one fingerprint that fails half-way creates in the next update",
    [
      change({ fingerprintUUID }),
      up,
      change({ showMouse: true }),
      lasting({ operation: "CreateSession", status: 400 }),
      up,
      up,
    ],
    { sharedFingerprint: "conflict" },
  ],
  [
    "a create that could not be confirmed, and ended before the next update, is created again",
    [
      meet({ operation: "CreateSession", malformed: "missing-field:status" }),
      lasting({ operation: "GetSession", status: 500 }),
      up,
      tick(12),
      up,
    ],
  ],
  [
    "a lease that was set but not read back keeps its end",
    [
      up,
      change({ leaseTime: 60 }),
      meet({ operation: "GetSession", nth: 2, malformed: "truncated-json" }),
      up,
      tick(30),
      up,
    ],
  ],
  [
    "a lease that was set, with the answer lost, is set again",
    [up, change({ leaseTime: 60 }), lasting({ operation: "UpdateSession", cut: "after" }), up, tick(9), up],
  ],
  [
    "a whole lease before its end is no renewal in every update",
    [change({ renewBefore: 10 }), up, tick(2), up],
  ],
  [
    "a destroy after a lost end is done while the session is ending",
    [up, lasting({ operation: "EndSession", cut: "after" }), destroy, up],
    { endLag: "ending" },
  ],
  [
    "a renewal that Tasknet refuses, since others set a longer lease, is no error",
    [up, leaseBehind(48), change({ renewBefore: 10 }), tick(37), up],
    { shortening: "refused" },
  ],
  [
    "an ended session that is to stay ended is left alone until an input changes",
    [change({ recreateWhenEnded: false }), up, endBehind, refresh, up, change({ leaseTime: 20 }), up],
  ],
  [
    "an outage while a session ends is no end of its own",
    [up, lasting({ operation: "GetSession", cut: "before" }), endBehind, up, up],
  ],
  [
    "a destroy after a lost end is done",
    [up, lasting({ operation: "EndSession", cut: "after" }), destroy, destroy],
  ],
];

describe("histories that were hard to get right", () => {
  for (const [name, commands, switches = {}] of known) {
    it(name, () =>
      inWorld(switches, async (setup) => {
        const { model, real } = setup();
        for (const command of commands) await command.run(model, real);
      }),
    );
  }
});
