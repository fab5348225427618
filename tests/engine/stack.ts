import { expect } from "chai";
import type { LedgerEntry, Simulator, SimulatorOptions } from "../../simulator";
import { defaultAccount, startSimulator } from "../../simulator";
import type { Run } from "../../tools/workspace";
import { Workspace } from "../../tools/workspace";

/** Timeout of a test, in milliseconds: a real command takes seconds, and longer on a busy machine. */
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

/** A resource of a stack's state. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly initErrors?: string[];
  readonly refreshBeforeUpdate?: boolean;
}

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

  destroy(...args: string[]): Promise<Run> {
    return this.ok("destroy", "--yes", "--skip-preview", ...args);
  }

  /** Destroys the stack, and expects that no session runs on. */
  async endsAll(): Promise<void> {
    await this.destroy();
    expect(this.running()).to.be.empty;
  }

  /** Ids of the sessions that run now. */
  running(): string[] {
    return this.simulator.running().map(({ sessionUUID }) => sessionUUID);
  }

  /** The stack's outputs, by their names. */
  async outputs(...args: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await this.ok("stack", "output", "--json", ...args);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** The planned steps of an update, by the names of the sessions; without those that stay the same. */
  async steps(): Promise<Record<string, Step>> {
    const { stdout } = await this.ok("preview", "--json");
    const { steps = [] } = JSON.parse(stdout) as { steps?: Step[] };
    const changes = steps.filter(({ op, urn }) => op !== "same" && urn.includes("Session::"));
    // A replacement is three steps; the one that names its reasons is kept.
    const kept = changes.filter(({ op }) => op !== "create-replacement" && op !== "delete-replaced");
    return Object.fromEntries(kept.map((step) => [nameOf(step.urn), step]));
  }

  /** The calls since the last `calls` or `writes`, without reads, as `Operation status`. */
  writes(): string[] {
    const writes = this.calls().filter(({ method }) => method !== "GET");
    return writes.map(({ operation, status }) => `${operation} ${status}`);
  }

  /** The calls since the last `calls` or `writes`. */
  calls(): readonly LedgerEntry[] {
    const calls = this.simulator.ledger;
    this.simulator.clearLedger();
    return calls;
  }

  /** The state file's text. */
  async state(): Promise<string> {
    return (await this.ok("stack", "export")).stdout;
  }

  /** The sessions in the state, by their names. */
  async recorded(): Promise<Record<string, RecordedResource>> {
    const { deployment } = JSON.parse(await this.state()) as {
      deployment: { resources?: RecordedResource[] };
    };
    const found = (deployment.resources ?? []).filter(({ urn }) => /\btasknet:.*Session::/.test(urn));
    return Object.fromEntries(found.map((resource) => [nameOf(resource.urn), resource]));
  }
}

/** The name of a resource, which its URN ends with. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
