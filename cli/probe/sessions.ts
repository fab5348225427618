import type { SessionApi, SessionInputs } from "../../provider/session";
import { isSameId, messageOf } from "../../provider/resource";
import {
  SessionBatchingReader,
  end,
  inputSpecs,
  ProcessMemory,
  unconfirmedState,
} from "../../provider/session";
import type { Settings } from "../../provider/settings";
import { endCommand, findId, InvalidResponseError, isTasknetError } from "../../provider/tasknet";
import type { Reply } from "./reply";
import { describe, entriesOf, isSuccess } from "./reply";
import type { CreateBody, ProbeRequests } from "./requests";

/** Most sessions that a probe creates. */
export const maxSessions = 3;
/** Time in which one session is ended at the end of the probe, in milliseconds. */
const endTimeoutMs = 60_000;

/** A session that the probe has created. */
export interface Created {
  readonly id: string;
  readonly reply: Reply;
}

/** A create that the service has refused. */
export interface Refused {
  readonly id?: undefined;
  readonly reply: Reply;
}

interface Tracked {
  readonly id: string;
  readonly inputs: SessionInputs;
  readonly sentAt: number;
  readonly respondedAt: number;
}

/** Creates the sessions of a probe, and ends them all in the end. */
export class ProbeSessions {
  private readonly created: Tracked[] = [];
  /** Ids that a response has shown as alive, so that a 404 is no lag of the create. */
  private readonly seen = new Set<string>();
  private readonly ended = new Set<string>();
  /** The ids that were listed before the first create. */
  private readonly foreignIds: readonly unknown[];
  /** Whether a create may have made a session that no response names. */
  private hasUnknownOutcome = false;

  /** @param api the client of the provider, which ends the sessions by its rules */
  constructor(
    private readonly requests: ProbeRequests,
    private readonly api: SessionApi,
    private readonly settings: Settings,
    listBefore: Reply,
  ) {
    this.foreignIds = entriesOf(listBefore).map(idOf);
  }

  /**
   * Creates a session. Returns only the response if the service refused.
   * @throws Error if the outcome is not known, or if the probe has created `maxSessions` sessions
   */
  async create(body: CreateBody): Promise<Created | Refused> {
    if (this.created.length >= maxSessions)
      throw new Error(`a probe creates at most ${maxSessions} sessions`);
    const sentAt = this.api.now();
    let reply: Reply;
    try {
      reply = await this.requests.create(body);
    } catch (error) {
      // The response was cut off after the id.
      if (error instanceof InvalidResponseError && error.id !== undefined) this.track(error.id, body, sentAt);
      else this.hasUnknownOutcome = !isTasknetError(error) || error.effect === "unknown";
      throw error;
    }
    const id = isSuccess(reply) ? findId(reply.text, "sessionUUID") : undefined;
    if (id === undefined) {
      this.hasUnknownOutcome = isSuccess(reply) || reply.status >= 500;
      if (this.hasUnknownOutcome) throw new Error(`a create was answered by ${describe(reply)}`);
      return { reply };
    }
    this.track(id, body, sentAt);
    return { id, reply };
  }

  private track(id: string, body: CreateBody, sentAt: number): void {
    const inputs = {
      leaseTime: body.leaseTime,
      isVncEnabled: body.isVncEnabled,
      driver: inputSpecs.driver.default,
      vncMode: inputSpecs.vncMode.default,
      showMouse: inputSpecs.showMouse.default,
      isProxyEnabled: inputSpecs.isProxyEnabled.default,
      recreateWhenEnded: false,
    };
    this.created.push({ id, inputs, sentAt, respondedAt: this.api.now() });
  }

  /** Notes that a response has shown a session as alive. */
  noteSeen(id: string): void {
    this.seen.add(id);
  }

  /** Notes that the service has reported the end of a session. */
  noteEnded(id: string): void {
    this.ended.add(id);
  }

  /**
   * Ends all sessions that may still run. Never rejects.
   * @returns what could not be ended, each as a line with what to do
   */
  async endAll(): Promise<string[]> {
    const { endpoint, mode } = this.settings;
    const origin = { endpoint, mode };
    const context = {
      api: this.api,
      reader: new SessionBatchingReader(this.api),
      origin,
      environment: {},
      memory: new ProcessMemory(),
    };
    const problems: string[] = [];
    for (const { id, inputs, sentAt, respondedAt } of this.created) {
      if (this.ended.has(id)) continue;
      const request = { minutes: inputs.leaseTime, sentAt, respondedAt };
      // With a state the rules know that the service may lag behind the create.
      const state = this.seen.has(id) ? undefined : unconfirmedState(inputs, id, request, origin);
      try {
        await end(context, { sessionUUID: id, state }, { timeoutMs: endTimeoutMs });
        this.ended.add(id);
      } catch (error) {
        problems.push(`${messageOf(error)}\nTo end it: ${endCommand(origin, id)}`);
      }
    }
    return this.hasUnknownOutcome ? [...problems, ...(await this.possibleOrphans())] : problems;
  }

  /** The sessions that a create with an unknown outcome may have left. None is ended on a guess. */
  private async possibleOrphans(): Promise<string[]> {
    const { endpoint, mode } = this.settings;
    const known = [...this.foreignIds, ...this.created.map(({ id }) => id)];
    const intro = "A create has an unknown outcome. A session of it ends by itself within 2 minutes.";
    try {
      const { sessions } = await this.api.listAll({ timeoutMs: endTimeoutMs });
      const added = sessions.filter(({ sessionUUID }) => !known.some((id) => isSameId(id, sessionUUID)));
      return [
        intro,
        ...added.map(({ sessionUUID }) => `To end it: ${endCommand({ endpoint, mode }, sessionUUID)}`),
      ];
    } catch {
      return [intro];
    }
  }
}

function idOf(entry: unknown): unknown {
  return typeof entry === "object" && entry !== null && "sessionUUID" in entry
    ? entry.sessionUUID
    : undefined;
}
