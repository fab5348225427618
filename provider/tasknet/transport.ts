import type { AgentOptions } from "node:http";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { RequestInit, Response } from "node-fetch";
import type { Timers } from "./clock";
import type { CallFacts } from "./errors";
import { findSessionUUID } from "./session-id";
import {
  BadRequestError,
  CancelledError,
  ConnectionError,
  InvalidResponseError,
  TimeoutError,
} from "./errors";

/** How node-fetch is called; tests give their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One request may take so long, in milliseconds: the service needs 10 seconds to say that no browser is free. */
export const requestTimeoutMs = 30_000;
/** Longest answer that is read, in bytes; a list of ten thousand sessions fits. */
export const maxResponseBytes = 8 * 1024 * 1024;

/**
 * An idle connection is kept for so long, or for as long as the server announces, less a second. Without a `timeout` of
 * its own Node's agent does not heed what is announced, and a create would be sent on a connection that is being closed.
 */
const agentOptions: AgentOptions = { keepAlive: true, timeout: requestTimeoutMs };
const agents = { "http:": new HttpAgent(agentOptions), "https:": new HttpsAgent(agentOptions) };

export const systemFetch: Fetch = async (url, init) => {
  // Loaded by the first request: many commands of the engine start a provider and send none.
  const { default: nodeFetch } = await import("node-fetch");
  return nodeFetch(url, {
    ...init,
    agent: ({ protocol }) => (protocol === "http:" ? agents["http:"] : agents["https:"]),
  });
};

export interface HttpRequest {
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
export interface HttpResponse {
  readonly status: number;
  readonly headers: Response["headers"];
  readonly text: string;
}

/** Sends one request and reads its answer, in bounded time and size. Never follows a redirect: it would take the key along. */
export async function sendRequest(request: HttpRequest, fetch: Fetch, timers: Timers): Promise<HttpResponse> {
  const { url, method, headers, body, facts, signal, redact } = request;
  const tooLate = new AbortController();
  const timer = timers.setTimeout(() => {
    tooLate.abort();
  }, requestTimeoutMs);
  let status: number | undefined;
  const received: Buffer[] = [];
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.any([signal, tooLate.signal]),
    });
    status = response.status;
    await receive(response, received, { ...facts, status });
    return { status, headers: response.headers, text: textOf(received) };
  } catch (cause) {
    const seen = { ...facts, status };
    const sessionUUID = findSessionUUID(textOf(received));
    // A create whose answer began has made a session: whatever ended the answer, its id must not be lost.
    if (method === "POST" && sessionUUID !== undefined) {
      const detail = cause instanceof InvalidResponseError ? cause.detail : "the answer was cut off";
      throw new InvalidResponseError(detail, seen, sessionUUID);
    }
    if (signal.aborted)
      throw signal.reason instanceof TimeoutError ? signal.reason : new CancelledError(seen, true);
    if (tooLate.signal.aborted) {
      throw new TimeoutError(`no answer within ${requestTimeoutMs / 1000} seconds`, seen, true);
    }
    throw cause instanceof InvalidResponseError ? cause : failure(cause, seen, redact);
  } finally {
    timers.clearTimeout(timer);
  }
}

/** Reads an answer piece by piece, up to the bound, so that what has come is known when the rest does not. */
async function receive(response: Response, received: Buffer[], facts: CallFacts): Promise<void> {
  let length = 0;
  for await (const piece of response.body ?? []) {
    const bytes = Buffer.from(piece);
    length += bytes.length;
    if (length > maxResponseBytes) {
      throw new InvalidResponseError(`the answer is longer than ${maxResponseBytes} bytes`, facts, undefined);
    }
    received.push(bytes);
  }
}

function textOf(received: readonly Buffer[]): string {
  return Buffer.concat(received).toString("utf8");
}

/** Errors of the system that come before a connection exists, so that nothing was sent. */
const beforeConnection = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

function failure(
  cause: unknown,
  facts: CallFacts,
  redact: (text: string) => string,
): BadRequestError | ConnectionError {
  const { code, message } = cause as { code?: unknown; message?: unknown };
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
