import { expect } from "chai";
import type { LedgerEntry, Simulator, SimulatorOptions } from "../../simulator";
import { defaultAccount, startSimulator } from "../../simulator";
import type { Run } from "../../tools/workspace";
import { Workspace } from "../../tools/workspace";

/** Real commands take seconds each, and a busy machine takes longer. */
export const engineTimeoutMs = 240_000;

export const credentials = {
  TASKNET_API_KEY: defaultAccount.apiKey,
  TASKNET_API_KEY_ID: defaultAccount.apiKeyId,
};

/** A program of sessions whose arguments are read from sessions.json, by name. */
export const sessionsProgram = {
  "Pulumi.yaml": "name: sessions\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  "package.json": '{ "main": "index.js" }',
  "index.js": `
    const { Session } = require("pulumi-tasknet");
    const sessions = require("./sessions.json");
    for (const [name, { opts, ...args }] of Object.entries(sessions)) exports[name] = new Session(name, args, opts).sessionUUID;
  `,
};

export type SessionArgs = Readonly<Record<string, unknown>>;

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly replaceReasons?: string[] | null;
  readonly diffReasons?: string[] | null;
}

/** A stack of the real engine on a simulator of its own, with a clock that the test moves. */
export class TestStack {
  private constructor(
    readonly simulator: Simulator,
    readonly workspace: Workspace,
  ) {}

  static async start(
    source: string | Readonly<Record<string, string>>,
    options: SimulatorOptions = {},
    env: Readonly<Record<string, string | undefined>> = credentials,
  ): Promise<TestStack> {
    const simulator = await startSimulator({ manualClock: true, ...options });
    const workspace = new Workspace(source, { TASKNET_ENDPOINT: simulator.url, ...env });
    const stack = new TestStack(simulator, workspace);
    await stack.ok("stack", "init", "test");
    return stack;
  }

  async stop(): Promise<void> {
    await this.workspace.dispose();
    await this.simulator.stop();
  }

  /** Sets the sessions of `sessionsProgram`. */
  declare(sessions: Readonly<Record<string, SessionArgs>>): void {
    this.workspace.write({ "sessions.json": JSON.stringify(sessions) });
  }

  run(...args: string[]): Promise<Run> {
    return this.workspace.pulumi(args);
  }

  /** Runs a command that must succeed. */
  async ok(...args: string[]): Promise<Run> {
    const run = await this.run(...args);
    expect(run.code, `pulumi ${args.join(" ")}\n${run.output}`).to.equal(0);
    return run;
  }

  /** Runs a command that must fail. */
  async fails(...args: string[]): Promise<Run> {
    const run = await this.run(...args);
    expect(run.code, `pulumi ${args.join(" ")}\n${run.output}`).to.not.equal(0);
    return run;
  }

  up(...args: string[]): Promise<Run> {
    return this.ok("up", "--yes", "--skip-preview", ...args);
  }

  /** What an update would do to the sessions, by their names; those that stay the same are left out. */
  async steps(): Promise<Record<string, Step>> {
    const { stdout } = await this.ok("preview", "--json");
    const { steps = [] } = JSON.parse(stdout) as { steps?: Step[] };
    const changes = steps.filter(({ op, urn }) => op !== "same" && urn.includes("Session::"));
    // A replacement is three steps; the one that names its reasons is kept.
    const kept = changes.filter(({ op }) => op !== "create-replacement" && op !== "delete-replaced");
    return Object.fromEntries(kept.map((step) => [step.urn.split("::").at(-1) ?? "", step]));
  }

  /** The calls since the last look, reads of sessions left out. */
  writes(): string[] {
    const writes = this.calls().filter(({ method }) => method !== "GET");
    return writes.map(({ operation, status }) => `${operation} ${status}`);
  }

  /** The calls since the last look. */
  calls(): readonly LedgerEntry[] {
    const calls = this.simulator.ledger;
    this.simulator.clearLedger();
    return calls;
  }

  /** The state file's text. */
  async state(): Promise<string> {
    return (await this.ok("stack", "export")).stdout;
  }
}
