import type { Command } from "commander";
import { writeFileSync } from "node:fs";
import { TasknetClient } from "../provider/tasknet";
import { version } from "../provider/version";
import type { AccountOptions } from "./account";
import { addAccountOptions, readSettings } from "./account";
import type { CliDeps, ExitCode } from "./deps";
import type { Reply } from "./probe/reply";
import { describe, isSuccess } from "./probe/reply";
import { reportJson, reportOf, reportTable } from "./probe/report";
import { ProbeRequests } from "./probe/requests";
import type { ScriptOptions } from "./probe/script";
import { collectEvidence } from "./probe/script";
import { maxSessions, ProbeSessions } from "./probe/sessions";

interface ProbeOptions extends AccountOptions {
  readonly json?: string;
  readonly fingerprint?: string;
}

/** Most minutes that the sessions of a probe can run together, also if none of them could be ended. */
const maxMinutes = 6;

const footer = `
It creates at most ${maxSessions} sessions of 1 or 2 minutes, at most ${maxMinutes} session minutes together, and ends
them in every case, also after Ctrl-C. It takes about 3 minutes.

Without --fingerprint it does not ask whether two sessions can share a fingerprint. With it, two of
the sessions use the stored fingerprint; its secret comes from TASKNET_FINGERPRINT_SECRET.`;

/** Adds the command that asks the service what its documentation does not say. */
export function addProbe(program: Command, deps: CliDeps, onDone: (code: ExitCode) => void): void {
  addAccountOptions(
    program
      .command("probe")
      .description("Asks Tasknet what its documentation does not say, at a small cost."),
  )
    .option("--json <file>", "also write the result to a file, for `simulate --like`")
    .option("--fingerprint <uuid>", "a stored fingerprint that two of the sessions may use")
    .addHelpText("after", footer)
    .action(async (options: ProbeOptions) => {
      onDone(await probe(deps, options));
    });
}

async function probe(deps: CliDeps, options: ProbeOptions): Promise<ExitCode> {
  const { terminal, clock, env, signal } = deps;
  const settings = await readSettings(deps, options);
  const { endpoint, mode } = settings;
  terminal.warn(
    `This creates at most ${maxSessions} sessions at ${endpoint} in the mode ${mode}, which cost at most ${maxMinutes} session ` +
      "minutes. They are ended in every case.",
  );
  const fingerprintSecret = env.TASKNET_FINGERPRINT_SECRET;
  const requests = new ProbeRequests({ settings, fingerprintSecret, clock, signal });
  const listBefore = await requests.list();
  if (!isSuccess(listBefore))
    throw new Error(`could not list the sessions: the response was ${describe(listBefore)}`);
  const { apiKey, apiKeyId, environmentSecret } = settings;
  const secrets = [environmentSecret, fingerprintSecret];
  const client = new TasknetClient({ endpoint, mode, apiKey, apiKeyId, version, secrets }, { clock });
  const sessions = new ProbeSessions(requests, client, settings, listBefore);
  const script = scriptOptions(listBefore, deps, options, mode);
  try {
    const report = reportOf(await collectEvidence({ requests, sessions, clock, signal }, script));
    terminal.print(reportTable(report));
    if (options.json !== undefined)
      writeFileSync(options.json, reportJson(report, settings, new Date(clock.now())));
  } catch (error) {
    await endAll(deps, sessions);
    throw error;
  }
  return (await endAll(deps, sessions)) ? 0 : 1;
}

/** Ends the sessions of the probe. Returns whether all have ended. */
async function endAll({ terminal }: CliDeps, sessions: ProbeSessions): Promise<boolean> {
  terminal.progress("ending the sessions");
  const problems = await sessions.endAll();
  for (const problem of problems) terminal.warn(problem);
  return problems.length === 0;
}

function scriptOptions(
  listBefore: Reply,
  { terminal }: CliDeps,
  { fingerprint }: ProbeOptions,
  mode: string,
): ScriptOptions {
  return {
    listBefore,
    otherMode: mode === "private" ? "public" : "private",
    fingerprintUUID: fingerprint,
    onProgress: (text) => {
      terminal.progress(text);
    },
  };
}
