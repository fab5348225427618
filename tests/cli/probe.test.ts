import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "chai";
import fc from "fast-check";
import type { Simulator } from "../../simulator";
import { startSimulator } from "../../simulator";
import { apiKey, apiKeyId, fingerprintA, runCommand, tempFiles } from "./fixtures";
import { anySwitches, clockOf, runProbe, withSimulator } from "./probe-fixtures";

const cli = join(__dirname, "../../cli/main.js");

/** Resolves when the simulator has got a number of calls, or when the promise has settled. */
async function untilCalls(simulator: Simulator, count: number, settled: Promise<unknown>): Promise<void> {
  const state = { isSettled: false };
  const done = (): void => {
    state.isSettled = true;
  };
  settled.then(done, done);
  while (!state.isSettled && simulator.ledger.length < count) await nextTurn();
}

describe("pulumi-tasknet probe", () => {
  const tempFile = tempFiles();

  it("says what it can cost before it creates a session", async () => {
    await withSimulator({}, async (simulator) => {
      const events: string[] = [];
      const { code } = await runCommand(["probe"], {
        env: { TASKNET_API_KEY: apiKey, TASKNET_API_KEY_ID: apiKeyId, TASKNET_ENDPOINT: simulator.url },
        deps: {
          clock: clockOf(simulator),
          terminal: {
            isInteractive: false,
            print: () => undefined,
            warn: (line) => events.push(`${line} (${simulator.sessions().length} sessions)`),
            progress: () => undefined,
            confirm: () => Promise.resolve(false),
          },
        },
      });
      expect(code).to.equal(0);
      expect(events).to.have.length(1);
      expect(events[0])
        .to.include("at most 3 sessions")
        .and.include("at most 6 session minutes")
        .and.include("(0 sessions)");
    });
  });

  it("costs at most 6 session minutes, with leases of 1 or 2 minutes", async () => {
    await withSimulator({}, async (simulator) => {
      const leases: number[] = [];
      await runProbe(simulator, {
        onSleep: () => leases.push(...simulator.running().map(({ leaseMinutes }) => leaseMinutes)),
      });
      const sessions = simulator.sessions();
      const minutes = sessions.map(({ createdAt, endedAt = Infinity }) => (endedAt - createdAt) / 60_000);
      expect(sessions).to.have.length(3);
      expect(Math.max(...leases)).to.equal(2);
      expect(minutes.reduce((sum, one) => sum + one)).to.be.at.most(6);
    });
  });

  it("prints a table of questions, responses and what the provider does, in at most 100 columns", async () => {
    await withSimulator({}, async (simulator) => {
      const { out, file } = await runProbe(simulator);
      const lines = out.split("\n");
      expect(lines[0]).to.match(/^QUESTION +RESPONSE SEEN +WHAT THE PROVIDER DOES$/);
      for (const line of lines) expect(line.length).to.be.at.most(100);
      const seen = new Map(file!.rows.map((row) => [row.question, row.seen]));
      expect(seen.get("PATCH after the lease has expired")).to.equal("404 SESSION_NOT_FOUND");
      expect(seen.get("Response to a wrong key")).to.equal("401 UNAUTHORIZED");
      expect(seen.get("Can two sessions share a fingerprint?")).to.match(/^not asked: give --fingerprint/);
    });
  });

  it("writes neither an id nor a secret to its file", async () => {
    await withSimulator({}, async (simulator) => {
      const { json } = await runProbe(simulator, { args: ["--fingerprint", fingerprintA] });
      const secrets = simulator
        .sessions()
        .flatMap(({ sessionUUID, vncPassword }) => [sessionUUID, vncPassword]);
      for (const secret of [...secrets, apiKey, apiKeyId, fingerprintA])
        if (secret !== undefined) expect(json).to.not.include(secret);
    });
  });

  it("shows its progress in a terminal", async () => {
    await withSimulator({}, async (simulator) => {
      const { progress } = await runProbe(simulator, { isInteractive: true });
      expect(progress).to.include("asking the first session").and.include("ending the sessions");
    });
  });

  it("leaves the sessions of others alone, and does not take them for its own", async () => {
    await withSimulator({}, async (simulator) => {
      const created = await fetch(`${simulator.url}/private/v1/sessions`, {
        method: "POST",
        headers: { "X-Api-Key": apiKey, "X-Api-Key-Id": apiKeyId, "Content-Type": "application/json" },
        body: JSON.stringify({ leaseTime: 30, isVncEnabled: true, vncMode: "ro", driver: "api" }),
      });
      const { sessionUUID } = (await created.json()) as { sessionUUID: string };
      const { code, file } = await runProbe(simulator);
      expect(code).to.equal(0);
      expect(simulator.running().map((session) => session.sessionUUID)).to.deep.equal([sessionUUID]);
      expect(file!.notAsked.emptyList).to.equal("the list was not empty before the probe");
    });
  });

  it("starts a simulator like the service with `simulate --like`", async () => {
    const switches = { getEnded: "terminated", emptyBody: "text", timestampZone: "none" } as const;
    const first = await withSimulator({ switches }, (simulator) => runProbe(simulator));
    const file = tempFile("probe.json", first.json);
    const like = async (...args: string[]): Promise<Record<string, unknown>> => {
      const interrupt = new AbortController();
      let body: Record<string, unknown> = {};
      const created = (url: string): Promise<unknown> =>
        fetch(`${url}/private/v1/sessions`, {
          method: "POST",
          headers: { "X-Api-Key": apiKey, "X-Api-Key-Id": apiKeyId, "Content-Type": "application/json" },
          body: JSON.stringify({ leaseTime: 1, isVncEnabled: true, vncMode: "ro", driver: "api" }),
        }).then(async (response) => {
          body = (await response.json()) as Record<string, unknown>;
        });
      await runCommand(["simulate", "--port", "0", "--like", file, ...args], {
        deps: {
          signal: interrupt.signal,
          terminal: {
            isInteractive: false,
            print: (line) => {
              const [, url = ""] = /simulator at (\S+)/.exec(line) ?? [];
              void created(url).finally(() => {
                interrupt.abort();
              });
            },
            warn: (line) => {
              throw new Error(line);
            },
            progress: () => undefined,
            confirm: () => Promise.resolve(false),
          },
        },
      });
      return body;
    };
    expect((await like()).createdAt).to.match(/\d$/);
    expect((await like("--timestamp-zone", "utc")).createdAt, "an option overrides the file").to.match(/Z$/);
  });

  for (const [what, content, message] of [
    ["no JSON", "{", "JSON"],
    ["no switches", {}, "must be a file that `pulumi-tasknet probe --json` wrote"],
    ["an unknown switch", { switches: { gravity: "on" } }, 'no switch is named "gravity"'],
  ] as const) {
    it(`rejects a file with ${what} for --like`, async () => {
      const { code, err } = await runCommand(["simulate", "--like", tempFile("probe.json", content)]);
      expect(code).to.equal(1);
      expect(err).to.include(message);
    });
  }

  describe("that fails", () => {
    it("creates no session if the key is refused", async () => {
      await withSimulator({ accounts: [{ apiKeyId: "other", apiKey: "other" }] }, async (simulator) => {
        const { code, err } = await runProbe(simulator);
        expect(code).to.equal(1);
        expect(err).to.include("could not list the sessions: the response was 401 UNAUTHORIZED");
        expect(simulator.sessions()).to.be.empty;
      });
    });

    it("ends the first session if the second cannot be created", async () => {
      await withSimulator({ capacity: 1 }, async (simulator) => {
        const { code, err } = await runProbe(simulator);
        expect(code).to.equal(1);
        expect(err).to.include("503 SERVICE_UNAVAILABLE");
        expect(simulator.sessions()).to.have.length(1);
        expect(simulator.running()).to.be.empty;
      });
    });

    it("names the session that a create with a lost response has left", async () => {
      await withSimulator({}, async (simulator) => {
        simulator.addFault({ operation: "CreateSession", nth: 2, cut: "after" });
        const { code, err } = await runProbe(simulator);
        const [left, ...others] = simulator.running();
        expect(code).to.equal(1);
        expect(others).to.be.empty;
        expect(err).to.include(
          `To end it: npx pulumi-tasknet end --endpoint '${simulator.url}' ${left!.sessionUUID}`,
        );
      });
    });

    it("ends a session whose create was cut off after its id", async () => {
      await withSimulator({}, async (simulator) => {
        simulator.addFault({ operation: "CreateSession", malformed: "truncated-json" });
        await runProbe(simulator);
        expect(simulator.running()).to.be.empty;
      });
    });

    it("says how to end a session that it could not end", async () => {
      await withSimulator({}, async (simulator) => {
        simulator.addFault({ operation: "EndSession", status: 500, times: 200 });
        const { code, err } = await runProbe(simulator);
        expect(code).to.equal(1);
        expect(err).to.include("npx pulumi-tasknet end --endpoint");
      });
    });
  });
});

