import type { Command } from "commander";
import { findSessions, infoOf } from "../provider/session";
import type { SessionResponse } from "../provider/tasknet";
import type { AccountOptions } from "./account";
import { addAccountOptions, openAccount } from "./account";
import { callOptions } from "./call-options";
import type { CliDeps, ExitCode } from "./deps";
import { ageMs, leaseOfListed, sessionTable } from "./session-rows";

interface SessionsOptions extends AccountOptions {
  readonly json?: true;
}

const footer = `
ENDS is the likely expiry. Tasknet does not say whether the reported lease is the whole lease or the
rest of it, and another client may have set a new one. With --json, earliestEnd and latestEnd are
the bounds.`;

/** Adds the command that lists the sessions that run. */
export function addSessions(program: Command, deps: CliDeps, onDone: (code: ExitCode) => void): void {
  addAccountOptions(program.command("sessions").description("Lists the sessions that run."))
    .option("--json", "print JSON instead of a table")
    .addHelpText("after", footer)
    .action(async (options: SessionsOptions) => {
      onDone(await listSessions(deps, options));
    });
}

async function listSessions(deps: CliDeps, options: SessionsOptions): Promise<ExitCode> {
  const { terminal } = deps;
  const { api, origin } = await openAccount(deps, options);
  const sessions = await findSessions(api, {}, callOptions(deps));
  const nowMs = api.now();
  if (options.json) {
    terminal.print(
      JSON.stringify(
        sessions.map((session) => jsonOf(session, nowMs)),
        undefined,
        2,
      ),
    );
  } else if (sessions.length === 0) {
    terminal.print(`No session runs at ${origin.endpoint} in the mode ${origin.mode}.`);
  } else {
    terminal.print(sessionTable(sessions, nowMs));
  }
  return 0;
}

/** A session as JSON: without its VNC password. */
function jsonOf(session: SessionResponse, nowMs: number): object {
  const { expected, earliest, latest } = leaseOfListed(session, nowMs);
  const timestamp = (ms: number): string => new Date(ms).toISOString();
  return {
    ...infoOf(session),
    ageSeconds: Math.floor(ageMs(session, nowMs) / 1000),
    expiresAt: timestamp(expected),
    earliestEnd: timestamp(earliest),
    latestEnd: timestamp(latest),
  };
}
