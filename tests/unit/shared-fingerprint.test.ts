import { expect } from "chai";
import type { SessionContext } from "../../provider/session";
import { inFingerprintTurn, warnOfRunning } from "../../provider/session/shared-fingerprint";
import { Deadline } from "../../provider/tasknet";
import {
  contextOf,
  errorOf,
  FakeApi,
  fingerprintA,
  fingerprintB,
  id,
  listed,
  otherId,
  rejection,
  wire,
} from "./fixtures";

describe("inFingerprintTurn", () => {
  let context: SessionContext;
  let started: string[];
  beforeEach(() => {
    context = contextOf(new FakeApi());
    started = [];
  });

  /** Starts a create that lasts until it is released. */
  function begin(
    name: string,
    fingerprint: string | undefined,
    options?: Parameters<typeof inFingerprintTurn>[2],
  ): { release: () => void; result: Promise<string> } {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const result = inFingerprintTurn(context, fingerprint, options, async () => {
      started.push(name);
      await held;
      return name;
    });
    return { release, result };
  }

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it("starts a second create with the same fingerprint after the first one, without regard to case", async () => {
    const first = begin("first", fingerprintA);
    const second = begin("second", fingerprintA.toUpperCase());
    await settled();
    expect(started).to.deep.equal(["first"]);
    first.release();
    second.release();
    expect(await Promise.all([first.result, second.result])).to.deep.equal(["first", "second"]);
    expect(started).to.deep.equal(["first", "second"]);
  });

  it("starts the second create although the first one fails", async () => {
    const failing = inFingerprintTurn(context, fingerprintA, undefined, () =>
      Promise.reject(new Error("refused")),
    );
    const second = begin("second", fingerprintA);
    second.release();
    expect((await rejection(failing)).message).to.equal("refused");
    expect(await second.result).to.equal("second");
  });

  for (const [title, fingerprint] of [
    ["starts creates with different fingerprints concurrently", fingerprintB],
    ["starts a create without a fingerprint immediately", undefined],
  ] as const) {
    it(title, async () => {
      const first = begin("first", fingerprintA);
      const second = begin("second", fingerprint);
      await settled();
      expect(started).to.deep.equal(["first", "second"]);
      first.release();
      second.release();
      await Promise.all([first.result, second.result]);
    });
  }

  it("excludes the wait for another create from the deadline", async () => {
    let ticks = 0;
    const timers = { setTimeout: () => undefined, clearTimeout: () => undefined };
    const deadline = new Deadline(10_000, { clock: { ticks: () => ticks }, timers });
    const first = begin("first", fingerprintA);
    const second = begin("second", fingerprintA, { deadline });
    ticks = 60_000;
    expect(deadline.remainingMs()).to.equal(10_000);
    first.release();
    await first.result;
    await settled();
    ticks += 4_000;
    expect(deadline.remainingMs()).to.equal(6_000);
    second.release();
    await second.result;
  });

  it("rejects a cancelled create that waits, and creates nothing", async () => {
    const controller = new AbortController();
    const first = begin("first", fingerprintA);
    const second = begin("second", fingerprintA, { signal: controller.signal });
    controller.abort();
    const error = await rejection(second.result);
    expect(error.message).to.equal(
      "no session was created. The operation was cancelled while it waited for another create with the same fingerprint.",
    );
    first.release();
    await first.result;
    expect(started).to.deep.equal(["first"]);
  });

  it("passes on the error of a create that was cancelled after its start", async () => {
    const controller = new AbortController();
    const failing = inFingerprintTurn(context, fingerprintA, { signal: controller.signal }, () => {
      controller.abort();
      return Promise.reject(new Error("possible orphans: none"));
    });
    expect((await rejection(failing)).message).to.equal("possible orphans: none");
  });
});

describe("warnOfRunning", () => {
  let api: FakeApi;
  let context: SessionContext;
  let warnings: string[];
  beforeEach(() => {
    api = new FakeApi();
    context = contextOf(api);
    warnings = [];
  });
  const warn = (fingerprint: string | undefined): Promise<void> =>
    warnOfRunning(context, fingerprint, { onWarning: (warning) => warnings.push(warning) });
  const other = wire({ sessionUUID: otherId, fingerprintUUID: fingerprintA });

  it("warns of each running session with the fingerprint, with one list", async () => {
    api.listAll.resolves(
      listed(other, wire({ fingerprintUUID: fingerprintB }), {
        ...other,
        sessionUUID: id,
        status: "starting",
      }),
    );
    await warn(fingerprintA.toUpperCase());
    expect(warnings).to.deep.equal(
      [otherId, id].map(
        (session) =>
          `session ${session} with the same fingerprint is running. Tasknet may refuse a second session with a ` +
          "fingerprint, and both sessions may write its stored data. End it first, or use another fingerprint.",
      ),
    );
    expect(api.calls()).to.deep.equal({ listSessions: 1 });
  });

  for (const [title, arrange] of [
    [
      "does not warn of a session that has ended",
      () => api.listAll.resolves(listed({ ...other, status: "terminated" })),
    ],
    [
      "does not warn of a session to which this process has sent a DELETE",
      () => {
        context.memory.addEnded(fingerprintA, { sessionUUID: otherId.toUpperCase(), isPending: true });
        api.listAll.resolves(listed(other));
      },
    ],
    ["does not fail if the list cannot be read", () => api.listAll.rejects(errorOf.unavailable())],
  ] as const) {
    it(title, async () => {
      arrange();
      await warn(fingerprintA);
      expect(warnings).to.be.empty;
    });
  }

  it("sends no list without a fingerprint or without a listener to warnings", async () => {
    await warn(undefined);
    await warnOfRunning(context, fingerprintA, {});
    await warnOfRunning(context, fingerprintA, undefined);
    expect(api.calls()).to.deep.equal({});
  });

  it("limits the list to 10 seconds and one rate limit", async () => {
    api.listAll.resolves(listed());
    await warn(fingerprintA);
    expect(api.listAll.firstCall.args[0]).to.include({ timeoutMs: 10_000, maxRateLimits: 1 });
  });
});