describe("pulumi-tasknet probe that is interrupted", function () {
  this.timeout(60_000);

  it("leaves nothing running if it is aborted at a random moment, with any switches", async () => {
    await fc.assert(
      fc.asyncProperty(anySwitches, fc.integer({ min: 1, max: 80 }), async (switches, calls) => {
        await withSimulator({ switches }, async (simulator) => {
          const interrupt = new AbortController();
          const run = runProbe(simulator, { signal: interrupt.signal });
          await untilCalls(simulator, calls, run);
          interrupt.abort();
          const { code, err } = await run;
          if (code !== 0) expect(err).to.include("error: interrupted");
          expect(simulator.running()).to.be.empty;
        });
      }),
      { numRuns: 100 },
    );
  });

  it("ends its sessions when the process gets SIGINT, and exits with 1", async () => {
    const simulator = await startSimulator();
    try {
      const child = spawn(process.execPath, [cli, "probe"], {
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          TASKNET_API_KEY: apiKey,
          TASKNET_API_KEY_ID: apiKeyId,
          TASKNET_ENDPOINT: simulator.url,
        },
      });
      const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
      const err = text(child.stderr);
      const isCreated = (): boolean => simulator.running().length > 0;
      while (!isCreated() && child.exitCode === null) await nextTurn();
      child.kill("SIGINT");
      expect(await ended).to.equal(1);
      expect(await err).to.include("error: interrupted");
      expect(simulator.running()).to.be.empty;
    } finally {
      await simulator.stop();
    }
  });
});
