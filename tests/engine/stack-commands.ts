import { expect } from "chai";
import type { Simulator } from "../../simulator";
import type { Run } from "../../tools/workspace";
import type { RecordedResource, TestStack } from "./stack";

/** The commands and observations that the stacks of all providers share. */
export abstract class StackCommands {
  protected constructor(readonly stack: TestStack) {}

  get simulator(): Simulator {
    return this.stack.simulator;
  }

  stop(): Promise<void> {
    return this.stack.stop();
  }

  /** Runs a command that must succeed. */
  ok(...args: string[]): Promise<Run> {
    return this.stack.ok(...args);
  }

  /** Runs a command that must fail. */
  fails(...args: string[]): Promise<Run> {
    return this.stack.fails(...args);
  }

  up(...args: string[]): Promise<Run> {
    return this.stack.up(...args);
  }

  destroy(...args: string[]): Promise<Run> {
    return this.stack.destroy(...args);
  }

  /** Ids of the sessions that run now. */
  running(): string[] {
    return this.stack.running();
  }

  /** The state file's text. */
  state(): Promise<string> {
    return this.stack.state();
  }

  /** The stack's outputs, by their names. */
  outputs(...args: string[]): Promise<Record<string, unknown>> {
    return this.stack.outputs(...args);
  }

  /** The sessions in the state, by their names. */
  recorded(): Promise<Record<string, RecordedResource>> {
    return this.stack.recorded();
  }

  /** Destroys the stack, and expects that no session is left and that no request broke the contract. */
  async leavesNothing(): Promise<void> {
    await this.destroy();
    expect(this.running()).to.be.empty;
    expect(await this.recorded()).to.be.empty;
    expect(this.simulator.contractViolations).to.be.empty;
  }
}
