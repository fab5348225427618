import type { Fault, Malformation } from "./faults";
import type { SimulatedResponse } from "./responses";
import { codeOf, reasonOf } from "./responses";

/** A response as bytes and headers, ready to be written. */
export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  payload: string;
}

const json = { "content-type": "application/json; charset=utf-8" };
const html = { "content-type": "text/html; charset=utf-8" };
const hugeBytes = 11 * 1024 * 1024;

/** Writes a response out, without any fault. */
export function render(response: SimulatedResponse): RawResponse {
  return {
    status: response.status,
    headers: { ...json, ...response.headers },
    payload: JSON.stringify(response.body),
  };
}

/**
 * Writes out the response that a fault makes. `own` is the response of the operation itself, undefined where it did not
 * take effect.
 */
export function renderFault(fault: Fault, own: SimulatedResponse | undefined): RawResponse {
  const raw = fault.status !== undefined || !own ? renderStatus(fault) : renderOwn(fault.malformed, own);
  return { ...raw, headers: { ...raw.headers, ...fault.headers } };
}

function renderStatus(fault: Fault): RawResponse {
  const { status = 500, retryAfter, bodyShape = "base" } = fault;
  const { message = `scripted fault: ${reasonOf(status)}`, code = codeOf(status) } = fault;
  const retry = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  const asJson = (body: unknown): RawResponse => ({
    status,
    headers: { ...json, ...retry },
    payload: JSON.stringify(body),
  });
  switch (bodyShape) {
    case "base":
      return asJson({ message, code });
    case "errors":
      return asJson({ message, code, errors: [] });
    case "nested":
      return asJson({ success: false, error: { message, code, details: {} } });
    case "text":
      return asJson({ success: false, error: message });
    case "html":
      return {
        status,
        headers: { ...html, ...retry },
        payload: `<html><head><title>${status}</title></head><body><h1>${message}</h1></body></html>`,
      };
    case "empty":
      return { status, headers: retry, payload: "" };
  }
}

function renderOwn(malformed: Malformation | undefined, own: SimulatedResponse): RawResponse {
  const raw = render(own);
  switch (malformed) {
    case undefined:
      return raw;
    case "truncated-json":
      return { ...raw, payload: raw.payload.slice(0, -Math.ceil(raw.payload.length / 2)) };
    case "not-json":
      return { ...raw, payload: "this is not JSON" };
    case "empty":
      return { ...raw, payload: "" };
    case "huge":
      return { ...raw, payload: JSON.stringify({ ...(own.body as object), padding: "x".repeat(hugeBytes) }) };
    default: {
      const [kind, name = ""] = malformed.split(/:(.*)/s);
      const spoil = kind === "missing-field" ? without : withWrongType;
      return { ...raw, payload: JSON.stringify(spoilField(own.body as Fields, name, spoil)) };
    }
  }
}

type Fields = Record<string, unknown>;

/** Spoils a field of the response; in a list, one of every session where the response itself has no such field. */
function spoilField(body: Fields, name: string, spoil: (body: Fields, name: string) => Fields): Fields {
  if (Array.isArray(body.sessions) && name !== "sessions") {
    return { ...body, sessions: body.sessions.map((session: Fields) => spoil(session, name)) };
  }
  return spoil(body, name);
}

function without(body: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(body).filter(([field]) => field !== name));
}

function withWrongType(body: Fields, name: string): Fields {
  return { ...body, [name]: typeof body[name] === "string" ? 42 : "a wrong type" };
}
