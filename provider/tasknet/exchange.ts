import type { AgentOptions } from "node:http";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { RequestInit, Response } from "node-fetch";
import nodeFetch from "node-fetch";
import type { Timers } from "./clock";
import type { CallFacts } from "./errors";
import {
  BadRequestError,
  CancelledError,
  ConnectionError,
  MalformedAnswerError,
  TimeoutError,
} from "./errors";

/** How node-fetch is called; tests give their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One request may take so long, in milliseconds: the service needs 10 seconds to say that no browser is free. */
export const requestTimeoutMs = 30_000;
/** Longest answer that is read, in bytes; a list of ten thousand sessions fits. */
export const maxAnswerBytes = 8 * 1024 * 1024;

const agentOptions: AgentOptions = { keepAlive: true };
const agents = { "http:": new HttpAgent(agentOptions), "https:": new HttpsAgent(agentOptions) };

export const systemFetch: Fetch = (url, init) =>
  nodeFetch(url, {
    ...init,
    agent: ({ protocol }) => (protocol === "http:" ? agents["http:"] : agents["https:"]),
  });

export interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly facts: CallFacts;
  /** Aborts the exchange; one with a `TimeoutError` as reason fails with it. */
  readonly signal: AbortSignal;
  /** Removes the secrets of the request from a text. */
  readonly redact: (text: string) => string;
}

/** An answer read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Response["headers"];
  readonly text: string;
}

/** Sends one request and reads its answer, in bounded time and size. Never follows a redirect: it would take the key along. */
export async function exchange(request: Exchange, fetch: Fetch, timers: Timers): Promise<Answer> {
  const { url, method, headers, body, facts, signal, redact } = request;
  const tooLate = new AbortController();
  const timer = timers.setTimeout(() => {
    tooLate.abort();
  }, requestTimeoutMs);
  let status: number | undefined;
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      size: maxAnswerBytes,
      signal: AbortSignal.any([signal, tooLate.signal]),
    });
    status = response.status;
    return { status, headers: response.headers, text: await response.text() };
  } catch (cause) {
    const seen = { ...facts, status };
    if (signal.aborted)
      throw signal.reason instanceof TimeoutError ? signal.reason : new CancelledError(seen, true);
    if (tooLate.signal.aborted) {
      throw new TimeoutError(`no answer within ${requestTimeoutMs / 1000} seconds`, seen, true);
    }
    throw failure(cause, seen, redact);
  } finally {
    timers.clearTimeout(timer);
  }
}

/** Errors of the system that come before a connection exists, so that nothing was sent. */
const beforeConnection = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

function failure(
  cause: unknown,
  facts: CallFacts,
  redact: (text: string) => string,
): BadRequestError | ConnectionError | MalformedAnswerError {
  const { code, type, message } = cause as { code?: unknown; type?: unknown; message?: unknown };
  if (type === "max-size") {
    return new MalformedAnswerError(`the answer is longer than ${maxAnswerBytes} bytes`, facts, undefined);
  }
  if (code === "ERR_INVALID_CHAR") {
    const header = /\["([\w-]+)"\]/.exec(String(message))?.[1] ?? "a header";
    return new BadRequestError(
      `the value of ${header} holds a character that no header can carry; nothing was sent`,
      facts,
    );
  }
  const reason = redact(typeof code === "string" ? code : String(message));
  return new ConnectionError(
    `the connection failed (${reason})`,
    facts,
    !(facts.status === undefined && typeof code === "string" && beforeConnection.has(code)),
  );
}
