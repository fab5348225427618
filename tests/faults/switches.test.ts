import { expect } from "chai";
import type { Simulator, Switches } from "../../simulator";
import { defaultAccount } from "../../simulator";
import { namedSessionSwitches, switchTable } from "../../simulator/switches";
import { fingerprintA, minuteMs, providerStarter } from "../grpc/fixtures";
import { dynamicDriver, pluginDriver } from "./drivers";
import { Stack } from "./stack";

interface SwitchCase {
  readonly title: string;
  readonly switches: Partial<Switches>;
}

/** One case for each position of each switch of sessions. */
const switchCases: readonly SwitchCase[] = [
  ...namedSessionSwitches.flatMap((name) =>
    switchTable[name].positions.map((position) => ({
      title: `${name} ${position}`,
      // Longer than the tolerance after which the provider assumes that a lease is over.
      switches: { [name]: position, lateRunningSeconds: 600 },
    })),
  ),
  { title: "maxGrantedMinutes 10", switches: { maxGrantedMinutes: 10 } },
  { title: "timestampOffsetMinutes -35", switches: { timestampOffsetMinutes: -35 } },
  { title: "timestampOffsetMinutes 35", switches: { timestampOffsetMinutes: 35 } },
];

/** The sessions that run, or that the service shows as running although they have ended. */
async function shownAsRunning(sim: Simulator): Promise<string[]> {
  const headers = { "X-Api-Key": defaultAccount.apiKey, "X-Api-Key-Id": defaultAccount.apiKeyId };
  const shown = await Promise.all(
    sim.sessions().map(async ({ sessionUUID }) => {
      const response = await fetch(`${sim.url}/private/v1/sessions/${sessionUUID}`, { headers });
      const text = (await response.text()).replace(/^\uFEFF/, "");
      const { status } = JSON.parse(text) as { status?: unknown };
      return status === "running" || status === "starting" ? [sessionUUID] : [];
    }),
  );
  return [...new Set([...sim.running().map(({ sessionUUID }) => sessionUUID), ...shown.flat()])];
}

/** Expects each session that is shown as running in the state, in a DELETE or in an error. */
async function expectNoneLost(sim: Simulator, stack: Stack, when: string): Promise<void> {
  const known = stack.ids.map((id) => id.toLowerCase());
  const errors = stack.errors.join("\n").toLowerCase();
  const deleted = sim.ledger
    .filter(({ operation }) => operation === "EndSession")
    .map(({ sessionUUID }) => sessionUUID?.toLowerCase());
  for (const shown of await shownAsRunning(sim)) {
    const id = shown.toLowerCase();
    const isKnown = known.includes(id) || deleted.includes(id) || errors.includes(id);
    expect(isKnown, `session ${id} is lost ${when}; the errors: ${errors}`).to.be.true;
  }
}

/** The inputs of the stack: they cover most properties that the switches affect. */
const given = { leaseTime: 30, fingerprintUUID: fingerprintA, isVncEnabled: true, renewBefore: 10 };

for (const [name, open] of [
  ["dynamic", dynamicDriver],
  ["plugin", pluginDriver],
] as const) {
  describe(`every position of every switch, ${name}`, function () {
    this.timeout(30_000);
    const startProvider = providerStarter();

    for (const { title, switches } of switchCases) {
      it(`loses no session and settles with ${title}, ${name}`, async () => {
        const provider = await startProvider({ sharesTime: true, sim: { switches } });
        const { sim, advance } = provider;
        const stack = new Stack(await open(provider));
        const run = async (when: string, operation: () => Promise<boolean>): Promise<boolean> => {
          const isDone = await operation();
          await expectNoneLost(sim, stack, when);
          return isDone;
        };
        /** Expects that the session of the state runs after at most two updates. */
        const settle = async (when: string, changes: object): Promise<void> => {
          const inputs = { ...given, ...changes };
          const isDone = await run(when, () => stack.up(inputs));
          if (!isDone) await run(`${when}, again`, () => stack.up(inputs));
          const running = sim.running().map(({ sessionUUID }) => sessionUUID.toLowerCase());
          expect(running, `${when}: ${stack.errors.join("\n")}`).to.deep.equal([stack.id?.toLowerCase()]);
        };
        const expectNoChanges = async (when: string, changes: object): Promise<void> => {
          const writes = (): number => sim.ledger.filter(({ method }) => method !== "GET").length;
          const before = writes();
          await run(when, () => stack.up({ ...given, ...changes }));
          expect(writes(), `writes of an update without changes, ${when}`).to.equal(before);
        };

        await settle("after a create", {});
        await run("after a refresh", () => stack.refresh());
        await expectNoChanges("after a create", {});

        await settle("after a longer lease", { leaseTime: 45 });
        await run("after a shorter lease", () => stack.up({ ...given, leaseTime: 20 }));
        await settle("after the lease is restored", { leaseTime: 45 });

        sim.setLease(stack.id!, 60);
        await run("after another client extends the lease", () => stack.refresh());
        await settle("after another client extends the lease", { leaseTime: 45 });
        advance(50 * minuteMs);
        await run("at the expiry of the own lease", () => stack.refresh());
        await settle("at the expiry of the own lease", { leaseTime: 45 });

        await settle("after a replacement", { leaseTime: 45, driver: "api" });
        await expectNoChanges("after a replacement", { leaseTime: 45, driver: "api" });

        advance(2 * minuteMs);
        sim.endSession(stack.id!);
        await settle("after another client ends the session", {});

        // A service with late-running still shows the session at this time.
        advance(35 * minuteMs);
        await run("after a refresh past the expiry", () => stack.refresh());
        await settle("after the expiry", {});

        expect(await run("after a destroy", () => stack.destroy()), stack.errors.join("\n")).to.be.true;
        expect(sim.running()).to.deep.equal([]);
        expect(stack.ids).to.deep.equal([]);
      });
    }
  });
}
