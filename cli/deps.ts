import type { Clock } from "../provider/tasknet";

/** What a command ends with: 0 done or nothing found, 1 an error, 2 orphans found. */
export type ExitCode = 0 | 1 | 2;

/** Where a command writes, and how it asks. */
export interface Terminal {
  /** Whether a person reads and can answer: then a command asks before it ends sessions, and shows its progress. */
  readonly isInteractive: boolean;
  /** Prints lines of the result, on standard output. */
  print(text: string): void;
  /** Prints a line that is no part of the result, on standard error. */
  warn(text: string): void;
  /** Shows what a long command does now; only on an interactive terminal. An empty text removes the line. */
  progress(text: string): void;
  /** Asks a question that is answered by yes or no. */
  confirm(question: string): Promise<boolean>;
}

/** What the commands depend on. Tests give their own. */
export interface CliDeps {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /**
   * Runs the Pulumi CLI without a shell, and returns its standard output.
   * @throws Error with its standard error
   */
  readonly pulumi: (args: readonly string[]) => Promise<string>;
}
