import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { isSameId } from "../provider/resource";
import { findSessions } from "../provider/session";
import type { SessionResponse } from "../provider/tasknet";
import { addTargetOptions, openAccount } from "./account";
import { callOptions } from "./call-options";
import type { CliDeps, ExitCode } from "./deps";
import { endSessions } from "./end";
import { ageMs, formatDuration, sessionTable } from "./session-rows";
import type { KnownSessions } from "./stack-state";
import { mayBeOf, readKnown } from "./stack-state";

interface OrphansOptions {
  readonly stack?: readonly string[];
  readonly state?: readonly string[];
  /** Milliseconds. */
  readonly olderThan: number;
  readonly end?: true;
  readonly endpoint?: string;
  readonly mode?: string;
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
/** Default of --older-than, in milliseconds: a create may take 5 minutes. */
const defaultFloorMs = 5 * 60_000;

const footer = `
Give every stack that creates sessions in the account: a session that none of them knows is an
orphan. The key comes from the environment variables, or else from the configuration of the first
stack.

A session younger than --older-than may be the create of another stack under way. A session may also
be the result of a create that a state lists as pending. Such sessions are only listed: they are
never ended, and do not count as found.`;

/** Adds the command that finds sessions which no stack knows. */
export function addOrphans(program: Command, deps: CliDeps, onDone: (code: ExitCode) => void): void {
  const command = program
    .command("orphans")
    .description("Finds sessions that run and that no stack knows. Exits with 2 if it finds some.")
    .option("--stack <name>", "a stack that knows its sessions; repeatable", collect)
    .option("--state <file>", "a file that `pulumi stack export` wrote; repeatable", collect)
    .addOption(
      new Option("--older-than <duration>", "only list sessions that are younger than this")
        .argParser(parseDuration)
        .default(defaultFloorMs, "5m"),
    )
    .option("--end", "end the orphans");
  addTargetOptions(command)
    .addHelpText("after", footer)
    .action(async (options: OrphansOptions) => {
      onDone(await findOrphans(deps, options));
    });
}

function collect(text: string, previous: readonly string[] = []): string[] {
  return [...previous, text];
}

function parseDuration(text: string): number {
  const [, digits = "", unit = ""] = /^(\d+)([smh])$/.exec(text) ?? [];
  const ms = Number(digits) * (unitMs[unit] ?? NaN);
  if (Number.isNaN(ms)) throw new InvalidArgumentError("It must be a duration such as 90s, 5m or 1h.");
  return ms;
}

interface Found {
  readonly orphans: readonly SessionResponse[];
  /** Unknown sessions that may belong to a create under way. */
  readonly young: readonly SessionResponse[];
  /** Unknown sessions that may be the result of a pending create. */
  readonly pending: readonly SessionResponse[];
}

/** Sorts the sessions that no stack knows. */
export function sortUnknown(
  sessions: readonly SessionResponse[],
  { ids, pendingCreates }: KnownSessions,
  { floorMs, nowMs }: { readonly floorMs: number; readonly nowMs: number },
): Found {
  const unknown = sessions.filter(({ sessionUUID }) => !ids.some((id) => isSameId(id, sessionUUID)));
  const isYoung = (session: SessionResponse): boolean => ageMs(session, nowMs) < floorMs;
  const isPending = (session: SessionResponse): boolean =>
    pendingCreates.some((create) => mayBeOf(create, session));
  return {
    orphans: unknown.filter((session) => !isYoung(session) && !isPending(session)),
    young: unknown.filter(isYoung),
    pending: unknown.filter((session) => !isYoung(session) && isPending(session)),
  };
}

async function findOrphans(deps: CliDeps, options: OrphansOptions): Promise<ExitCode> {
  const { terminal } = deps;
  const { stack = [], state = [], olderThan, endpoint, mode } = options;
  if (stack.length + state.length === 0) {
    throw new Error("give at least one --stack or --state: without one, every session would be an orphan");
  }
  const context = await openAccount(deps, { stack: stack[0], endpoint, mode });
  // The list comes first: a session that is created after it is in no state and not in the list either.
  const sessions = await findSessions(context.api, {}, callOptions(deps));
  const known = await readKnown(deps, stack, state);
  const nowMs = context.api.now();
  const { orphans, young, pending } = sortUnknown(sessions, known, { floorMs: olderThan, nowMs });
  const show = (title: string, some: readonly SessionResponse[]): void => {
    if (some.length > 0) terminal.print(`${title}\n\n${sessionTable(some, nowMs)}\n`);
  };
  show("Sessions that no given stack knows:", orphans);
  show(`Only listed, because they are younger than ${formatDuration(olderThan)}:`, young);
  show("Only listed, because they may be the result of a create that a state lists as pending:", pending);
  if (orphans.length === 0) {
    terminal.print("No orphans found.");
    return 0;
  }
  if (options.end === undefined) {
    terminal.warn("To end these orphans, run the same command with --end.");
    return 2;
  }
  const ids = orphans.map(({ sessionUUID }) => sessionUUID);
  return (await endSessions(deps, context, ids)) ? 0 : 1;
}
