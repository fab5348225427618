import { expect } from "chai";
import type { Simulator } from "../../simulator";
import type { Run } from "../../tools/workspace";
import type { TestStack } from "./stack";

/** A resource of a stack's state. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly initErrors?: string[];
  readonly refreshBeforeUpdate?: boolean;
}

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
  async recorded(): Promise<Record<string, RecordedResource>> {
    const { deployment } = JSON.parse(await this.state()) as {
      deployment: { resources?: RecordedResource[] };
    };
    const found = (deployment.resources ?? []).filter(({ urn }) => /\btasknet:.*Session::/.test(urn));
    return Object.fromEntries(found.map((resource) => [nameOf(resource.urn), resource]));
  }

  /** Destroys the stack, and expects that no session is left and that no request broke the contract. */
  async leavesNothing(): Promise<void> {
    await this.destroy();
    expect(this.running()).to.be.empty;
    expect(await this.recorded()).to.be.empty;
    expect(this.simulator.contractViolations).to.be.empty;
  }
}

/** The name of a resource, which its URN ends with. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
