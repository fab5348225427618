import type { RequestInit, Response } from "node-fetch";
import type { Timers } from "./clock";
import type { Connection } from "./connection";
import { ownConnection, pooledConnection } from "./connection";
import { precedesRequest } from "./connection-errors";
import { isTimeout } from "./deadline";
import type { CallFacts } from "./errors";
import {
  BadRequestError,
  CancelledError,
  ConnectionError,
  InvalidResponseError,
  TimeoutError,
} from "./errors";
import { findId } from "./ids";

/** How node-fetch is called; tests give their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Loaded by the first request: many commands of the engine start a provider and send none. */
export const systemFetch: Fetch = async (url, init) => {
  const { default: fetch } = await import("node-fetch");
  // Given an aborted signal, node-fetch destroys the body with an error that nobody listens for, which ends the process.
  if (init.signal?.aborted === true) throw new Error("aborted before the request was sent");
  return fetch(url, init);
};

/** Timeout of one idempotent request, in milliseconds: the service takes 10 seconds to report that no browser is free. */
export const requestTimeoutMs = 30_000;
/** Longest response that is read, in bytes; a list of ten thousand sessions fits. */
export const maxResponseBytes = 8 * 1024 * 1024;

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  /** Whether it creates a resource, so that it must not be sent twice. */
  readonly isCreate: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly facts: CallFacts;
  /** Aborts the request; the reason of a deadline makes it a timeout. */
  readonly signal: AbortSignal;
  /** Timeout of this request, in milliseconds. Default: only the signal ends it. */
  readonly timeoutMs: number | undefined;
  /** Removes the secrets of the request from a text. */
  readonly redact: (text: string) => string;
}

/** A response read to its end. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Response["headers"];
  readonly text: string;
}

/**
 * Sends one request and reads its response, in bounded time and size. Never follows a redirect: it would take the key
 * along. A create has a connection of its own, which no earlier request can have left half closed.
 */
export async function sendRequest(request: HttpRequest, fetch: Fetch, timers: Timers): Promise<HttpResponse> {
  const { url, method, isCreate, headers, body, facts, signal, timeoutMs, redact } = request;
  const connection = await connect(request);
  const tooLate = new AbortController();
  const timer =
    timeoutMs === undefined
      ? undefined
      : timers.setTimeout(() => {
          tooLate.abort();
        }, timeoutMs);
  let status: number | undefined;
  const received: Buffer[] = [];
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.any([signal, tooLate.signal]),
      agent: connection.agent,
    });
    status = response.status;
    await receive(response, received, { ...facts, status });
    return { status, headers: response.headers, text: textOf(received) };
  } catch (cause) {
    const seen = { ...facts, status };
    const id = facts.idField && findId(textOf(received), facts.idField);
    // A create whose response began has made a resource: whatever ended the response, its id must not be lost.
    if (isCreate && id !== undefined) {
      const detail = cause instanceof InvalidResponseError ? cause.detail : "the response was cut off";
      throw new InvalidResponseError(detail, seen, id);
    }
    const wasUsed = status !== undefined || connection.wasUsed();
    const wasSent = wasUsed ?? !precedesRequest(cause);
    if (signal.aborted) {
      throw isTimeout(signal)
        ? new TimeoutError(messageOf(signal.reason), seen, wasSent)
        : new CancelledError(seen, wasSent);
    }
    if (timeoutMs !== undefined && tooLate.signal.aborted) {
      throw new TimeoutError(`no response within ${timeoutMs / 1000} seconds`, seen, wasSent);
    }
    throw cause instanceof InvalidResponseError
      ? cause
      : failure(cause, seen, redact, wasSent, connection.proxyHost);
  } finally {
    timers.clearTimeout(timer);
  }
}

async function connect({ isCreate, url, facts }: HttpRequest): Promise<Connection> {
  try {
    return await (isCreate ? ownConnection(url) : pooledConnection(url));
  } catch (cause) {
    throw new BadRequestError(`${messageOf(cause)}; nothing was sent`, facts);
  }
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

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

function textOf(received: readonly Buffer[]): string {
  return Buffer.concat(received).toString("utf8");
}

function failure(
  cause: unknown,
  facts: CallFacts,
  redact: (text: string) => string,
  wasSent: boolean,
  proxyHost: string | undefined,
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
  const through = proxyHost === undefined ? "" : ` through the proxy ${proxyHost}`;
  return new ConnectionError(`the connection${through} failed (${reason})`, facts, wasSent);
}
