import type { Fault, Switches } from "../../simulator";
import type { Command } from "./commands";
import {
  advanceClock,
  changeInputs,
  destroy,
  endOutOfBand,
  injectFault,
  refresh,
  setLeaseOutOfBand,
  up,
} from "./commands";
import { withSystemUnderTest } from "./system-under-test";

interface Regression {
  readonly title: string;
  readonly commands: readonly Command[];
  readonly switches?: Partial<Switches>;
}

/** Injects a fault that outlasts all attempts of a command. */
const injectLastingFault = (fault: Fault): Command => injectFault({ ...fault, times: 40 });
const fingerprintUUID = "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10";

/** Sequences that once failed. Each command checks the invariants itself. */
const regressions: readonly Regression[] = [
  {
    title: "observes a lease set out of band in the refresh after one with a rejected key",
    commands: [
      up,
      injectFault({ operation: "GetSession", status: 401 }),
      setLeaseOutOfBand(1),
      refresh,
      refresh,
    ],
  },
  {
    title: "keeps a session past its recorded expiry if its lease was extended out of band",
    commands: [up, setLeaseOutOfBand(60), advanceClock(30), up, advanceClock(29), up],
  },
  {
    title: "keeps a session with an extended lease although currentLeaseTime never changes",
    commands: [up, setLeaseOutOfBand(60), advanceClock(30), up, advanceClock(29), up],
    switches: { currentLeaseTime: "stale" },
  },
  {
    title: "detects the early expiry of a lease that was shortened out of band",
    commands: [up, setLeaseOutOfBand(1), advanceClock(2), up],
  },
  {
    title: "recreates an expired session although its status stays running for a while",
    commands: [up, advanceClock(12), up, advanceClock(12), refresh, up],
    switches: { getEnded: "late-running", listEnded: "late-running" },
  },
  {
    title: "retries the failed delete of a replaced session in the next update",
    commands: [
      up,
      changeInputs({ driver: "api" }),
      injectLastingFault({ operation: "EndSession", status: 500 }),
      up,
      up,
    ],
  },
  {
    title: "creates the session in the update after a replacement that failed after its delete",
    commands: [
      changeInputs({ fingerprintUUID }),
      up,
      changeInputs({ showMouse: true }),
      injectLastingFault({ operation: "CreateSession", status: 400 }),
      up,
      up,
    ],
    switches: { sharedFingerprint: "conflict" },
  },
  {
    title: "recreates a session that expired before the update after an unconfirmed create",
    commands: [
      injectFault({ operation: "CreateSession", malformed: "missing-field:status" }),
      injectLastingFault({ operation: "GetSession", status: 500 }),
      up,
      advanceClock(12),
      up,
    ],
  },
  {
    title: "keeps the expiry of a new lease that could not be read back",
    commands: [
      up,
      changeInputs({ leaseTime: 60 }),
      injectFault({ operation: "GetSession", nth: 2, malformed: "truncated-json" }),
      up,
      advanceClock(30),
      up,
    ],
  },
  {
    title: "sets a lease again if the response to its update was lost",
    commands: [
      up,
      changeInputs({ leaseTime: 60 }),
      injectLastingFault({ operation: "UpdateSession", cut: "after" }),
      up,
      advanceClock(9),
      up,
    ],
  },
  {
    title: "writes nothing in a repeated update if renewBefore equals leaseTime",
    commands: [changeInputs({ renewBefore: 10 }), up, advanceClock(2), up],
  },
  {
    title: "completes a destroy while the session is ending after a lost response to its delete",
    commands: [up, injectLastingFault({ operation: "EndSession", cut: "after" }), destroy, up],
    switches: { endLag: "ending" },
  },
  {
    title: "succeeds although the service rejects a renewal since a longer lease was set out of band",
    commands: [up, setLeaseOutOfBand(48), changeInputs({ renewBefore: 10 }), advanceClock(37), up],
    switches: { shortening: "refused" },
  },
  {
    title: "keeps an ended session without recreateWhenEnded until an input changes",
    commands: [
      changeInputs({ recreateWhenEnded: false }),
      up,
      endOutOfBand,
      refresh,
      up,
      changeInputs({ leaseTime: 20 }),
      up,
    ],
  },
  {
    title: "recreates a session that ended during an outage",
    commands: [up, injectLastingFault({ operation: "GetSession", cut: "before" }), endOutOfBand, up, up],
  },
  {
    title: "completes a second destroy after a lost response to the delete",
    commands: [up, injectLastingFault({ operation: "EndSession", cut: "after" }), destroy, destroy],
  },
];

describe("session lifecycle: sequences that once failed", () => {
  for (const { title, commands, switches = {} } of regressions) {
    it(title, () =>
      withSystemUnderTest(switches, async (setup) => {
        const { model, real } = setup();
        for (const command of commands) await command.run(model, real);
      }),
    );
  }
});
