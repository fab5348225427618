import type { Fault, Malformation } from "./faults";
import { resourceNames } from "./resources";
import type { JsonObject, SimulatedResponse } from "./responses";
import { defaultErrorCode, isJsonObject, statusText, withoutField } from "./responses";

/** A response as status, headers and text, ready to be sent. */
export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  payload: string;
}

const json = { "content-type": "application/json; charset=utf-8" };
const plain = { "content-type": "text/plain; charset=utf-8" };
const html = { "content-type": "text/html; charset=utf-8" };
/** Size of the padding of a "huge" body, in bytes. Above 10 MB, a limit that clients use. */
const hugeBytes = 11 * 1024 * 1024;

/** Renders a response without a fault. A JSON body begins with `mark`, a byte order mark or (the default) nothing. */
export function render(response: SimulatedResponse, mark = ""): RawResponse {
  const { status, body, text, headers } = response;
  if (text !== undefined) return { status, headers: { ...plain, ...headers }, payload: text };
  if (body === undefined) return { status, headers: { ...headers }, payload: "" };
  return { status, headers: { ...json, ...headers }, payload: mark + JSON.stringify(body) };
}

/**
 * Renders the response under a fault. `own` is the response of the operation itself, undefined if the operation took no
 * effect. A JSON body of `own` begins with `mark`.
 */
export function renderFault(fault: Fault, own: SimulatedResponse | undefined, mark: string): RawResponse {
  const raw =
    fault.status !== undefined || !own ? renderStatus(fault) : renderOwn(fault.malformed, own, mark);
  return { ...raw, headers: { ...raw.headers, ...fault.headers } };
}

function renderStatus(fault: Fault): RawResponse {
  const { status = 500, retryAfter, bodyShape = "base", body, contentType = "application/json" } = fault;
  const { message = `scripted fault: ${statusText(status)}`, code = defaultErrorCode(status) } = fault;
  const retry = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  if (body !== undefined)
    return { status, headers: { "content-type": contentType, ...retry }, payload: body };
  const asJson = (fields: JsonObject): RawResponse => ({
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
      return corrupt(own, mark, (body) => ({ ...body, padding: "x".repeat(hugeBytes) }));
    default: {
      const [kind, name = ""] = malformed.split(/:(.*)/s);
      const change = kind === "missing-field" ? withoutField : withWrongType;
      return corrupt(own, mark, (body) => corruptField(body, name, change));
    }
  }
}

/** Corrupts a body that is a JSON object. Any other body stays as it is. */
function corrupt(
  own: SimulatedResponse,
  mark: string,
  change: (body: JsonObject) => JsonObject,
): RawResponse {
  return render({ ...own, body: isJsonObject(own.body) ? change(own.body) : own.body }, mark);
}

/** Corrupts a field of the response, or in a list the field of every object. */
function corruptField(
  body: JsonObject,
  name: string,
  change: (body: JsonObject, name: string) => JsonObject,
): JsonObject {
  const list = resourceNames.find((field) => Array.isArray(body[field]));
  if (list === undefined || name in body) return change(body, name);
  const items = body[list] as unknown[];
  return { ...body, [list]: items.map((one) => (isJsonObject(one) ? change(one, name) : one)) };
}

function withWrongType(body: JsonObject, name: string): JsonObject {
  return { ...body, [name]: typeof body[name] === "string" ? 42 : "a wrong type" };
}
