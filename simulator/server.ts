import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import type { Request } from "openapi-backend";
import type { ApiDeps } from "./api";
import { handleRequest } from "./api";
import type { MatchedRequest } from "./contract";
import { controlRoot } from "./control";
import type { RawResponse } from "./fault-responses";
import { render, renderFault } from "./fault-responses";
import type { Fault, FaultScript } from "./faults";
import { describeFault, takesEffect } from "./faults";
import type { Ledger, LedgerEntry } from "./ledger";
import type { IdField } from "./resources";
import { resourceOf } from "./resources";
import type { SimulatedResponse } from "./responses";
import { errorResponse } from "./responses";

/** Dependencies of the HTTP server. */
export interface ServerDeps extends ApiDeps {
  readonly faults: FaultScript;
  readonly ledger: Ledger;
  /** Real milliseconds before every response. */
  readonly latencyMs: number;
  /** Real milliseconds before the response to a create, after its effect and in addition to `latencyMs`. */
  readonly createLatencyMs: number;
  readonly held: HeldCalls;
  /** Handles the control plane. */
  readonly control: (method: string, path: string, body: string) => SimulatedResponse;
  /** Called after every request to the API or the control plane. */
  readonly onRequestDone: () => void;
}

/** The calls in flight. Their waits can end early. */
export class HeldCalls {
  private readonly releases = new Map<LedgerEntry, AbortController>();

  /** Adds a call. The signal aborts when the call is released. */
  hold(call: LedgerEntry): AbortSignal {
    const release = new AbortController();
    this.releases.set(call, release);
    return release.signal;
  }

  forget(call: LedgerEntry): void {
    this.releases.delete(call);
  }

  release(matches: (call: LedgerEntry) => boolean): void {
    for (const [call, release] of this.releases) if (matches(call)) release.abort();
  }
}

/** A listening HTTP server. */
export interface RunningServer {
  readonly port: number;
  /** Responds to the calls in flight at once, and closes all connections. */
  stop(): Promise<void>;
}

/** Serves the API and the control plane on 127.0.0.1. Port 0 is any free port. */
export async function serve(deps: ServerDeps, port: number): Promise<RunningServer> {
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    // Clients read the clock of the service from the Date header.
    response.setHeader("date", new Date(deps.clock.now()).toUTCString());
    handle(deps, request, response, stopping.signal).catch((error: unknown) => {
      // For example, the state file could not be written. The server warns and continues.
      process.emitWarning(error instanceof Error ? error : String(error));
      response.destroy();
    });
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => close(server, stopping),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server, stopping: AbortController): Promise<void> {
  stopping.abort();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    // A client that never finishes its request would block the stop.
    setTimeout(() => {
      server.closeAllConnections();
    }, 500).unref();
  });
}

async function handle(
  deps: ServerDeps,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  const { method = "GET", url = "/" } = request;
  const [path = "/"] = url.split("?");
  if (path.startsWith(controlRoot)) {
    send(response, render(deps.control(method, path, await text(request))));
    deps.onRequestDone();
    return;
  }

  const matched = deps.contract.match({ method, path: url, headers: {} });
  const fault = matched && deps.faults.take(matched.operation);
  const entry = deps.ledger.open({
    at: new Date(deps.clock.now()).toISOString(),
    operation: matched?.operation ?? "Unknown",
    method,
    path,
    headers: Object.keys(request.headers),
    ...(matched?.id !== undefined && { [idFieldOf(matched)]: matched.id.toLowerCase() }),
    ...(fault && { fault: describeFault(fault) }),
  });
  const finish = (raw: RawResponse | undefined): void => {
    deps.held.forget(entry);
    // The entry closes before the response is sent. Else this call and the client's next one would count as concurrent.
    deps.ledger.close(entry, raw?.status ?? 0);
    deps.onRequestDone();
  };
  if (fault?.cut === "connect") {
    finish(undefined);
    request.socket.resetAndDestroy();
    return;
  }

  // If reading the body fails, the client has disconnected in the middle of its request.
  const body = await text(request).catch(() => undefined);
  const own = (): SimulatedResponse => {
    if (!matched) return errorResponse(404, `the API has no ${method} ${path}`);
    const simulated = handleRequest(deps, toRequest(request, method, url, body ?? ""), matched);
    if (simulated.createdId !== undefined) entry[idFieldOf(matched)] = simulated.createdId;
    return simulated;
  };
  const waits = AbortSignal.any([stopping, deps.held.hold(entry)]);
  await pause(fault?.holdMs ?? 0, waits);
  const mark = deps.switches.byteOrderMark === "present" ? "\uFEFF" : "";
  const raw = body === undefined ? undefined : renderCall(fault, own, mark);
  const createMs = matched && isCreate(matched) ? deps.createLatencyMs : 0;
  await pause(deps.latencyMs + createMs + (fault?.delayMs ?? 0), waits);
  finish(raw);
  // A connection that stays alive would block the stop.
  if (stopping.aborted) response.setHeader("connection", "close");
  if (raw) send(response, raw);
  else response.destroy();
}

function idFieldOf({ operation }: MatchedRequest): IdField {
  return resourceOf(operation).idField;
}

function isCreate({ operation }: MatchedRequest): boolean {
  return resourceOf(operation).resource.operations[operation]?.kind === "create";
}

/** Renders the response to a call under its fault, or returns undefined if the fault cuts the connection. */
function renderCall(
  fault: Fault | undefined,
  own: () => SimulatedResponse,
  mark: string,
): RawResponse | undefined {
  if (!fault) return render(own(), mark);
  const response = takesEffect(fault) ? own() : undefined;
  return fault.cut === undefined ? renderFault(fault, response, mark) : undefined;
}

function toRequest(request: IncomingMessage, method: string, url: string, body: string): Request {
  return {
    method,
    path: url,
    headers: request.headers as Request["headers"],
    ...(body !== "" && { body }),
  };
}

async function pause(ms: number, released: AbortSignal): Promise<void> {
  if (ms === 0) return;
  await wait(ms, undefined, { signal: released }).catch(() => undefined);
}

function send(response: ServerResponse, { status, headers, payload }: RawResponse): void {
  // HTTP forbids Content-Length in a 204.
  const length = status === 204 ? {} : { "content-length": Buffer.byteLength(payload) };
  response.writeHead(status, { ...headers, ...length });
  response.end(payload);
}
