import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "chai";
import { PluginFolder } from "./plugin-folder";
import { credentials, engineTimeoutMs, TestStack } from "./stack";

const root = join(__dirname, "../../..");
const cli = join(root, "dist/bin/pulumi-tasknet.js");
const minuteMs = 60_000;

describe("the recipes in examples/, on the engine", function () {
  this.timeout(engineTimeoutMs);
  const plugin = new PluginFolder();
  let stack: TestStack;
  const start = async (example: string): Promise<void> => {
    const env = { ...credentials, PATH: plugin.searchPath };
    stack = await TestStack.start(join(root, "examples", example), {}, env);
  };

  after(() => {
    plugin.remove();
  });
  afterEach(() => stack.stop());

  it("keeps one session alive for three hours without a gap, and lets it end with its lease", async () => {
    await start("keep-alive");
    const { simulator } = stack;
    const hours = 3;
    const periodMinutes = 15;
    const keepUntil = simulator.now() + hours * 60 * minuteMs;
    await stack.ok("config", "set", "keepUntil", new Date(keepUntil).toISOString());
    await stack.up();
    const only = stack.running();
    expect(only).to.have.length(1);
    while (simulator.now() < keepUntil) {
      simulator.advance(periodMinutes * minuteMs);
      expect(stack.running(), "running before the next update").to.deep.equal(only);
      await stack.up();
      expect(stack.running(), "running after an update").to.deep.equal(only);
    }
    simulator.clearLedger();
    simulator.advance(41 * minuteMs);
    expect(stack.running()).to.be.empty;
    await stack.up();
    expect(stack.writes()).to.be.empty;
    await stack.endsAll();
    expect(simulator.sessions()).to.have.length(1);
  });

  describe("of a session for one job", () => {
    beforeEach(() => start("ci-job"));

    interface Job {
      readonly process: ChildProcess;
      readonly ended: Promise<number | null>;
    }

    /** Runs the script of the example, in a process group of its own. */
    const runJob = (...command: string[]): Job => {
      const { workspace } = stack;
      const process = spawn("sh", ["./with-session.sh", ...command], {
        cwd: workspace.program,
        env: { ...workspace.environment(), JOB_ID: "1" },
        stdio: "ignore",
        detached: true,
      });
      return { process, ended: new Promise((resolve) => process.once("exit", resolve)) };
    };
    /** Runs a job that does not end, until it runs. */
    const runLongJob = async (): Promise<Job> => {
      const ready = join(stack.workspace.program, "ready");
      const job = runJob("sh", "-c", `touch '${ready}'; exec sleep 600`);
      while (!existsSync(ready) && job.process.exitCode === null) await nextTurn();
      expect(stack.running()).to.have.length(1);
      return job;
    };

    it("gives the job its session, ends the session after it, and removes the stack", async () => {
      const file = join(stack.workspace.program, "seen");
      expect(await runJob("sh", "-c", `printf %s "$SESSION_UUID" > '${file}'`).ended).to.equal(0);
      const [session] = stack.simulator.sessions();
      const { stdout } = await stack.ok("stack", "ls", "--json");
      expect(stack.running()).to.be.empty;
      expect(stdout).to.not.include("job-1");
      expect(readFileSync(file, "utf8")).to.equal(session!.sessionUUID);
    });

    it("ends the session if the job fails, and exits with the code of the job", async () => {
      expect(await runJob("sh", "-c", "exit 7").ended).to.equal(7);
      expect(stack.simulator.sessions()).to.have.length(1);
      expect(stack.running()).to.be.empty;
    });

    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      it(`ends the session if the job is cancelled by ${signal}`, async () => {
        const job = await runLongJob();
        job.process.kill(signal);
        expect(await job.ended).to.equal(code);
        expect(stack.simulator.sessions()).to.have.length(1);
        expect(stack.running()).to.be.empty;
      });
    }

    it("leaves an orphan if the job is killed, which the nightly sweep ends", async () => {
      const job = await runLongJob();
      const left = stack.running();
      process.kill(-job.process.pid!, "SIGKILL");
      await job.ended;
      stack.simulator.advance(10 * minuteMs);
      expect(stack.running()).to.deep.equal(left);
      const sweep = spawn(
        process.execPath,
        [cli, "orphans", "--stack", "test", "--older-than", "5m", "--end"],
        { cwd: stack.workspace.program, env: stack.workspace.environment(), stdio: "ignore" },
      );
      expect(await new Promise((resolve) => sweep.once("exit", resolve))).to.equal(0);
      expect(stack.running()).to.be.empty;
    });
  });
});
