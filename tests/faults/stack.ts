import type { ProviderDriver, RecordedSession } from "./drivers";
import { textOf } from "./outcome";

type Raw = Record<string, unknown>;

/** A stack of one session: the state that the engine records, and the order of its calls. */
export class Stack {
  private recorded: RecordedSession | undefined;
  /** Replaced sessions that the engine still has to delete. */
  private pendingDeletes: RecordedSession[] = [];
  /** The errors of all operations. */
  readonly errors: string[] = [];

  constructor(private readonly driver: ProviderDriver) {}

  /** The id of the session in the state. */
  get id(): string | undefined {
    return this.recorded?.id;
  }

  /** The ids in the state, including those of sessions that wait for their delete. */
  get ids(): string[] {
    return [this.recorded, ...this.pendingDeletes].flatMap((session) => session?.id ?? []);
  }

  /** `pulumi up`. Resolves to whether it succeeded. */
  up(given: Raw): Promise<boolean> {
    return this.run(given, async () => {
      await this.deletePending();
      if (this.driver.refreshesBeforeUpdate) await this.readSession();
      if (this.recorded === undefined) {
        this.recorded = await this.driver.create(given);
        return;
      }
      const plan = await this.driver.plan(this.recorded, given);
      if (plan.isReplacement) await this.replace(given, plan.deleteBeforeReplace);
      else if (plan.hasChanges) this.recorded = await this.driver.update(this.recorded, given);
    });
  }

  /** `pulumi refresh`. Resolves to whether it succeeded. */
  refresh(): Promise<boolean> {
    return this.run({}, () => this.readSession());
  }

  /** `pulumi destroy`. Resolves to whether it succeeded. */
  destroy(): Promise<boolean> {
    return this.run({}, async () => {
      await this.deletePending();
      if (this.recorded !== undefined) await this.driver.delete(this.recorded);
      this.recorded = undefined;
    });
  }

  private async readSession(): Promise<void> {
    if (this.recorded !== undefined) this.recorded = await this.driver.read(this.recorded);
  }

  private async replace(given: Raw, isDeletedFirst: boolean): Promise<void> {
    const old = this.recorded!;
    if (isDeletedFirst) {
      await this.driver.delete(old);
      this.recorded = undefined;
      this.recorded = await this.driver.create(given);
      return;
    }
    this.recorded = await this.driver.create(given);
    this.pendingDeletes.push(old);
    await this.deletePending();
  }

  private async deletePending(): Promise<void> {
    for (const session of [...this.pendingDeletes]) {
      await this.driver.delete(session);
      this.pendingDeletes = this.pendingDeletes.filter((other) => other !== session);
    }
  }

  private async run(given: Raw, operation: () => Promise<void>): Promise<boolean> {
    try {
      await operation();
      return true;
    } catch (error) {
      this.errors.push(textOf(error));
      // A partially failed operation returns a state, which replaces the recorded one.
      const inputs = { ...this.recorded?.inputs, ...given };
      this.recorded = this.driver.partialOf(error, inputs) ?? this.recorded;
      return false;
    }
  }
}
