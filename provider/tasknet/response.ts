import type * as z from "zod";
import type { HttpResponse } from "./transport";
import type { CallFacts, TasknetError } from "./errors";
import {
  BadRequestError,
  ConflictError,
  InvalidResponseError,
  NotFoundError,
  RateLimitedError,
  UnauthorizedError,
  UnavailableError,
} from "./errors";
import { parseRetryAfter } from "./retry";
import { findSessionUUID } from "./session-id";
import { emptySchema, errorBodySchema } from "./schemas";

/** Longest piece of an answer that an error quotes, in characters. */
const maxQuoteLength = 200;
const requestIdHeaders = ["x-request-id", "x-correlation-id", "request-id"];

/** Reads an answer as the schema says, or throws the error that it stands for. */
export function parseResponse<S extends z.ZodType>(
  schema: S,
  answer: HttpResponse,
  call: CallFacts,
  redact: (text: string) => string,
  serverNowMs: number,
): z.infer<S> {
  const requestId = requestIdHeaders.map((name) => answer.headers.get(name)).find((id) => id !== null);
  const facts = {
    ...call,
    status: answer.status,
    requestId: requestId === undefined ? undefined : quote(redact(requestId)),
  };
  if (answer.status < 200 || answer.status > 299) throw errorFrom(answer, facts, redact, serverNowMs);

  // A bare object is owed where nothing is told; an empty body tells as much.
  const owesNothing = (schema as z.ZodType) === emptySchema;
  const json = owesNothing && answer.text.trim() === "" ? {} : parseJson(answer.text);
  if (json === undefined) {
    throw new InvalidResponseError("the answer is no JSON", facts, findSessionUUID(answer.text));
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // Values stay out of the text: one of them may be the VNC password.
  const field = issue === undefined || issue.path.length === 0 ? "the answer" : issue.path.join(".");
  throw new InvalidResponseError(
    `${field} is missing or malformed (${issue?.message ?? "unknown"})`,
    facts,
    findSessionUUID(answer.text),
  );
}

function errorFrom(
  answer: HttpResponse,
  call: CallFacts,
  redact: (text: string) => string,
  serverNowMs: number,
): TasknetError {
  const body = errorBodySchema.safeParse(parseJson(answer.text));
  const code = body.data?.code === undefined ? undefined : quote(redact(body.data.code));
  const facts = { ...call, code };
  // Before markup and white space go, since they may be part of a secret, and after, since they may stand in one.
  const detail = quote(redact(body.data?.message ?? plainText(redact(answer.text))));
  const retryAfterMs = parseRetryAfter(answer.headers.get("retry-after"), serverNowMs);
  const { status } = answer;
  if (status < 400) {
    return new InvalidResponseError("a redirect, which is not followed with credentials", facts, undefined);
  }
  if (status === 404) return new NotFoundError(detail, facts);
  if (status === 401 || status === 403) return new UnauthorizedError(detail, facts);
  if (status === 409) return new ConflictError(detail, facts);
  if (status === 429) return new RateLimitedError(detail, facts, retryAfterMs);
  if (status >= 500) return new UnavailableError(detail, facts, retryAfterMs);
  return new BadRequestError(detail, facts);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
