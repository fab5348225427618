import type { TaskQueue } from "../tasknet";
import { RequestLimiter, systemClock } from "../tasknet";
import type { FailedCreate } from "../resource";
import { CreateMemory } from "../resource";
import type { SessionInputs } from "./model";

/** A create that failed although it may have made a session. */
export type FailedSessionCreate = FailedCreate<SessionInputs>;

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

/** What one provider process remembers of sessions from one operation to the next. It holds no credential. */
export class ProcessMemory extends CreateMemory<SessionInputs> {
  private readonly replaced = new Set<string>();
  private readonly endedByFingerprint = new Map<string, EndedSession>();
  private readonly fingerprintQueues = new Map<string, TaskQueue>();
  private readonly fingerprintUsers = new Map<string, FingerprintUser & { readonly fingerprint: string }>();

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
