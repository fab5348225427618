import type { ProviderDriver, RecordedSession } from "./drivers";
import { textOf } from "./outcome";

type Raw = Record<string, unknown>;

/** A stack of one session: what the engine's state holds, and the order of calls in which the engine changes it. */
export class Stack {
  private recorded: RecordedSession | undefined;
  /** Replaced sessions that the engine still has to delete. */
  private pendingDeletes: RecordedSession[] = [];
  /** The errors of all operations. */
  readonly errors: string[] = [];

  constructor(private readonly driver: ProviderDriver) {}

  /** The id that the state holds of the session itself. */
  get id(): string | undefined {
    return this.recorded?.id;
  }

  /** The ids in the state, those of sessions that wait for their delete included. */
  get ids(): string[] {
    return [this.recorded, ...this.pendingDeletes].flatMap((session) => session?.id ?? []);
  }

  /** `pulumi up`. Resolves to whether it succeeded. */
  up(given: Raw): Promise<boolean> {
    return this.run(given, async () => {
      await this.deletePending();
      if (this.driver.refreshesBeforeUpdate) await this.readAgain();
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
    return this.run({}, () => this.readAgain());
  }

  /** `pulumi destroy`. Resolves to whether it succeeded. */
  destroy(): Promise<boolean> {
    return this.run({}, async () => {
      await this.deletePending();
      if (this.recorded !== undefined) await this.driver.delete(this.recorded);
      this.recorded = undefined;
    });
  }

  private async readAgain(): Promise<void> {
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
      // A half-done operation leaves a state; the engine puts it in place of the recorded one.
      const inputs = { ...this.recorded?.inputs, ...given };
      this.recorded = this.driver.partialOf(error, inputs) ?? this.recorded;
      return false;
    }
  }
}
