import type { RequestTiming } from "./request-timing";

/** A create that failed although it may have made a resource. */
export interface FailedCreate<Inputs> {
  readonly inputs: Inputs;
  readonly timing: RequestTiming;
  /** Why it failed. */
  readonly error: unknown;
  /** Known if the response named it. */
  readonly id?: string | undefined;
}

/**
 * What one provider process remembers of the creates of one kind of resource, from one operation to the next. It holds no
 * credential.
 */
export class CreateMemory<Inputs> {
  private readonly own = new Set<string>();
  private readonly failedCreates = new Map<string, FailedCreate<Inputs>>();
  private readonly initFailed = new Set<string>();

  /** Notes a resource that this process created: no search for orphans names it. */
  addOwn(id: string): void {
    this.own.add(id.toLowerCase());
  }

  isOwn(id: string): boolean {
    return this.own.has(id.toLowerCase());
  }

  /** Notes a create that may have made a resource. An error hook of the program may make the engine call it again. */
  addFailedCreate(resourceKey: string, create: FailedCreate<Inputs>): void {
    this.failedCreates.set(resourceKey, create);
  }

  failedCreate(resourceKey: string): FailedCreate<Inputs> | undefined {
    return this.failedCreates.get(resourceKey);
  }

  forgetFailedCreate(resourceKey: string): void {
    this.failedCreates.delete(resourceKey);
  }

  /** Notes an init failure: the engine retries it as an update, and a plain error would drop the resource. */
  addInitFailed(id: string): void {
    this.initFailed.add(id);
  }

  isInitFailed(id: string): boolean {
    return this.initFailed.has(id);
  }
}
