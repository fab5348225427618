import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { on, once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import type { Simulator } from "../../simulator";
import { startSimulator } from "../../simulator";
import { Workspace } from "../../tools/workspace";
import { installNodeSdk } from "./node-sdk";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs } from "./stack";

const root = join(__dirname, "../../..");
const minuteMs = 60_000;

/** Leaves the processor to the other processes. */
const shortWait = (): Promise<void> => wait(5);

/** A `pulumi` that names a version: the Automation API needs one, and the engine that Go builds for the tests has none. */
const versionedPulumi = `#!/bin/sh
[ "$1" = version ] && exec echo v3.274.1
exec "$(PATH=\${PATH#*:} && command -v pulumi)" "$@"
`;

/** A service whose arguments name its jobs. The messages "tick", "fail" and "end NAME" drive it. */
const service = `
import { on } from "node:events";
import { endLeftSessions, withSession } from "./with-session";

async function* ticks(signal: AbortSignal) {
  for await (const [message] of on(process, "message", { signal })) {
    if (message !== "tick") continue;
    yield;
    process.send!("updated");
  }
}
const job = (name: string) =>
  withSession(name, { leaseTime: 10, renewBefore: 6 }, async (_, signal) => {
    process.send!("working");
    for await (const [message] of on(process, "message", { signal })) {
      if (message === "fail") throw new Error("the work failed");
      if (message === "end " + name) return;
    }
  }, ticks);
async function main(): Promise<void> {
  await endLeftSessions();
  process.send!("started");
  await Promise.all(process.argv.slice(2).map(job));
  process.send!("done");
}
main()
  .catch((error) => process.send!("failed: " + (error.cause ?? error).message))
  .finally(() => process.disconnect());
`;

describe("the example with the Automation API, on the engine", function () {
  this.timeout(engineTimeoutMs);
  const plugin = new PluginFolder();
  let simulator: Simulator;
  let workspace: Workspace;
  let started: Service[];

  /** A process of the service. */
  class Service {
    private readonly messages: AsyncIterator<unknown[]>;
    private readonly process: ChildProcess;

    constructor(...jobs: string[]) {
      // In a process group of its own, so that a kill reaches the engine, too.
      this.process = spawn(
        process.execPath,
        ["-r", "ts-node/register/transpile-only", "driver.ts", ...jobs],
        {
          cwd: workspace.program,
          env: workspace.environment(),
          stdio: ["ignore", "ignore", "inherit", "ipc"],
          detached: true,
        },
      );
      this.messages = on(this.process, "message", { close: ["disconnect"] })[Symbol.asyncIterator]();
      started.push(this);
    }

    /** Waits for these messages. */
    async expectNext(...messages: string[]): Promise<void> {
      for (const message of messages) {
        const next = await this.messages.next();
        expect(next.value).to.deep.equal([message, undefined]);
      }
    }

    send(message: string): void {
      this.process.send(message);
    }

    /** Kills the process and the commands that it runs. */
    async kill(): Promise<void> {
      if (this.process.exitCode !== null || this.process.signalCode !== null) return;
      const exit = once(this.process, "exit");
      process.kill(-this.process.pid!, "SIGKILL");
      await exit;
    }
  }

  beforeEach(async () => {
    started = [];
    simulator = await startSimulator({ manualClock: true });
    workspace = new Workspace(join(root, "examples/automation"), {
      ...credentials,
      TASKNET_ENDPOINT: simulator.url,
      PATH: plugin.searchPath,
    });
    installNodeSdk(workspace.program);
    workspace.write({ "driver.ts": service });
  });
  afterEach(async () => {
    for (const one of started) await one.kill();
    await workspace.dispose();
    await simulator.stop();
  });
  before(() => {
    writeFileSync(join(plugin.path, "pulumi"), versionedPulumi, { mode: 0o755 });
  });
  after(() => {
    plugin.remove();
  });

  /** Expects that no session runs, and that no stack is left. */
  const expectNothingLeft = async (): Promise<void> => {
    expect(simulator.running()).to.be.empty;
    const { stdout } = await workspace.pulumi(["stack", "ls", "--all", "--json"]);
    expect(JSON.parse(stdout)).to.deep.equal([]);
  };

  it("keeps the session of a lease of 10 minutes for work of 90 minutes, and then ends it", async () => {
    const one = new Service("first");
    await one.expectNext("started", "working");
    const running = simulator.running();
    expect(running).to.have.length(1);
    for (let minutes = 0; minutes < 90; minutes += 9) {
      simulator.advance(9 * minuteMs);
      expect(simulator.running(), `running after ${minutes} minutes`).to.have.length(1);
      one.send("tick");
      await one.expectNext("updated");
    }
    one.send("end first");
    await one.expectNext("done");
    expect(simulator.sessions()).to.have.length(1);
    await expectNothingLeft();
  });

  it("runs two jobs at once, each with a session and a stack of its own", async () => {
    const both = new Service("first", "second");
    await both.expectNext("started", "working", "working");
    expect(simulator.running()).to.have.length(2);
    both.send("end first");
    while (simulator.running().length > 1) await shortWait();
    both.send("end second");
    await both.expectNext("done");
    await expectNothingLeft();
  });

  it("ends the session if the work throws, and passes the error on", async () => {
    const one = new Service("first");
    await one.expectNext("started", "working");
    one.send("fail");
    await one.expectNext("failed: the work failed");
    expect(simulator.sessions()).to.have.length(1);
    await expectNothingLeft();
  });

  it("aborts the work if an update finds that the session has ended, and creates no other session", async () => {
    const one = new Service("first");
    await one.expectNext("started", "working");
    simulator.advance(11 * minuteMs);
    one.send("tick");
    await one.expectNext("failed: the session ended before its work");
    expect(simulator.sessions()).to.have.length(1);
    await expectNothingLeft();
  });

  it("ends the session that a killed process left when it is started again", async () => {
    const killed = new Service("first");
    await killed.expectNext("started", "working");
    await killed.kill();
    expect(simulator.running()).to.have.length(1);
    await new Service().expectNext("started", "done");
    await expectNothingLeft();
  });

  it("ends the session and removes the lock of a process that was killed in an update", async () => {
    const killed = new Service("first");
    await killed.expectNext("started", "working");
    simulator.clearLedger();
    killed.send("tick");
    while (simulator.ledger.length === 0) await shortWait();
    await killed.kill();
    expect(simulator.running()).to.have.length(1);
    await new Service().expectNext("started", "done");
    await expectNothingLeft();
  });
});
