import type { RequestInit, Response } from "node-fetch";
import type { Timers } from "./clock";
import { isTimeout } from "./deadline";
import type { CallFacts } from "./errors";
import {
  BadRequestError,
  CancelledError,
  ConnectionError,
  InvalidResponseError,
  TimeoutError,
} from "./errors";
import { findSessionUUID } from "./session-id";
import { OwnConnection, pooledAgent } from "./sockets";

/** How node-fetch is called; tests give their own. */
export type Fetch = (url: string, init: RequestInit, connection?: OwnConnection) => Promise<Response>;

/**
 * Timeout of one idempotent request, in milliseconds: the service needs 10 seconds to say that no browser is free. A
 * create has all the time of its operation.
 */
export const requestTimeoutMs = 30_000;
/** Longest response that is read, in bytes; a list of ten thousand sessions fits. */
export const maxResponseBytes = 8 * 1024 * 1024;

export const systemFetch: Fetch = async (url, init, connection) => {
  // Loaded by the first request: many commands of the engine start a provider and send none.
  const { default: nodeFetch } = await import("node-fetch");
  return nodeFetch(url, {
    ...init,
    agent: ({ protocol }) => connection?.agent(protocol) ?? pooledAgent(protocol),
  });
};

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly facts: CallFacts;
  /** Aborts the request: with a `TimeoutError` as its reason the time of the operation is over. */
  readonly signal: AbortSignal;
  /** Removes the secrets of the request from a text. */
  readonly redact: (text: string) => string;
}

/** A response that is read to its end. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Response["headers"];
  readonly text: string;
}

/** Sends one request and reads its response, in bounded time and size. Never follows a redirect: it would take the key along. */
export async function sendRequest(request: HttpRequest, fetch: Fetch, timers: Timers): Promise<HttpResponse> {
  const { url, method, headers, body, facts, signal, redact } = request;
  const tooLate = new AbortController();
  // A second connection would be a second session, so a create has one of its own.
  const connection = method === "POST" ? new OwnConnection() : undefined;
  const timer =
    connection === undefined
      ? timers.setTimeout(() => {
          tooLate.abort();
        }, requestTimeoutMs)
      : undefined;
  let status: number | undefined;
  const received: Buffer[] = [];
  try {
    const init: RequestInit = {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.any([signal, tooLate.signal]),
    };
    const response = await fetch(url, init, connection);
    status = response.status;
    await receive(response, received, { ...facts, status });
    return { status, headers: response.headers, text: textOf(received) };
  } catch (cause) {
    const seen = { ...facts, status };
    const sessionUUID = findSessionUUID(textOf(received));
    // A create whose response began has made a session: whatever ended the response, its id must not be lost.
    if (method === "POST" && sessionUUID !== undefined) {
      const detail = cause instanceof InvalidResponseError ? cause.detail : "the response was cut off";
      throw new InvalidResponseError(detail, seen, sessionUUID);
    }
    const wasSent = connection?.isUnused !== true;
    if (signal.aborted) {
      throw isTimeout(signal)
        ? new TimeoutError(messageOf(signal.reason), seen, wasSent)
        : new CancelledError(seen, wasSent);
    }
    if (tooLate.signal.aborted) {
      throw new TimeoutError(`no response within ${requestTimeoutMs / 1000} seconds`, seen, true);
    }
    throw cause instanceof InvalidResponseError ? cause : failure(cause, seen, redact, wasSent);
  } finally {
    timers.clearTimeout(timer);
  }
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** Reads a response piece by piece, up to the bound, so that what has come is known when the rest does not. */
async function receive(response: Response, received: Buffer[], facts: CallFacts): Promise<void> {
  let length = 0;
  for await (const piece of response.body ?? []) {
    const bytes = Buffer.from(piece);
    length += bytes.length;
    if (length > maxResponseBytes) {
      throw new InvalidResponseError(
        `the response is longer than ${maxResponseBytes} bytes`,
        facts,
        undefined,
      );
    }
    received.push(bytes);
  }
}

function textOf(received: readonly Buffer[]): string {
  return Buffer.concat(received).toString("utf8");
}

/** Errors of the system that come before a connection exists, so that nothing was sent. */
const beforeConnection =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_PROXY_.*|ERR_(SSL|TLS)_.*|CERT_.*|HOSTNAME_MISMATCH|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

function failure(
  cause: unknown,
  facts: CallFacts,
  redact: (text: string) => string,
  wasSent: boolean,
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
    wasSent && !(facts.status === undefined && typeof code === "string" && beforeConnection.test(code)),
  );
}
