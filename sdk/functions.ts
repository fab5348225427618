import * as pulumi from "@pulumi/pulumi";
import type { SessionFilter, SessionInfo } from "../provider/session";
import type * as lookUps from "./look-ups";

export type { SessionInfo } from "../provider/session";

export interface GetSessionArgs {
  readonly sessionUUID: string;
}

/** Which sessions {@link getSessions} returns. */
export type GetSessionsArgs = SessionFilter;

/**
 * Reads a session by its UUID, in a preview, too. A session that has ended is returned with its status while the service
 * still shows it. Rejects if it does not exist, and with a `TasknetError` if the service could not be read.
 */
export async function getSession(args: GetSessionArgs): Promise<SessionInfo> {
  return (await service()).getSession(args.sessionUUID);
}

/** {@link getSession} for a UUID that is an output. */
export function getSessionOutput(args: { sessionUUID: pulumi.Input<string> }): pulumi.Output<SessionInfo> {
  return pulumi.output(args).apply(getSession);
}

/**
 * Lists sessions, in a preview, too: those that have not ended. Rejects with a `TasknetError` if the service could not be
 * read.
 */
export async function getSessions(args: GetSessionsArgs = {}): Promise<SessionInfo[]> {
  return (await service()).getSessions(args);
}

/** {@link getSessions} for filters that are outputs. */
export function getSessionsOutput(args: pulumi.Inputs = {}): pulumi.Output<SessionInfo[]> {
  return pulumi.output(args).apply((filter) => getSessions(filter as GetSessionsArgs));
}

/** @deprecated Use {@link getSessions}. */
export const listSessions = getSessions;

/**
 * The VNC password of a session, as a secret output: a promise could not carry the mark. Fails if the session does not
 * exist. The output is undefined if the service shows no password.
 */
export function getVncPasswordOutput(args: {
  sessionUUID: pulumi.Input<string>;
}): pulumi.Output<string | undefined> {
  const password = pulumi
    .output(args)
    .apply(async ({ sessionUUID }) => (await service()).getVncPassword(sessionUUID));
  return pulumi.secret(password);
}

/** The same as {@link getVncPasswordOutput}, since a password is an output in any case. */
export const getVncPassword = getVncPasswordOutput;

/** Loaded by the first function call: a program that only declares sessions does not need the API client. */
function service(): Promise<typeof lookUps> {
  return import("./look-ups.js");
}
