import type { Fault, Malformation } from "./faults";
import type { Fields, SimulatedResponse } from "./responses";
import { codeOf, isFields, reasonOf, withoutField } from "./responses";

/** A response as bytes and headers, ready to be written. */
export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  payload: string;
}

const json = { "content-type": "application/json; charset=utf-8" };
const plain = { "content-type": "text/plain; charset=utf-8" };
const html = { "content-type": "text/html; charset=utf-8" };
const hugeBytes = 11 * 1024 * 1024;

/** Writes a response out, without any fault. A JSON body begins with `mark`, by default empty. */
export function render(response: SimulatedResponse, mark = ""): RawResponse {
  const { status, body, text, headers } = response;
  if (text !== undefined) return { status, headers: { ...plain, ...headers }, payload: text };
  if (body === undefined) return { status, headers: { ...headers }, payload: "" };
  return { status, headers: { ...json, ...headers }, payload: mark + JSON.stringify(body) };
}

/**
 * Writes out the response that a fault makes. `own` is the response of the operation itself, undefined where it did
 * not take effect; a JSON body of its begins with `mark`.
 */
export function renderFault(fault: Fault, own: SimulatedResponse | undefined, mark: string): RawResponse {
  const raw =
    fault.status !== undefined || !own ? renderStatus(fault) : renderOwn(fault.malformed, own, mark);
  return { ...raw, headers: { ...raw.headers, ...fault.headers } };
}

function renderStatus(fault: Fault): RawResponse {
  const { status = 500, retryAfter, bodyShape = "base", body, contentType = "application/json" } = fault;
  const { message = `scripted fault: ${reasonOf(status)}`, code = codeOf(status) } = fault;
  const retry = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  if (body !== undefined)
    return { status, headers: { "content-type": contentType, ...retry }, payload: body };
  const asJson = (fields: Fields): RawResponse => ({
    status,
    headers: { ...json, ...retry },
    payload: JSON.stringify(fields),
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
    case "gateway":
      return asJson({ message: fault.message ?? "no Route matched with those values" });
    case "error-text":
      return asJson({ error: fault.message ?? "not found" });
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

function renderOwn(malformed: Malformation | undefined, own: SimulatedResponse, mark: string): RawResponse {
  const raw = render(own, mark);
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
      return spoil(own, mark, (body) => ({ ...body, padding: "x".repeat(hugeBytes) }));
    default: {
      const [kind, name = ""] = malformed.split(/:(.*)/s);
      const spoilField = kind === "missing-field" ? withoutField : withWrongType;
      return spoil(own, mark, (body) => spoilSessions(body, name, spoilField));
    }
  }
}

/** Spoils a body that is a JSON object; any other body has no field to spoil. */
function spoil(own: SimulatedResponse, mark: string, change: (body: Fields) => Fields): RawResponse {
  return render({ ...own, body: isFields(own.body) ? change(own.body) : own.body }, mark);
}

/** Spoils a field of the response; in a list, one of every session where the response itself has no such field. */
function spoilSessions(body: Fields, name: string, change: (body: Fields, name: string) => Fields): Fields {
  if (!Array.isArray(body.sessions) || name === "sessions") return change(body, name);
  const sessions: unknown[] = body.sessions;
  return { ...body, sessions: sessions.map((one) => (isFields(one) ? change(one, name) : one)) };
}

function withWrongType(body: Fields, name: string): Fields {
  return { ...body, [name]: typeof body[name] === "string" ? 42 : "a wrong type" };
}
