import type * as z from "zod/mini";
import type { HttpResponse } from "./transport";
import type { CallFacts, TasknetError } from "./errors";
import {
  BadRequestError,
  ConflictError,
  InvalidResponseError,
  NotFoundError,
  RateLimitedError,
  RedirectError,
  UnauthorizedError,
  UnavailableError,
} from "./errors";
import { parseRetryAfter } from "./retry";
import { findId } from "./ids";
import { emptySchema, errorBodySchema } from "./schemas";

/** Longest piece of a response that an error quotes, in characters. */
const maxQuoteLength = 200;
const requestIdHeaders = ["x-request-id", "x-correlation-id", "request-id"];

/** Parses a response by the schema, or throws the error that it stands for. */
export function parseResponse<S extends z.ZodMiniType>(
  schema: S,
  response: HttpResponse,
  call: CallFacts,
  redact: (text: string) => string,
  serverNowMs: number,
): z.infer<S> {
  const requestId = requestIdHeaders.map((name) => response.headers.get(name)).find((id) => id !== null);
  const facts = {
    ...call,
    status: response.status,
    requestId: requestId === undefined ? undefined : quote(redact(requestId)),
  };
  if (response.status < 200 || response.status > 299) throw errorFrom(response, facts, redact, serverNowMs);

  const id = call.idField && findId(response.text, call.idField);
  const json = parseJson(response.text);
  if ((schema as z.ZodMiniType) === emptySchema) {
    // Markup comes from a proxy or a login page, which has done nothing.
    if (!isMarkup(response.text)) return json as z.infer<S>;
    throw new InvalidResponseError("the response is a web page", facts, undefined);
  }
  if (json === undefined) {
    throw new InvalidResponseError("the response is not JSON", facts, id);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // Values stay out of the text: one of them may be the VNC password.
  const field = issue === undefined || issue.path.length === 0 ? "the response" : issue.path.join(".");
  throw new InvalidResponseError(
    `${field} is missing or malformed (${issue?.message ?? "unknown"})`,
    facts,
    id,
  );
}

/** Longest error body that is parsed as JSON, in characters. */
const maxParsedLength = 1_048_576;
/** Most of an error's text that is redacted, in characters: the work grows with it. */
const maxRedactedLength = 16_384;
/** A cut may go through a secret, so the text before it is dropped; in characters. */
const cutMargin = 8_192;

function errorFrom(
  response: HttpResponse,
  call: CallFacts,
  redact: (text: string) => string,
  serverNowMs: number,
): TasknetError {
  const { text } = response;
  const body = errorBodySchema.safeParse(text.length > maxParsedLength ? undefined : parseJson(text));
  const code = body.data?.code === undefined ? undefined : quote(redactStart(body.data.code, redact));
  const facts = { ...call, code };
  // Before markup and white space go, since they may be part of a secret, and after, since they may stand in one.
  const detail = quote(
    redact(body.success ? redactStart(body.data.message, redact) : plainText(redactStart(text, redact))),
  );
  const date = Date.parse(response.headers.get("date") ?? "");
  const retryAfterMs = parseRetryAfter(
    response.headers.get("retry-after"),
    Number.isNaN(date) ? serverNowMs : date,
  );
  const { status } = response;
  if (status < 400) return new RedirectError("the redirect is not followed, to keep the API key", facts);
  if (status === 404) return new NotFoundError(detail, facts);
  if (status === 401 || status === 403) return new UnauthorizedError(detail, facts);
  if (status === 409) return new ConflictError(detail, facts);
  if (status === 429) return new RateLimitedError(detail, facts, retryAfterMs);
  if (status >= 500) return new UnavailableError(detail, facts, retryAfterMs);
  return new BadRequestError(detail, facts);
}

/** The beginning of a text without secrets. */
function redactStart(text: string, redact: (text: string) => string): string {
  if (text.length <= maxRedactedLength) return redact(text);
  return redact(text.slice(0, maxRedactedLength)).slice(0, -cutMargin);
}

/** The JSON in a text, with or without a byte order mark; undefined if it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function isMarkup(text: string): boolean {
  return /^\uFEFF?\s*</.test(text);
}

function plainText(text: string): string {
  const words = text
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words === "" ? "no message" : words;
}

/** Without control characters: on a terminal, or in a log that is read by a machine, they would act. */
function quote(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, " ");
  return plain.length <= maxQuoteLength ? plain : `${plain.slice(0, maxQuoteLength)}...`;
}
