import { randomUUID } from "node:crypto";
import type { Settings } from "../../provider/settings";
import type { CallFacts, Clock, Fetch, Timers } from "../../provider/tasknet";
import { Redactor, sendRequest, systemFetch, systemTimers } from "../../provider/tasknet";
import { version } from "../../provider/version";
import type { Reply } from "./reply";

/** Timeout of a request, in milliseconds: the service takes 10 seconds to report that no browser is free. */
const timeoutMs = 60_000;
/** Rate limits of one request after which the probe gives up. */
const maxRateLimits = 5;
/** Pause after a rate limit without a Retry-After header, and the longest pause; in milliseconds. */
const defaultPauseMs = 1_000;
const maxPauseMs = 60_000;

/** The body of a create, and the secrets of its fingerprint. */
export interface CreateBody {
  /** Minutes. */
  readonly leaseTime: number;
  readonly isVncEnabled: boolean;
  readonly fingerprintUUID?: string | undefined;
}

/** What the requests depend on. */
export interface RequestDeps {
  readonly settings: Settings;
  /** The secret of the fingerprint, if the probe has one. */
  readonly fingerprintSecret: string | undefined;
  readonly clock: Clock;
  /** Aborts all requests but a create, whose session must not be lost. */
  readonly signal: AbortSignal;
  readonly fetch?: Fetch;
  readonly timers?: Timers;
}

interface RequestOptions {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly mode?: string;
}

/**
 * Sends the five operations and returns each response as it came. The client of the provider would hide what the probe
 * asks for: it reads all forms of a response alike.
 */
export class ProbeRequests {
  private readonly redactor: Redactor;

  constructor(private readonly deps: RequestDeps) {
    const { apiKey, environmentSecret } = deps.settings;
    this.redactor = new Redactor([apiKey, environmentSecret, deps.fingerprintSecret]);
  }

  list(options: RequestOptions = {}): Promise<Reply> {
    return this.send("GET", "", options);
  }

  /** A list with a key that no account has. */
  listWithWrongKey(): Promise<Reply> {
    return this.list({ headers: { "X-Api-Key": randomUUID() } });
  }

  create(body: CreateBody): Promise<Reply> {
    const { settings, fingerprintSecret } = this.deps;
    const hasFingerprint = body.fingerprintUUID !== undefined;
    return this.send("POST", "", {
      body: { driver: "puppeteer", vncMode: "ro", ...body },
      headers: hasFingerprint
        ? {
            "X-Environment-Id": settings.environmentId,
            "X-Environment-Secret": settings.environmentSecret,
            "X-Fingerprint-Secret": fingerprintSecret,
          }
        : {},
    });
  }

  get(id: string, options: RequestOptions = {}): Promise<Reply> {
    return this.send("GET", `/${id}`, options);
  }

  patch(id: string, newLeaseTime: number): Promise<Reply> {
    return this.send("PATCH", `/${id}`, { body: { newLeaseTime } });
  }

  delete(id: string): Promise<Reply> {
    return this.send("DELETE", `/${id}`, {});
  }

  private async send(method: string, path: string, options: RequestOptions): Promise<Reply> {
    this.deps.signal.throwIfAborted();
    for (let attempt = 1; ; attempt += 1) {
      const { reply, retryAfter } = await this.sendOnce(method, path, options);
      if (reply.status !== 429 || attempt > maxRateLimits) return reply;
      const seconds = Number(retryAfter ?? NaN);
      const pauseMs = Number.isFinite(seconds) ? seconds * 1_000 : defaultPauseMs;
      await this.deps.clock.sleep(Math.min(pauseMs, maxPauseMs), this.deps.signal);
    }
  }

  private async sendOnce(
    method: string,
    path: string,
    { body, headers = {}, mode = this.deps.settings.mode }: RequestOptions,
  ): Promise<{ reply: Reply; retryAfter: string | null }> {
    const { settings, clock, signal, fetch = systemFetch, timers = systemTimers } = this.deps;
    const facts: CallFacts = {
      method,
      path: `/${encodeURIComponent(mode)}/v1/sessions${path}`,
      idField: "sessionUUID",
    };
    const given = Object.entries({
      Accept: "application/json",
      "User-Agent": `pulumi-tasknet/${version}`,
      "X-Api-Key": settings.apiKey,
      "X-Api-Key-Id": settings.apiKeyId,
      "Content-Type": body === undefined ? undefined : "application/json",
      ...headers,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const sentTicks = clock.ticks();
    const response = await sendRequest(
      {
        url: `${settings.endpoint}${facts.path}`,
        method,
        isCreate: method === "POST",
        headers: Object.fromEntries(given),
        body: body === undefined ? undefined : JSON.stringify(body),
        facts,
        // A create that is cut off could leave a session that nobody knows.
        signal: method === "POST" ? new AbortController().signal : signal,
        timeoutMs,
        redact: this.redactor.redact,
      },
      fetch,
      timers,
    );
    const respondedTicks = clock.ticks();
    const hasMark = response.text.startsWith("\uFEFF");
    const reply = {
      status: response.status,
      text: response.text,
      json: parsed(hasMark ? response.text.slice(1) : response.text),
      hasMark,
      dateMs: Date.parse(response.headers.get("date") ?? ""),
      respondedTicks,
      latencyMs: respondedTicks - sentTicks,
    };
    return { reply, retryAfter: response.headers.get("retry-after") };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
