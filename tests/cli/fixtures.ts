import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CliDeps } from "../../cli/deps";
import { runCli } from "../../cli/program";
import type { Clock } from "../../provider/tasknet";
import { systemClock } from "../../provider/tasknet";
import type { Simulator, SimulatorOptions } from "../../simulator";
import { defaultAccount, startSimulator } from "../../simulator";

export const minuteMs = 60_000;
export const fingerprintA = "aaaaaaaa-0000-4000-8000-00000000000a";
/** The key of the simulator, as it may show in no output and no argument. */
export const { apiKey, apiKeyId } = defaultAccount;

/** Time at which the clocks start, in milliseconds since the epoch. */
const start = Date.UTC(2030, 0, 1, 12);
/** A clock whose time stands still between two responses of the service, so that each age is exact. */
const stoppedClock: Clock = { ...systemClock, now: () => start };

/** What a run of the command printed, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The questions that were asked. */
  readonly questions: readonly string[];
  /** The status lines that were shown. */
  readonly progress: readonly string[];
}

export interface RunOptions {
  /** Whether the terminal is interactive. Default: false. */
  readonly isInteractive?: boolean;
  /** The answer to each question. Default: no. */
  readonly answer?: boolean;
  /** Default: the key and the address of the simulator. */
  readonly env?: Record<string, string>;
  readonly deps?: Partial<CliDeps>;
}

/** Runs the command in this process. */
export async function runCommand(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { isInteractive = false, answer = false, env = {}, deps = {} } = options;
  const [out, err, questions, progress]: string[][] = [[], [], [], []];
  const code = await runCli(args, {
    terminal: {
      isInteractive,
      print: (text) => out!.push(text),
      warn: (text) => err!.push(text),
      progress: (text) => {
        if (isInteractive && text !== "") progress!.push(text);
      },
      confirm: (question) => {
        questions!.push(question);
        return Promise.resolve(answer);
      },
    },
    env,
    signal: new AbortController().signal,
    clock: stoppedClock,
    pulumi: () => Promise.reject(new Error("no Pulumi CLI was expected")),
    ...deps,
  });
  return {
    code,
    out: out!.join("\n"),
    err: err!.join("\n"),
    questions: questions!,
    progress: progress!,
  };
}

/** A simulator for each test, with a clock that the test moves. */
export class Service {
  simulator!: Simulator;

  /** Starts a simulator before each test, and stops it after it. */
  constructor(private readonly options: SimulatorOptions = {}) {
    beforeEach(() => this.start());
    afterEach(() => this.simulator.stop());
  }

  private async start(): Promise<void> {
    this.simulator = await startSimulator({ manualClock: start, ...this.options });
  }

  get env(): Record<string, string> {
    return {
      TASKNET_API_KEY: apiKey,
      TASKNET_API_KEY_ID: apiKeyId,
      TASKNET_ENDPOINT: this.simulator.url,
    };
  }

  /** Runs the command with the simulator's address and key in the environment variables. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return runCommand(args, { env: this.env, ...options });
  }

  /** Creates a session, and returns its id. */
  async create(given: Record<string, unknown> = {}): Promise<string> {
    const response = await fetch(`${this.simulator.url}/private/v1/sessions`, {
      method: "POST",
      headers: { "X-Api-Key": apiKey, "X-Api-Key-Id": apiKeyId, "Content-Type": "application/json" },
      body: JSON.stringify({
        leaseTime: 30,
        isVncEnabled: false,
        vncMode: "ro",
        driver: "puppeteer",
        ...given,
      }),
    });
    const { sessionUUID } = (await response.json()) as { sessionUUID: string };
    return sessionUUID;
  }

  /** The ids of the sessions that run, in the order of their creation. */
  running(): string[] {
    return this.simulator.running().map(({ sessionUUID }) => sessionUUID);
  }
}

/** Folders that are removed after the tests; each holds the given files. */
export function tempFiles(): (name: string, content: unknown) => string {
  const folders: string[] = [];
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  return (name, content) => {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-cli-"));
    folders.push(folder);
    const file = join(folder, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
}
