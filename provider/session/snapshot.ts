import type { CallOptions, WireSession } from "../tasknet";
import type { SessionApi, SessionReader } from "./api";
import { errorKind } from "./api";

/** A list may serve later looks for so long, in milliseconds. */
export const snapshotAgeMs = 3_000;

/** After a look that found the service out of reach, others are spared for so long, in milliseconds. */
export const outageAgeMs = 30_000;

/** Failures that would meet the next session's look as well. */
const outages = new Set<string | undefined>([
  "timeout",
  "connection",
  "unavailable",
  "rateLimited",
  "unauthorized",
]);

function isOutage(error: unknown): boolean {
  return outages.has(errorKind(error));
}

/**
 * A reader for diffs, which the engine asks for one after another: the first look is its session's own, the next asks
 * for the list, which then serves those that follow within a few seconds. A session that the list does not show as
 * running is looked at by itself. After a write of this process the list is asked for anew.
 */
export class SnapshotReader implements SessionReader {
  private snapshot:
    { readonly takenAt: number; readonly sessions: Promise<Map<string, WireSession>> } | undefined;
  private outage: { readonly seenAt: number; readonly error: unknown } | undefined;
  private lastLookAt = -Infinity;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly api: Pick<SessionApi, "listSessions">,
    private readonly single: SessionReader,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async find(sessionUUID: string, options?: CallOptions): Promise<WireSession | undefined> {
    if (this.outage !== undefined && this.now() - this.outage.seenAt <= outageAgeMs) throw this.outage.error;
    try {
      return await this.look(sessionUUID, options);
    } catch (error) {
      if (isOutage(error)) this.outage = { seenAt: this.now(), error };
      throw error;
    }
  }

  /** Forgets the list: a session was made, changed or ended. */
  forget(): void {
    this.snapshot = undefined;
  }

  private async look(
    sessionUUID: string,
    options: CallOptions | undefined,
  ): Promise<WireSession | undefined> {
    const isFirst = this.now() - this.lastLookAt > snapshotAgeMs;
    this.lastLookAt = this.now();
    if (isFirst) return this.single.find(sessionUUID, options);
    const listed = await this.list(options).catch((error: unknown) => {
      if (isOutage(error)) throw error;
      // A bad entry in the list, or another look's cancel, says nothing of this session.
      return undefined;
    });
    return listed?.get(sessionUUID) ?? this.single.find(sessionUUID, options);
  }

  private list(options: CallOptions | undefined): Promise<Map<string, WireSession>> {
    if (this.snapshot === undefined || this.now() - this.snapshot.takenAt > snapshotAgeMs) {
      const sessions = this.api.listSessions(options).then((all) => {
        const running = all.filter(({ status }) => status === "running");
        return new Map(running.map((session) => [session.sessionUUID, session]));
      });
      this.snapshot = { takenAt: this.now(), sessions };
    }
    return this.snapshot.sessions;
  }
}
