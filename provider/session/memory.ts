import type { TaskQueue } from "../tasknet";
import { RequestLimiter, systemClock } from "../tasknet";
import type { SessionInputs } from "./model";
import type { RequestTiming } from "./request-timing";

/** A create that failed although it may have made a session. */
export interface FailedCreate {
  readonly inputs: SessionInputs;
  readonly timing: RequestTiming;
  /** Why it failed. */
  readonly error: unknown;
  /** Known if the response named it. */
  readonly sessionUUID?: string | undefined;
}

/** A session to which this process has sent a DELETE. */
export interface EndedSession {
  readonly sessionUUID: string;
  /** Whether the service only accepted the DELETE, so that the session may still be ending. */
  readonly isPending: boolean;
}

/** A resource that declares a fingerprint. */
export interface FingerprintUser {
  readonly name: string;
  readonly resourceKey: string;
}

/** What one provider process remembers from one operation to the next. It holds no credential. */
export class ProcessMemory {
  private readonly own = new Set<string>();
  private readonly failedCreates = new Map<string, FailedCreate>();
  private readonly initFailed = new Set<string>();
  private readonly replaced = new Set<string>();
  private readonly endedByFingerprint = new Map<string, EndedSession>();
  private readonly fingerprintQueues = new Map<string, TaskQueue>();
  private readonly fingerprintUsers = new Map<string, FingerprintUser & { readonly fingerprint: string }>();

  /** Notes a session that this process created: no search for orphans names it. */
  addOwn(sessionUUID: string): void {
    this.own.add(sessionUUID.toLowerCase());
  }

  isOwn(sessionUUID: string): boolean {
    return this.own.has(sessionUUID.toLowerCase());
  }

  /** Notes a create that may have made a session. An error hook of the program may make the engine call it again. */
  addFailedCreate(resourceKey: string, create: FailedCreate): void {
    this.failedCreates.set(resourceKey, create);
  }

  failedCreate(resourceKey: string): FailedCreate | undefined {
    return this.failedCreates.get(resourceKey);
  }

  forgetFailedCreate(resourceKey: string): void {
    this.failedCreates.delete(resourceKey);
  }

  /** Notes an init failure: the engine retries it as an update, and a plain error would drop the session. */
  addInitFailed(sessionUUID: string): void {
    this.initFailed.add(sessionUUID);
  }

  isInitFailed(sessionUUID: string): boolean {
    return this.initFailed.has(sessionUUID);
  }

  /** Notes that the create of the resource is to come before the DELETE of the session that it replaces. */
  addReplacement(resourceKey: string): void {
    this.replaced.add(resourceKey);
  }

  isReplacement(resourceKey: string): boolean {
    return this.replaced.has(resourceKey);
  }

  addEnded(fingerprintUUID: string, ended: EndedSession): void {
    this.endedByFingerprint.set(fingerprintUUID.toLowerCase(), ended);
  }

  /** The last session with the fingerprint to which this process sent a DELETE. */
  endedWith(fingerprintUUID: string | undefined): EndedSession | undefined {
    return fingerprintUUID === undefined
      ? undefined
      : this.endedByFingerprint.get(fingerprintUUID.toLowerCase());
  }

  /** The queue in which creates with the fingerprint wait for one another. */
  fingerprintQueue(fingerprintUUID: string): TaskQueue {
    const key = fingerprintUUID.toLowerCase();
    const queue = this.fingerprintQueues.get(key) ?? new RequestLimiter(systemClock, 1);
    this.fingerprintQueues.set(key, queue);
    return queue;
  }

  /**
   * Notes the fingerprint that a resource declares now.
   * @returns the names of the other resources that declare it
   */
  addFingerprintUse(user: FingerprintUser, fingerprintUUID: string | undefined): string[] {
    this.fingerprintUsers.delete(user.resourceKey);
    if (fingerprintUUID === undefined) return [];
    const fingerprint = fingerprintUUID.toLowerCase();
    const others = [...this.fingerprintUsers.values()].filter((other) => other.fingerprint === fingerprint);
    this.fingerprintUsers.set(user.resourceKey, { ...user, fingerprint });
    return others.map(({ name }) => name);
  }
}
